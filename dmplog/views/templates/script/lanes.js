// Rows of dots: click or arrow keys choose a case; sites that stand alike are found by their name.
const MOST_FOUND = 100;
let chosen = null;
const rowsShown = () => all(".lanes .row").filter((row) => row.offsetParent !== null);
const rowOf = (number) => all(".lanes .row").find((row) => row.dataset.case === String(number));
const caseOf = (number) => data.cases.find((entry) => entry[0] === Number(number));

// The number, the update, the lane, whose row, the verdict, the states, the step, since when, the server, the last line, stands alike with.
const madeRow = (entry) => {
  const [number, , lane, who, verdict, states, step] = entry;
  const item = made("li");
  const row = made("a", `row verdict-${verdict}${states.length > 8 ? " crowded" : ""}`);
  row.href = `#case-${number}`;
  row.dataset.case = number;
  row.tabIndex = -1;
  const whose = made("span", "whose");
  whose.append(made("strong", "", who), made("span", "hidden", ` ${verdict.replace("_", " ")}${step ? ` at “${step}”` : ""}`));
  const dots = made("span", "dots");
  dots.setAttribute("aria-hidden", "true");
  Array.from(states).forEach((letter, place) => {
    const [status, word] = data.states[letter];
    const [label, title] = data.lanes[lane][place];
    const dot = made("span", `dot ${status}${title === step ? " here" : ""}`);
    const circle = made("i");
    if (!["not_reached", "silent"].includes(status)) { circle.append(signOf(status)); }
    dot.title = `${title}: ${word}`;
    dot.append(circle, made("small", "", label));
    dots.append(dot);
  });
  row.append(whose, dots);
  item.append(row);
  return item;
};

const field = (list, name, ...parts) => {
  const box = made("div");
  const value = made("dd");
  value.append(...parts);
  box.append(made("dt", "", name), value);
  list.append(box);
};
const madePanel = (entry) => {
  const [number, , lane, who, verdict, states, step, since, server, last, alike] = entry;
  const panel = one("other");
  panel.dataset.clock = clockOf(server);
  const chart = made("section", "card chart");
  const list = made("ol", "plain");
  Array.from(states).forEach((letter, place) => {
    const [, title] = data.lanes[lane][place];
    list.append(made("li", "", `${title} – ${data.states[letter][1].toLowerCase()}`));
  });
  chart.append(made("h2", "", who), list);
  const answer = made("section", "card answer");
  const told = made("dl");
  field(told, "Step", made("strong", "", step || verdict.replace("_", " ")), ...(server ? [` on ${server}`] : []), ...(since ? [" since ", timeOf(since, clockOf(server))] : []));
  if (last) {
    const where = made("p", "where");
    where.append(made("code", "place", last[0]), ...(last[1] ? [timeOf(last[1], clockOf(server))] : []));
    const quote = made("div", last[3] ? "quote fault" : "quote");
    quote.append(where, made("pre", "", last[2]));
    field(told, "Last line", quote);
  }
  if (alike !== null) {
    const link = made("a", "", "the case it stands alike with");
    link.href = `#case-${alike}`;
    field(told, "Why", "The answer is told at ", link, ".");
  }
  answer.append(made("h2", "", `The answer · ${who}`), told);
  panel.replaceChildren(chart, answer);
  panel.dataset.case = number;
  return panel;
};

const chooseUpdate = (place) => {
  all(".update").forEach((update) => { update.hidden = update.dataset.update !== String(place); });
  if (one("update")) { one("update").value = String(place); }
};
const centre = (panel) => all(".chart .scroll", panel).forEach((box) => {
  // The box the case stands at is in sight, however narrow the window is.
  const here = box.querySelector(".step.failed, .step.stalled, .step.waiting, .step.current, .step.unobservable");
  if (!here) { return; }
  const [outer, inner] = [box.getBoundingClientRect(), here.getBoundingClientRect()];
  box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
});
// A line that is cut can be read whole where it is quoted.
const offerWhole = (panel) => all(".answer .quote > pre", panel).forEach((line) => {
  const where = line.previousElementSibling;
  if (line.scrollHeight <= line.clientHeight + 2 || where.querySelector(".rest")) { return; }
  const button = made("button", "copy rest", "whole line");
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    const open = line.classList.toggle("whole-line");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "less" : "whole line";
  });
  where.append(button);
});
const choose = (number) => {
  let row = rowOf(number);
  const entry = row ? null : caseOf(number);
  if (!row && !entry) { return false; }
  if (!row) {
    const list = one("site") ? all(`.update[data-update="${entry[1]}"] .rows`)[0] : null;
    if (list) { list.append(madeRow(entry)); row = list.lastChild.firstChild; }
  }
  chosen = String(number);
  if (row) {
    chooseUpdate(row.closest(".update").dataset.update);
    all(".lanes .row").forEach((other) => {
      other.toggleAttribute("aria-current", false);
      other.parentElement.classList.toggle("on", other === row);
    });
    row.setAttribute("aria-current", "true");
    rove(all(".lanes .row"), row);
    const list = row.closest(".rows");
    list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 2 + row.offsetHeight / 2;
  }
  const panel = one(`case-${number}`) || madePanel(entry || rowData(number));
  all(".panel").forEach((other) => {
    other.classList.toggle("chosen", other === panel);
    other.hidden = other.id === "other" && other !== panel;
  });
  centre(panel);
  offerWhole(panel);
  startBars(panel);
  countFolded();
  return true;
};
const rowData = (number) => caseOf(number);

const countFolded = () => {
  // On a phone only the chosen row is shown until the others are asked for.
  const rows = all(".lanes .update:not([hidden]) .row").length;
  const open = one("unfold").getAttribute("aria-expanded") === "true";
  one("unfold").hidden = rows < 2;
  one("unfold").textContent = open ? "Only the chosen one" : `${rows - 1} more`;
};
const findSite = () => {
  const wanted = one("site").value.trim().toLowerCase();
  all(".rows .made").forEach((item) => item.remove());
  const fits = (text) => text.toLowerCase().includes(wanted);
  const rows = all(".lanes .update:not([hidden]) .row");
  rows.forEach((row) => { row.parentElement.hidden = Boolean(wanted) && !fits(row.querySelector("strong").textContent); });
  const update = all(".lanes .update:not([hidden])")[0];
  let count = rows.filter((row) => !row.parentElement.hidden).length;
  if (wanted && update) {
    const here = new Set(rows.map((row) => row.dataset.case));
    const found = data.cases.filter((entry) => String(entry[1]) === update.dataset.update && !here.has(String(entry[0])) && fits(entry[3]));
    found.slice(0, MOST_FOUND).forEach((entry) => {
      const item = madeRow(entry);
      item.classList.add("made");
      update.querySelector(".rows").append(item);
    });
    count += Math.min(found.length, MOST_FOUND);
    one("sites-found").textContent = `${count} shown${found.length > MOST_FOUND ? ` of ${count + found.length - MOST_FOUND}` : ""}`;
  } else {
    one("sites-found").textContent = "";
  }
};

// The two lines a bar stands between, when it is pointed at or reached by the keyboard.
const startBars = (panel) => {
  const bars = all(".spent g.bar", panel);
  const between = panel.querySelector(".between");
  if (!between || panel.dataset.ready) { return; }
  panel.dataset.ready = "yes";
  const told = (bar) => {
    const lines = all(".brief li", one(`case-${panel.dataset.case}-evidence-${bar.dataset.step}`.slice(0, 80)) || between);
    const ends = lines.length > 1 ? [lines[0], lines[lines.length - 1]] : lines;
    between.textContent = ends.map((line) => line.textContent.trim().replace(/\s+/g, " ")).join("  →  ");
  };
  bars.forEach((bar, place) => {
    bar.setAttribute("tabindex", place ? "-1" : "0");
    bar.setAttribute("role", "img");
    const title = bar.querySelector("title");
    if (title) { bar.setAttribute("aria-label", title.textContent); }
    bar.addEventListener("mouseenter", () => told(bar));
    bar.addEventListener("focus", () => told(bar));
    bar.addEventListener("keydown", (event) => {
      const step = {ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1}[event.key];
      const next = step && bars[place + step];
      if (next) { event.preventDefault(); bars.forEach((other) => other.setAttribute("tabindex", other === next ? "0" : "-1")); next.focus(); }
    });
  });
};

const startLanes = () => {
  const lanes = all(".lanes")[0];
  lanes.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (!row) { return; }
    event.preventDefault();
    goTo(`case-${row.dataset.case}`, {still: true});
  });
  lanes.addEventListener("keydown", (event) => {
    const row = event.target.closest(".row");
    const rows = rowsShown();
    const here = rows.indexOf(row);
    const next = {ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1}[event.key];
    if (!row || next === undefined || !rows[next]) { return; }
    event.preventDefault();
    goTo(`case-${rows[next].dataset.case}`, {still: true});
    rows[next].focus();
  });
  one("unfold").addEventListener("click", () => {
    const open = one("unfold").getAttribute("aria-expanded") !== "true";
    one("unfold").setAttribute("aria-expanded", String(open));
    all(".lanes .rows").forEach((list) => list.classList.toggle("open", open));
    countFolded();
  });
  if (one("update")) {
    one("update").addEventListener("change", (event) => {
      const update = all(`.update[data-update="${event.target.value}"]`)[0];
      const row = update.querySelector(".row");
      const entry = row ? null : data.cases.find((other) => String(other[1]) === event.target.value);
      goTo(`case-${row ? row.dataset.case : entry[0]}`, {still: true});
    });
  }
  if (one("site")) { one("site").addEventListener("input", findSite); }
  all(".answer .unclamp").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = button.closest(".answer").classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? "Show less" : "Show the whole answer";
    });
  });
};
