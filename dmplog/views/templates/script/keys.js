// `/` searches; `n` and `p` go from error to error: where a case stands, then the errors no step explains.
const errors = () => all(".line.stop, .error");
const nextError = (step) => {
  const found = errors();
  if (!found.length) { say("There is no error."); return; }
  const here = found.findIndex((element) => element.id === state.place);
  const next = found[here < 0 ? (step > 0 ? 0 : found.length - 1) : (here + step + found.length) % found.length];
  goTo(next.id);
  say(`${found.indexOf(next) + 1} of ${found.length} errors`);
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
