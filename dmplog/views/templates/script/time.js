// One switch for every time of the page: UTC, the clock of the server that wrote it, or the time before the report was made.
const DAY = 86400000;
const offsetAt = (clock, moment) => {
  const spans = (data.clocks || [])[clock];
  if (!spans) { return null; }
  const before = spans.filter(([since]) => Date.parse(since) <= moment);
  return (before.length ? before[before.length - 1] : spans[0])[1];
};
const lasting = (milliseconds) => {
  let seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const parts = [["d", 86400], ["h", 3600], ["m", 60], ["s", 1]].map(([unit, size]) => {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    return [count, unit];
  });
  const first = parts.findIndex(([count]) => count);
  const two = first < 0 ? [] : parts.slice(first, first + 2);
  return two.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`).join(" ") || "0 s";
};
// "none" where no record tells by which clock a server wrote.
const clockOf = (server) => (data.servers || {})[(server || "").toLowerCase()] ?? "none";
const ago = (moment) => {
  const asOf = Date.parse(data.asOf);
  if (Math.floor(moment / 1000) === Math.floor(asOf / 1000)) { return "then"; }
  return moment <= asOf ? `${lasting(asOf - moment)} ago` : `in ${lasting(moment - asOf)}`;
};
const zoneOf = (minutes) => {
  if (!minutes) { return "UTC"; }
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "-" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
};
// Where servers keep different times each time has its date and its zone, or they cannot be compared.
const clocksDiffer = () => new Set((data.clocks || []).map((spans) => spans[spans.length - 1][1])).size > 1;
// Which clock tells *moment* now: minutes east of Greenwich, "ago", or null where the clock of the server is not known.
const clockNow = (moment, clock) => {
  if (state.time === "ago" && data.asOf) { return "ago"; }
  return state.time === "server" ? offsetAt(clock, moment) : 0;
};
const written = (moment, form, clock) => {
  const now = clockNow(moment, clock);
  const asOf = Date.parse(data.asOf);
  // The moment that all others are counted from stays what it is.
  if (now === "ago" && !(form === "told" && moment === Math.floor(asOf / 1000) * 1000)) { return ago(moment); }
  const shift = (Number(now) || 0) * 60000;
  const text = new Date(moment + shift).toISOString().replace("T", " ");
  if (form.startsWith("told")) {
    return `${text.slice(0, form === "told" ? 19 : 16)} ${zoneOf(shift / 60000)}`;
  }
  if (state.time === "server" && clocksDiffer()) {
    return `${text.slice(0, 10)} ${text.slice(11, form && form !== "full" ? 16 : 19)} ${zoneOf(shift / 60000)}`;
  }
  const day = (other) => Math.floor((other + shift) / DAY);
  const today = form !== "day" && form !== "full" && day(moment) === day(form === "end" ? Date.parse(data.start) : asOf);
  const clockTime = text.slice(11, form && form !== "full" ? 16 : 19) + (now === null ? " UTC" : "");
  return today ? clockTime : `${text.slice(0, 10)} ${clockTime}`;
};
// What a picture says of a moment, by its pattern: the words in front of it stay.
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const drawn = (moment, pattern, clock) => {
  const now = clockNow(moment, clock);
  const shift = Number(now) || 0;
  if (pattern === "%Z") { return now === "ago" ? "ago" : zoneOf(shift); }
  const first = pattern.indexOf("%");
  if (now === "ago" && !pattern.startsWith("as of")) { return pattern.slice(0, first) + (first ? ago(moment) : ago(moment).replace(/ ago$/, "")); }
  const text = new Date(moment + shift * 60000).toISOString();
  // A day begins at midnight of one clock alone.
  const whole = pattern.endsWith("%b") && text.slice(11, 16) !== "00:00" ? `${pattern} %H:%M` : pattern;
  const parts = {d: text.slice(8, 10), b: MONTHS[Number(text.slice(5, 7)) - 1], H: text.slice(11, 13), M: text.slice(14, 16), S: text.slice(17, 19)};
  return whole.replace(/%([dbHMS])/g, (found, part) => parts[part]);
};
const BESIDE = 12;
const LETTER = 6.2;
const clockAt = (element) => { const owner = element.closest("[data-clock]"); return owner ? owner.dataset.clock : "none"; };
const writePictures = (inside) => all("svg g.axis", inside).forEach((axis) => {
  let taken = 0;
  all("text[data-moment]", axis.parentElement).forEach((element) => {
    element.textContent = drawn(Date.parse(element.dataset.moment), element.dataset.pattern, clockAt(element));
    if (element.parentElement !== axis || element.dataset.pattern === "%Z") { return; }
    // Words that would touch those in front of them are left out.
    const [x, half] = [Number(element.getAttribute("x")), element.textContent.length * LETTER / 2];
    const fits = x - half >= taken + BESIDE || !taken;
    element.setAttribute("visibility", fits ? "visible" : "hidden");
    if (fits) { taken = x + half; }
  });
});
const writeTimes = (inside = document) => {
  all("time[datetime]", inside).forEach((element) => {
    const moment = Date.parse(element.getAttribute("datetime"));
    element.textContent = written(moment, element.className, clockAt(element));
    element.title = new Date(moment).toISOString().slice(0, 19).replace("T", " ") + " UTC";
  });
  // From when to when: where both are told alike, once.
  all(".until", inside).forEach((until) => {
    const before = until.previousElementSibling;
    until.hidden = before !== null && before.textContent === until.querySelector("time").textContent;
  });
  document.documentElement.dataset.time = state.time;
  document.documentElement.classList.toggle("clocks-differ", clocksDiffer());
  writePictures(inside);
  all(".between", inside).forEach((element) => { element.textContent = ""; });
};
const timeOf = (moment, clock) => {
  const element = made("time");
  element.setAttribute("datetime", moment);
  element.textContent = written(Date.parse(moment), "", clock);
  return element;
};
const startTime = () => {
  all("#clock input").forEach((input) => input.addEventListener("change", () => {
    state.time = input.value;
    writeAddress();
    writeTimes();
  }));
};
const showTime = () => {
  const known = all("#clock input").map((input) => input.value);
  if (!known.includes(state.time)) { state.time = "utc"; }
  all("#clock input").forEach((input) => { input.checked = input.value === state.time; });
  writeTimes();
};
