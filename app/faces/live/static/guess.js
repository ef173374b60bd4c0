// Guess first: the answer is hidden from everybody until a guess is in, or given up; then it is shown, and scored.
//
// A guess is a number, or the queue over time as a line: drawn with a pointer, or moved point by point by arrow keys.
// What can be guessed, and how near it was, is said in Python (`app/live/guessing.py`).
"use strict";
globalThis.spsim ??= {};
spsim.guess = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const PLOT = { wide: 360, tall: 200, left: 40, right: 350, top: 10, bottom: 160 };
  const QUARTERS = [0, 0.25, 0.5, 0.75, 1];
  const BIG = 10; // steps at once: Page Up, Page Down

  const page = spsim.page;
  const { make } = page;
  const state = { on: false, options: null, letter: "a", what: null, lines: new Map(), typed: new Map(), turn: 0 };
  let room;

  // An option has the letter that the answer gives it, by cost, wherever it stands on the page.
  function headed(place, title) {
    const letter = page.answer()?.options?.find(each => each.place === place)?.letter;
    return letter ? `${letter}: ${title}` : title;
  }

  // --- on and off ------------------------------------------------------------------------------------------------------

  function rest(scored) {
    state.on = false;
    page.veil(false);
    const words = scored ? "Guess the next one" : "Guess before you look";
    room.replaceChildren(
      ...(scored ? [scored] : []),
      make("p", {}, make("button", { type: "button", class: "plain", id: "guess-first", onclick: begin }, words)),
    );
  }

  async function begin() {
    state.on = true;
    page.veil(true);
    page.say("The answer is hidden. Say what you expect of it.");
    const here = page.stayed();
    await look();
    if (here()) room.querySelector("select, input")?.focus();
  }

  async function look() {
    const turn = ++state.turn;
    try {
      const { options } = await page.ask("guess", { setting: page.setting() });
      if (turn !== state.turn || !state.on) return;
      state.options = options;
      if (!options[state.letter]) state.letter = "a";
      draw();
    } catch (error) {
      if (!error.stopped && turn === state.turn && state.on) waits();
    }
  }

  function waits() {
    room.replaceChildren(make("p", {}, "The answer is hidden. Mend what is wrong with the levers, and guess."), ...buttons(null));
  }

  // --- the form --------------------------------------------------------------------------------------------------------

  function asked() {
    const { asked } = state.options[state.letter];
    return asked.find(({ what }) => what === state.what) ?? asked[0];
  }

  function draw() {
    const question = asked();
    const letters = Object.keys(state.options);
    if (!question) return room.replaceChildren(make("p", {}, "There is nothing to guess of this scenario."), ...buttons(null));
    state.what = question.what;
    const key = document.activeElement?.id;
    const choices = state.options[state.letter].asked.map(({ what, title }) => make("option", { value: what, selected: what === question.what }, title));
    const what = make("select", { id: "guess-what", onchange: () => ((state.what = what.value), draw()) }, ...choices);
    const whose = make(
      "select",
      { id: "guess-option", onchange: () => ((state.letter = whose.value), draw()) },
      ...letters.map(letter => make("option", { value: letter, selected: letter === state.letter }, headed(letter, state.options[letter].title))),
    );
    const form = make(
      "form",
      { class: "guessing", "aria-labelledby": "guess-title", novalidate: true, onsubmit: event => (event.preventDefault(), reveal(question)) },
      make("h2", { id: "guess-title" }, "Guess before you look"),
      make("p", {}, "The answer is hidden until you have said what you expect. Move the levers first, if you like."),
      letters.length > 1 ? make("p", {}, make("label", { for: "guess-option" }, "Of"), whose) : null,
      make("p", {}, make("label", { for: "guess-what" }, "What do you guess?"), what),
      question.weeks.length ? line(question) : number(question),
      make("p", { class: "bar-fault", id: "guess-fault", hidden: true }),
      ...buttons(question),
    );
    room.replaceChildren(form);
    if (key) document.getElementById(key)?.focus();
  }

  function buttons(question) {
    return [
      make(
        "p",
        { class: "row" },
        question ? make("button", { type: "submit" }, "Show the answer") : null,
        make("button", { type: "button", class: "plain", onclick: () => (question ? reveal(question, true) : rest()) }, "Show it without a guess"),
      ),
    ];
  }

  function number(question) {
    const unit = question.unit === "£" ? "in pounds" : `in ${question.unit}`;
    const input = make("input", {
      id: "guess-number", type: "number", step: "any", inputmode: "decimal", "aria-describedby": "guess-hint guess-fault",
      oninput: () => state.typed.set(question.what, input.value),
    });
    input.value = state.typed.get(question.what) ?? "";
    return make(
      "div",
      {},
      make("p", {}, make("label", { for: input.id }, `${question.title}, ${unit}`), input),
      make("p", { class: "small", id: "guess-hint" }, question.hint),
    );
  }

  // --- a line ----------------------------------------------------------------------------------------------------------

  function line(question) {
    const { weeks, most, step } = question;
    const key = `${state.letter} ${most} ${weeks.length}`;
    if (!state.lines.has(key)) state.lines.set(key, { touched: false, values: weeks.map(() => 0) });
    const kept = state.lines.get(key);
    const last = weeks.at(-1);
    const x = week => PLOT.left + ((PLOT.right - PLOT.left) * week) / Math.max(1, last);
    const y = people => PLOT.bottom - ((PLOT.bottom - PLOT.top) * people) / most;
    const drawn = (tag, attributes, ...children) => {
      const made = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      made.append(...children);
      return made;
    };
    const path = drawn("polyline", { class: "guess-line", fill: "none" });
    const points = weeks.map((week, i) => point(week, i));
    const plot = drawn("svg", { viewBox: `0 0 ${PLOT.wide} ${PLOT.tall}`, role: "group", "aria-label": `${question.title}: ${weeks.length} points, one every ${weeks[1]} weeks. Left and right choose one, up and down move it.`, class: "guess-plot" });
    for (const part of QUARTERS) {
      const at = y(most * part);
      plot.append(drawn("line", { x1: PLOT.left, x2: PLOT.right, y1: at, y2: at, class: part ? "guess-grid" : "guess-axis" }));
      plot.append(drawn("text", { x: PLOT.left - 5, y: at + 4, "text-anchor": "end" }, String(most * part)));
      plot.append(drawn("text", { x: x(last * part), y: PLOT.bottom + 17, "text-anchor": part === 1 ? "end" : "middle" }, String(Math.round(last * part))));
    }
    plot.append(drawn("text", { x: (PLOT.left + PLOT.right) / 2, y: PLOT.tall - 6, "text-anchor": "middle" }, "weeks from day 0"), path, ...points);

    function point(week, i) {
      const dot = drawn("circle", { r: 5, cx: x(week), role: "slider", tabindex: i ? "-1" : "0", "aria-orientation": "vertical", "aria-label": `Week ${week}`, "aria-valuemin": 0, "aria-valuemax": most, id: `guess-point-${i}` });
      dot.addEventListener("keydown", event => moved(event, i));
      dot.addEventListener("focus", () => points.forEach((each, j) => each.setAttribute("tabindex", i === j ? "0" : "-1")));
      return dot;
    }

    function show() {
      path.setAttribute("points", kept.values.map((value, i) => `${x(weeks[i])},${y(value)}`).join(" "));
      points.forEach((each, i) => {
        each.setAttribute("cy", y(kept.values[i]));
        each.setAttribute("aria-valuenow", kept.values[i]);
        each.setAttribute("aria-valuetext", `${kept.values[i]} people`);
      });
    }

    function set(i, value) {
      kept.touched = true;
      kept.values[i] = Number(Math.min(Math.max(0, Math.round(value / step) * step), most).toFixed(6));
    }

    function moved(event, i) {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const by = { ArrowUp: step, ArrowDown: -step, PageUp: BIG * step, PageDown: -BIG * step }[event.key];
      if (way) points[i + way]?.focus();
      else if (by) set(i, kept.values[i] + by);
      else if (event.key === "Home") set(i, 0);
      else if (event.key === "End") set(i, most);
      else return;
      event.preventDefault();
      show();
    }

    let held = null;
    const at = event => {
      const box = plot.getBoundingClientRect();
      const across = ((event.clientX - box.left) * PLOT.wide) / box.width;
      const down = ((event.clientY - box.top) * PLOT.tall) / box.height;
      const week = ((across - PLOT.left) / (PLOT.right - PLOT.left)) * last;
      const i = Math.min(Math.max(Math.round(week / (weeks[1] || 1)), 0), weeks.length - 1);
      return { i, value: ((PLOT.bottom - down) / (PLOT.bottom - PLOT.top)) * most };
    };
    const draws = event => {
      const { i, value } = at(event);
      const from = held ?? { i, value };
      const far = Math.abs(i - from.i);
      for (let n = 0; n <= far; n++) set(from.i + Math.sign(i - from.i) * n, far ? from.value + ((value - from.value) * n) / far : value);
      held = { i, value };
      show();
    };
    plot.addEventListener("pointerdown", event => {
      if (event.button) return;
      plot.setPointerCapture(event.pointerId);
      held = null;
      draws(event);
      points[held.i].focus({ preventScroll: true });
      event.preventDefault();
    });
    plot.addEventListener("pointermove", event => held && draws(event));
    plot.addEventListener("pointerup", () => (held = null));
    plot.addEventListener("pointercancel", () => (held = null));
    show();
    return make("div", {}, make("p", { class: "small", id: "guess-hint" }, question.hint), plot);
  }

  // --- what came of it -------------------------------------------------------------------------------------------------

  function guessed(question) {
    if (question.weeks.length) {
      const kept = state.lines.get(`${state.letter} ${question.most} ${question.weeks.length}`);
      return kept?.touched ? { line: kept.values } : null;
    }
    const typed = document.getElementById("guess-number").valueAsNumber;
    return Number.isFinite(typed) ? { guess: typed } : null;
  }

  async function reveal(question, givenUp = false) {
    const guess = givenUp ? {} : guessed(question);
    if (!guess) {
      const fault = document.getElementById("guess-fault");
      fault.textContent = question.weeks.length ? "Nothing is drawn yet. Draw a line, or show the answer without a guess." : "Type a number, or show the answer without a guess.";
      fault.hidden = false;
      const first = document.getElementById("guess-number") ?? document.getElementById("guess-point-0");
      first.focus();
      return page.say(fault.textContent);
    }
    const turn = ++state.turn;
    const here = page.stayed();
    try {
      const { said, chart } = await page.ask("guess", { setting: page.setting(), option: state.letter, what: question.what, ...guess });
      if (turn !== state.turn) return;
      rest(score(said, chart));
      if (here()) room.firstElementChild.focus();
    } catch (error) {
      if (!error.stopped && turn === state.turn) page.problem(error);
    }
  }

  function score(said, chart) {
    const picture = document.createElement("template");
    picture.innerHTML = chart; // made by the program; what people wrote in it is escaped there
    return make("div", { class: "guess-score", tabindex: "-1", role: "group", "aria-label": "Your guess" }, ...said.map((words, i) => make("p", {}, i ? words : make("strong", {}, words))), picture.content);
  }

  document.addEventListener("DOMContentLoaded", () => {
    room = document.getElementById("guess");
    page.on("opened", () => {
      room.hidden = false;
      state.on ? look() : rest();
    });
    page.on("setting", ({ moving }) => {
      if (state.on && !moving) look();
      else if (!state.on && !moving && room.querySelector(".guess-score")) rest(); // it was of other levers
    });
  });

  return { begin };
})();
