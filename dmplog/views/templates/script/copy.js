const copy = async (text, words) => {
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = made("textarea", "hidden", text);
    document.body.append(box);
    box.select();
    copied = document.execCommand("copy");
    box.remove();
  }
  say(copied ? words : "Select the text and copy it.");
};
const lineText = (button) => {
  const box = button.closest(".quote, .line, .need");
  const place = all(".place, .path", box)[0];
  const text = all("pre", box)[0];
  return `${place ? place.textContent.trim() : ""}${text ? `: ${text.textContent.trim()}` : ""}`;
};
const startCopy = () => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy:not(.rest), button.ticket");
    if (!button) { return; }
    if (button.classList.contains("ticket")) {
      copy(one("ticket-text").textContent, "Copied: the ticket text, as plain text.");
    } else {
      copy(lineText(button), "Copied.");
    }
  });
  one("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  one("print").addEventListener("click", () => print());
};

// Nobody can unfold a sheet of paper: the chosen answer is printed with all that it holds.
let opened = [];
addEventListener("beforeprint", () => {
  opened = all(".panel.chosen .answer details:not([open])");
  opened.forEach((fold) => { fold.open = true; });
});
addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));

// What the page shows without a place in its address: the worst case, and all of them below.
const showFirst = () => {
  const first = all(".lanes .row")[0];
  openTab("cases");
  if (first) { choose(first.dataset.case); }
};
const restore = () => {
  showTime();
  if (!state.place) { showFirst(); }
  if (one("search").value !== state.find) { one("search").value = state.find; }
  search();
  if (state.place) { show(false); }
};
addEventListener("DOMContentLoaded", () => {
  data = JSON.parse(one("data").textContent);
  readAddress();
  [startTime, startLanes, startTabs, startLines, startSearch, startKeys, startCopy].forEach((start) => start());
  if (state.place) { showFirst(); }
  restore();
});
