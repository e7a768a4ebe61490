// Tabs are anchors: without the script they lead to sections, with it one section is shown at a time.
const tabs = () => all(".tabs a");
const openTab = (name) => {
  all(".tab").forEach((tab) => tab.classList.toggle("open", tab.id === name));
  tabs().forEach((link) => link.setAttribute("aria-selected", String(link.dataset.tab === name)));
  rove(tabs(), tabs().find((link) => link.dataset.tab === name));
};
const unfold = (element) => {
  for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) { box.open = true; }
};
// A place is a case, a tab, or anything in a tab: a line, an error, a step.
const show = (still) => {
  const place = state.place;
  const number = /^case-(\d+)$/.exec(place);
  all(".at").forEach((element) => element.classList.remove("at"));
  if (number) {
    if (choose(number[1])) {
      const told = one(`case-${number[1]}-steps`);
      all("details.case").forEach((box) => { box.open = box === told; });
      if (told) { unfold(told); }
      if (!still) { scrollTo({top: 0}); }
    }
    return;
  }
  const element = place && one(place);
  const panel = element && element.closest(".panel");
  if (panel) {
    choose(panel.dataset.case);
    element.classList.add("at");
    element.scrollIntoView({block: "center"});
    return;
  }
  const tab = element && element.closest(".tab");
  if (!tab) { return; }
  openTab(tab.id);
  if (element === tab) {
    if (!still) { all(".tabs")[0].scrollIntoView({block: "start"}); }
    return;
  }
  unfold(element);
  element.hidden = false;
  element.classList.add("at");
  element.scrollIntoView({block: "center"});
  focusLine(element);
};
const goTo = (place, {still = false} = {}) => {
  state.place = place;
  writeAddress(true);
  show(still);
};
const startTabs = () => {
  const bar = all(".tabs")[0];
  bar.setAttribute("role", "tablist");
  all(".tab").forEach((tab) => tab.setAttribute("role", "tabpanel"));
  tabs().forEach((link) => {
    link.setAttribute("role", "tab");
    link.setAttribute("aria-controls", link.dataset.tab);
  });
  bar.addEventListener("keydown", (event) => {
    const links = tabs();
    const here = links.indexOf(event.target.closest("a"));
    const next = {ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: links.length - 1}[event.key];
    if (here < 0 || next === undefined || !links[next]) { return; }
    event.preventDefault();
    goTo(links[next].dataset.tab, {still: true});
    links[next].focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.defaultPrevented || link.classList.contains("skip") || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    goTo(decodeURIComponent(link.getAttribute("href").slice(1)), {still: Boolean(link.dataset.tab)});
  });
  addEventListener("hashchange", () => { readAddress(); restore(); });
  addEventListener("popstate", () => { readAddress(); restore(); });
};
// Of the links and buttons of many lines only those of one are stops of the Tab key.
const lists = () => all(".lines, .brief, .spans");
const linked = (element) => all("a, button", element);
const focusLine = (line) => {
  const list = line.closest(".lines");
  if (!list) { return; }
  all("li", list).forEach((other) => linked(other).forEach((control) => { control.tabIndex = other === line ? 0 : -1; }));
};
const startLines = () => lists().forEach((list) => {
  const lines = all("li", list).filter((line) => linked(line).length);
  lines.forEach((line, place) => linked(line).forEach((control) => { control.tabIndex = place ? -1 : 0; }));
  list.addEventListener("keydown", (event) => {
    const line = event.target.closest("li");
    const shown = lines.filter((other) => !other.hidden);
    const next = shown[shown.indexOf(line) + ({ArrowDown: 1, ArrowUp: -1}[event.key] || 0)];
    if (!next || next === line) { return; }
    event.preventDefault();
    lines.forEach((other) => linked(other).forEach((control) => { control.tabIndex = other === next ? 0 : -1; }));
    linked(next)[0].focus();
  });
});
