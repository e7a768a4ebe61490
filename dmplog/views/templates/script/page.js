// Before the first paint: what the script folds is never shown unfolded.
document.documentElement.classList.add("js");

const all = (selector, inside = document) => Array.from(inside.querySelectorAll(selector));
const one = (id) => document.getElementById(id);
const made = (tag, kind = "", text = "") => {
  const element = document.createElement(tag);
  if (kind) { element.className = kind; }
  element.textContent = text;
  return element;
};
const SVG = "http://www.w3.org/2000/svg";
const signOf = (status) => {
  const picture = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#sign-${status}`);
  picture.append(use);
  return picture;
};

// What the page shows stands in its address, so that a link can be sent: `#case-3&time=server&find=0x80`.
const state = {place: "", time: "utc", find: ""};
let data = {};
const readAddress = () => {
  const [place, ...rest] = location.hash.slice(1).split("&");
  const found = new Map(rest.map((part) => part.split("=")).filter((pair) => pair.length === 2));
  const plain = (text) => { try { return decodeURIComponent(text); } catch { return ""; } };
  state.place = plain(place);
  state.time = ["utc", "server", "ago"].includes(found.get("time")) ? found.get("time") : "utc";
  state.find = plain(found.get("find") || "");
};
const address = (place = state.place) => {
  const parts = [encodeURIComponent(place)];
  if (state.time !== "utc") { parts.push(`time=${state.time}`); }
  if (state.find) { parts.push(`find=${encodeURIComponent(state.find)}`); }
  return `#${parts.join("&")}`;
};
const writeAddress = (push = false) => {
  if (address() === (location.hash || "#")) { return; }
  // A frame without an address of its own refuses; the page works all the same.
  try { history[push ? "pushState" : "replaceState"](null, "", address()); } catch { /* no address */ }
};
const say = (text) => {
  one("said").textContent = text;
  clearTimeout(say.later);
  say.later = setTimeout(() => { one("said").textContent = ""; }, 2500);
};
// In a group only one element is a stop of the Tab key; arrow keys go through the others.
const rove = (elements, chosen) => elements.forEach((element) => { element.tabIndex = element === chosen ? 0 : -1; });
