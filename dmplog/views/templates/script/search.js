// What is searched for is shown, everything else of its kind is not; the counts are those of what is shown.
const MOST_HITS = 100;
// A case is found by its answer too, and the first one by the headline.
const textOf = (element) => {
  const number = element.dataset.case;
  const parts = [element, ...(number ? [one(`case-${number}`)] : []), ...(number === "1" ? all(".headline") : [])];
  return parts.map((part) => (part ? part.textContent : "")).join(" ");
};
// What is only counted: the parts of these tabs stay together.
const linesWith = (fits) => one("ticket-text").textContent.split("\n").filter(fits).length;
const WORDS = [["cases", "case", "cases"], ["errors", "error", "errors"], ["timeline", "line", "lines"], ["logs", "log", "logs"],
  ["prerequisites", "check", "checks"], ["decided", "reason", "reasons"], ["ticket", "line of the ticket", "lines of the ticket"]];
const search = () => {
  const wanted = state.find.trim().toLowerCase();
  const holds = (text) => text.toLowerCase().includes(wanted);
  const fits = (element) => !wanted || holds(textOf(element));
  const shown = {};
  all("details.case, .tab .found").forEach((element) => {
    element.hidden = !fits(element);
    const tab = element.closest(".tab").id;
    shown[tab] = (shown[tab] || 0) + (element.hidden ? 0 : 1);
  });
  const box = one("found-cases");
  const found = wanted ? data.cases.filter((entry) => holds(`${entry[3]} ${entry[6]} ${entry[8]} ${entry[9]}`)) : [];
  box.hidden = !found.length;
  box.querySelector(".rows").replaceChildren(...found.slice(0, MOST_HITS).map(madeRow));
  shown.cases = (shown.cases || 0) + Math.min(found.length, MOST_HITS);
  if (wanted) {
    shown.decided = all("#decided li").filter((element) => holds(element.textContent)).length;
    shown.ticket = linesWith(holds);
  }
  all(".tab .fold").forEach((fold) => {
    const inside = all("details.case, .found", fold);
    fold.hidden = Boolean(wanted) && inside.length > 0 && inside.every((element) => element.hidden);
    if (wanted && inside.some((element) => !element.hidden)) { fold.open = true; }
  });
  tabs().forEach((link) => {
    const count = link.querySelector(".count") || link.appendChild(made("span", "count searched"));
    count.dataset.whole = count.dataset.whole || count.textContent;
    count.textContent = wanted ? String(shown[link.dataset.tab] || "") : count.dataset.whole;
    count.hidden = count.textContent === "";
  });
  const told = WORDS.filter(([tab]) => shown[tab]).map(([tab, single, many]) => `${shown[tab]} ${shown[tab] === 1 ? single : many}`);
  one("found").textContent = wanted ? told.join(", ") || "Nothing on this page has these words." : "";
};
const startSearch = () => {
  const box = one("search");
  box.addEventListener("input", () => {
    state.find = box.value;
    writeAddress();
    search();
    const here = all(".tab.open")[0];
    const hits = tabs().filter((link) => link.querySelector(".count").textContent > "0").map((link) => link.dataset.tab);
    if (state.find && here && !hits.includes(here.id) && hits.length) { openTab(hits[0]); }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { all(".tabs")[0].scrollIntoView({block: "start"}); }
    if (event.key === "Escape") { box.value = ""; box.dispatchEvent(new Event("input")); box.blur(); }
  });
};
