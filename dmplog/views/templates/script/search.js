// What is searched for is shown, everything else of its kind is not; the counts are those of what is shown.
const MOST_HITS = 100;
const search = () => {
  const wanted = state.find.trim().toLowerCase();
  const fits = (element) => !wanted || element.textContent.toLowerCase().includes(wanted);
  const shown = {};
  all("details.case, .tab .found").forEach((element) => {
    element.hidden = !fits(element);
    const tab = element.closest(".tab").id;
    shown[tab] = (shown[tab] || 0) + (element.hidden ? 0 : 1);
  });
  const box = one("found-cases");
  const found = wanted ? data.cases.filter((entry) => `${entry[3]} ${entry[6]} ${entry[8]} ${entry[9]}`.toLowerCase().includes(wanted)) : [];
  box.hidden = !found.length;
  box.querySelector(".rows").replaceChildren(...found.slice(0, MOST_HITS).map(madeRow));
  shown.cases = (shown.cases || 0) + Math.min(found.length, MOST_HITS);
  all(".tab .fold").forEach((fold) => {
    const inside = all("details.case, .found", fold);
    fold.hidden = Boolean(wanted) && inside.length > 0 && inside.every((element) => element.hidden);
    if (wanted && inside.some((element) => !element.hidden)) { fold.open = true; }
  });
  tabs().forEach((link) => {
    const count = link.querySelector(".count") || link.appendChild(made("span", "count searched"));
    count.dataset.whole = count.dataset.whole || count.textContent;
    count.textContent = wanted ? String(shown[link.dataset.tab] || 0) : count.dataset.whole;
    count.hidden = count.textContent === "";
  });
  const words = [["cases", "case", "cases"], ["errors", "error", "errors"], ["timeline", "line", "lines"], ["logs", "log", "logs"]];
  one("found").textContent = wanted ? words.map(([tab, single, many]) => `${shown[tab] || 0} ${shown[tab] === 1 ? single : many}`).join(", ") : "";
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
