// `/` searches; `n` and `p` go from error to error: every line that tells of one, then the errors no step explains.
const errors = () => {
  const shown = all(".error");
  const places = new Set(shown.map((error) => { const place = error.querySelector(".place"); return place ? place.getAttribute("href") : ""; }));
  return [...all(".line.fault").filter((line) => !places.has(`#${line.id}`)), ...shown];
};
const nextError = (step) => {
  const found = errors();
  if (!found.length) { say("No line of this page tells of an error."); return; }
  const here = found.findIndex((element) => element.id === state.place);
  const next = found[here < 0 ? (step > 0 ? 0 : found.length - 1) : (here + step + found.length) % found.length];
  goTo(next.id);
  say(`Error ${found.indexOf(next) + 1} of ${found.length}`);
};
const startKeys = () => document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) { return; }
  if (event.key === "/") {
    event.preventDefault();
    one("search").focus();
  } else if (event.key === "n" || event.key === "p") {
    nextError(event.key === "n" ? 1 : -1);
  }
});
