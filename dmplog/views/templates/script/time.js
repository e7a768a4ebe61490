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
const written = (moment, form, clock) => {
  const asOf = Date.parse(data.asOf);
  if (state.time === "ago" && !Number.isNaN(asOf)) {
    return moment <= asOf ? `${lasting(asOf - moment)} ago` : `in ${lasting(moment - asOf)}`;
  }
  const shift = state.time === "server" ? (offsetAt(clock, moment) || 0) * 60000 : 0;
  const text = new Date(moment + shift).toISOString();
  const day = (other) => Math.floor((other + shift) / DAY);
  const today = form !== "day" && day(moment) === day(form === "end" ? Date.parse(data.start) : asOf);
  const clockTime = text.slice(11, form ? 16 : 19);
  return today ? clockTime : `${text.slice(0, 10)} ${clockTime}`;
};
const writeTimes = (inside = document) => all("time[datetime]", inside).forEach((element) => {
  const owner = element.closest("[data-clock]");
  const clock = owner ? owner.dataset.clock : 0;
  const moment = Date.parse(element.getAttribute("datetime"));
  element.textContent = written(moment, element.className, clock);
  element.title = new Date(moment).toISOString().slice(0, 19).replace("T", " ") + " UTC";
});
const timeOf = (moment, clock = 0) => {
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
