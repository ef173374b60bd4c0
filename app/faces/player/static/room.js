/* The player in the live page, under Watch: one run of what is set, asked for when it is looked at. */
"use strict";
(() => {
  const { page, player } = globalThis.spsim;
  if (!page) return; // a page without levers: a file of the player alone, a lesson
  const { make } = page;
  let element, holder, waiting, number, shown, seen = null, stop = null;

  function build() {
    number = make("input", { id: "watch-replication", type: "number", min: "0", max: "999999", step: "1", value: "0", inputmode: "numeric" });
    holder = make("div", {});
    waiting = make("p", { role: "status", hidden: true }, "Running it…");
    element.append(
      make("h1", {}, "One run, as it happens"),
      make("form", { class: "row", novalidate: true, onsubmit: (event) => { event.preventDefault(); ask(); } },
        make("label", { for: "watch-replication" }, "Which run (each has other luck)"), number,
        make("button", { class: "plain" }, "Show this run"),
        make("button", { type: "button", class: "plain", onclick: () => { number.value = String(Number(number.value) + 1); ask(); } }, "Another run")),
      waiting, holder);
  }

  /* What would be shown: nothing is asked again while it is the same. */
  const wanted = () => ({ setting: page.setting(), replication: Number(number.value) });

  async function ask() {
    const body = wanted(), key = JSON.stringify(body);
    stop?.abort(); // also where what is shown is wanted again
    stop = null;
    waiting.hidden = true;
    if (key === seen) return;
    const mine = (stop = new AbortController());
    waiting.hidden = false;
    try {
      const data = await page.ask("watch", body, { signal: mine.signal });
      if (mine !== stop) return;
      seen = key;
      shown?.end();
      shown = player.show(holder, data, { onAsk: answer });
      page.problem(null);
    } catch (error) {
      if (mine === stop && !error.stopped) page.problem(error);
    }
    if (mine === stop) waiting.hidden = true;
  }

  /* What many runs say stands under Try it. */
  function answer() {
    document.querySelector('a[data-view="try"]').click();
    document.getElementById("answer")?.scrollIntoView();
  }

  page.room("watch", (place) => {
    if (!element) {
      element = place;
      build();
    }
    if (page.setting()) ask();
  });
  page.on("opened", () => { seen = null; });
  page.on("setting", ({ moving }) => { if (element && !element.hidden && !moving) ask(); });
})();
