"use strict";
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const one = (id) => document.getElementById(id);
  all(".needs-script").forEach((element) => { element.hidden = false; });

  one("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  one("copy").addEventListener("click", async () => {
    const ticket = one("ticket-text");
    let copied = true;
    try {
      await navigator.clipboard.writeText(ticket.value);
    } catch {
      ticket.closest("details").open = true;
      ticket.select();
      copied = document.execCommand("copy");
    }
    one("said").textContent = copied ? "Copied." : "Select the ticket text below and copy it.";
  });

  all(".filters input").forEach((box) => box.addEventListener("change", () => {
    all(`tr[data-verdict="${box.dataset.verdict}"]`).forEach((row) => { row.hidden = !box.checked; });
  }));

  const filter = one("filter");
  if (filter) {
    filter.addEventListener("input", () => {
      const wanted = filter.value.toLowerCase();
      let count = 0;
      all("#timeline .evidence").forEach((entry) => {
        entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
        count += entry.hidden ? 0 : 1;
      });
      one("found").textContent = wanted ? `${count} lines` : "";
    });
  }

  const reveal = () => {
    const target = location.hash && one(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) { box.open = true; }
    target.scrollIntoView({block: "center", inline: "center"});
  };
  addEventListener("hashchange", reveal);
  reveal();

  addEventListener("beforeprint", () => all("details").forEach((box) => {
    if (!box.closest("#ticket")) { box.open = true; }
  }));
})();
