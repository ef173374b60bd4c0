// How does an answer come onto the page? Piece by piece, in its place: nothing jumps, and what was open stays open.
//
// What a number is (which year, prices, interval, how it is known) comes with it, as `data-about`; here it is shown
// where a pointer or the keyboard is, and tied to its number for those who hear the page.
"use strict";
globalThis.spsim ??= {};
(() => {
  const { on, make } = spsim.page;
  const by = id => document.getElementById(id);

  on("opened", loose);
  on("answer", ({ answer }) => {
    put(answer.html);
    forgotten();
    document.title = `${by("question").textContent} – Social prescribing simulator`;
    brief();
  });
  addEventListener("resize", loose);

  // A piece keeps its room while levers move; of another scenario or window it takes another.
  function loose() {
    for (const part of document.querySelectorAll("[data-part]")) part.style.removeProperty("min-height");
  }

  // All that the layout is asked for is asked before anything is moved: it is worked out once, not for each piece.
  function put(html) {
    const fresh = [...document.querySelectorAll("#view-try [data-part]")]
      .map(part => ({ part, text: html[part.dataset.part] }))
      .filter(({ part, text }) => text !== undefined && part.shown !== text)
      .map(each => ({ ...each, height: each.part.getBoundingClientRect().height, kept: keeping(each.part) }));
    if (fresh.some(({ part }) => part.contains(under))) hide();
    for (const { part, text, height } of fresh) {
      const template = document.createElement("template");
      template.innerHTML = text;
      if (part.shown !== undefined) part.style.minHeight = `${height}px`;
      part.replaceChildren(template.content);
      part.shown = text;
      described(part);
      part.querySelectorAll("table").forEach(walkable);
    }
    for (const { part, kept } of fresh) kept(part);
  }

  // What a reader had open, scrolled or under the keyboard: the same place in the new piece.
  function keeping(part) {
    const open = [...part.querySelectorAll("details")].map(each => each.open);
    const moved = [...part.querySelectorAll(".region")].map(each => each.checkVisibility() && each.scrollLeft);
    const stops = [...part.querySelectorAll("[tabindex], summary, a")];
    const at = stops.indexOf(document.activeElement);
    return fresh => {
      fresh.querySelectorAll("details").forEach((each, i) => { each.open = open[i] ?? each.open; });
      fresh.querySelectorAll(".region").forEach((each, i) => { if (moved[i]) each.scrollLeft = moved[i]; });
      if (at >= 0) fresh.querySelectorAll("[tabindex], summary, a")[at]?.focus({ preventScroll: true });
    };
  }

  // --- on a small screen, the first line of the answer stays in sight ------------------------------------------------

  let below = false; // the answer is further down than can be seen

  function brief() {
    const lines = [...document.querySelectorAll('[data-part="answer"] p')];
    by("brief-text").textContent = lines.at(-1)?.textContent ?? "";
    by("brief").hidden = !below || !by("brief-text").textContent;
  }

  const seen = new IntersectionObserver(entries => {
    const { isIntersecting, boundingClientRect } = entries.at(-1);
    below = !isIntersecting && boundingClientRect.top >= 0;
    brief();
  });
  seen.observe(by("answer"));

  // --- what a number is ----------------------------------------------------------------------------------------------

  let counted = 0;
  const said = new Map(); // words -> the element that says them to a screen reader

  function described(part) {
    for (const each of part.querySelectorAll("[data-about]")) {
      const words = each.dataset.about;
      if (!said.has(words)) {
        const id = `about-${(counted += 1)}`;
        by("about").append(make("p", { id }, words));
        said.set(words, id);
      }
      each.setAttribute("aria-describedby", said.get(words));
    }
  }

  function forgotten() {
    for (const [words, id] of said) {
      if (document.querySelector(`[aria-describedby="${id}"]`)) continue;
      by(id).remove();
      said.delete(words);
    }
  }

  const tip = by("tip");
  let under = null;
  let leaving = 0;

  function show(of) {
    if (of) clearTimeout(leaving);
    if (!of || of === under) return;
    under = of;
    tip.textContent = of.dataset.about;
    tip.hidden = false;
    const box = of.getBoundingClientRect();
    const ofLever = of.tagName === "P"; // and never lies over it
    const below = !ofLever && box.bottom + tip.offsetHeight + 8 < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${below ? box.bottom + 2 : Math.max(0, box.top - tip.offsetHeight - 2)}px`;
  }

  function hide() {
    clearTimeout(leaving);
    under = null;
    tip.hidden = true;
  }

  function hideSoon() {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 250); // so that a pointer can go over to it
  }

  const about = node => node.closest?.("[data-about]");
  const lever = node => node.matches(":focus-visible") && node.closest(".lever")?.querySelector("[data-about]");
  document.addEventListener("pointerover", ({ target }) => (target === tip ? clearTimeout(leaving) : show(about(target))));
  document.addEventListener("pointerout", event => (event.target === tip || about(event.target)) && hideSoon());
  document.addEventListener("focusin", ({ target }) => {
    const of = about(target) || lever(target);
    of ? show(of) : hide();
  });
  document.addEventListener("keydown", event => event.key === "Escape" && hide());
  document.addEventListener("scroll", hide, { capture: true, passive: true });

  // --- a table is one stop of the Tab key; arrows walk in it ---------------------------------------------------------

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  function walkable(table) {
    table.setAttribute("role", "grid");
    table.setAttribute("aria-readonly", "true");
    table.closest(".region")?.removeAttribute("tabindex");
    table.querySelectorAll("th, td").forEach(each => each.setAttribute("tabindex", "-1"));
    (table.querySelector("tbody td, tbody th") ?? table.querySelector("th"))?.setAttribute("tabindex", "0");
    table.addEventListener("keydown", walk);
    table.addEventListener("focusin", event => stop(table, event.target.closest("th, td")));
  }

  function walk(event) {
    const cell = event.target.closest("th, td");
    const row = cell?.parentElement;
    if (!cell || event.altKey || event.metaKey) return;
    const rows = [...this.rows];
    let [down, across] = [rows.indexOf(row), cell.cellIndex];
    if (event.key in STEPS) [down, across] = [down + STEPS[event.key][0], across + STEPS[event.key][1]];
    else if (event.key === "Home") [down, across] = [event.ctrlKey ? 0 : down, 0];
    else if (event.key === "End") [down, across] = [event.ctrlKey ? rows.length - 1 : down, row.cells.length - 1];
    else return;
    event.preventDefault();
    rows[down]?.cells[across]?.focus();
  }

  function stop(table, cell) {
    if (!cell) return;
    table.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
  }
})();
