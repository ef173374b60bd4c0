// What is dated, as bars on an axis of time: dragged, moved by arrow keys, or typed into the boxes beside each.
//
// Python says what there is, in words, and what an edit comes to (`app/live/timeline.py`); here bars are drawn and
// moved. While one is held, only its picture moves; once it is let go, the edit is asked for, and comes back as changes
// of the setting or as a sentence on what is wrong with it, which stands at its bar.
"use strict";
globalThis.spsim ??= {};
spsim.timeline = (() => {
  const DAY = 24 * 60 * 60 * 1000;
  const WEEK = 7; // days: a bar moves by so many, and by single ones with shift
  const PAGE = 4 * WEEK;
  const REST = 600; // milliseconds after the last key, until an edit is asked for
  const FINGER = 24; // pixels: as wide is what can be taken hold of, at least (timeline.css)
  const EARLIEST = 1000; // a year with fewer digits is still being typed

  const page = spsim.page;
  const { make } = page;
  const state = { shown: null, of: {}, faults: [], chosen: {}, mine: false, late: 0, line: Promise.resolve() };
  const hands = new Set(); // boxes half typed, handles half moved: nothing is drawn anew under them
  let due = false; // and so it waits to be drawn
  let room, body;

  const dayOf = iso => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
  const isoOf = day => new Date(day * DAY).toISOString().slice(0, 10);
  const inWords = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const wordsOf = day => inWords.format(new Date(day * DAY));
  const held = (least, value, most) => Math.min(Math.max(value, least), most);

  // An option is headed by the letter of its column, as in the answer.
  function headed(place, title) {
    const letter = page.answer()?.options?.find(each => each.place === place)?.letter;
    return letter ? `${letter}: ${title}` : title;
  }

  // --- asking ----------------------------------------------------------------------------------------------------------

  function look() {
    if (!body.parentElement.open) return;
    clearTimeout(state.late);
    state.late = setTimeout(() => inTurn(() => asked({ setting: page.setting() })), state.shown ? REST / 2 : 0);
  }

  function edit(letter, change, focus) {
    return inTurn(() => edited(letter, change, focus));
  }

  // One after another: a back end gives up a question for the next of the same kind, and an edit must not be lost.
  function inTurn(work) {
    state.line = state.line.then(work);
    return state.line;
  }

  // What was drawn of one scenario says nothing of another that was opened since.
  const scenarioOf = letter => page.setting()[letter]?.scenario;

  async function edited(letter, change, focus) {
    const of = state.of[letter];
    if (of !== scenarioOf(letter)) return;
    const found = await asked({ setting: page.setting(), option: letter, edit: change }, focus);
    if (!found || of !== scenarioOf(letter)) return;
    const { changes: before = {} } = page.setting()[letter];
    const merged = { ...before, ...found.changes };
    const changes = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
    state.mine = true;
    page.amend({ [letter]: { changes } });
    state.mine = false;
    page.say(found.said);
  }

  async function asked(what, focus) {
    try {
      const found = await page.ask("timeline", what);
      state.shown = found.options;
      state.of = { a: what.setting.a.scenario, b: what.setting.b?.scenario };
      state.faults = [];
      draw(focus);
      return found;
    } catch (error) {
      if (error.stopped) return null;
      if (error.gone || !what.edit) {
        if (what.edit) page.problem(error);
        return null; // what is wrong with the setting itself is said where its answer would be
      }
      const faults = error.faults?.length ? error.faults : [{ path: "", message: error.message }];
      state.faults = faults.map(fault => ({ ...fault, option: what.option }));
      draw(focus);
      page.say(state.faults.map(({ message }) => message).join(" "));
      return null;
    }
  }

  // --- drawing ---------------------------------------------------------------------------------------------------------

  function draw(focus) {
    due = hands.size > 0;
    if (due) return;
    const here = document.activeElement;
    const within = room.contains(here) || (focus && here === document.body); // who has gone on is not called back
    const key = (room.contains(here) && here.dataset.key) || focus;
    const letters = Object.keys(state.shown ?? {});
    body.replaceChildren(...letters.map(letter => ofOption(letter, state.shown[letter], letters.length > 1)));
    if (within && key) (body.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? body.querySelector("select"))?.focus();
  }

  function letGo(hand) {
    hands.delete(hand);
    if (due && !hands.size) inTurn(() => draw());
  }

  function ofOption(letter, timeline, several) {
    const axis = { first: dayOf(timeline.since), last: dayOf(timeline.until), start: dayOf(timeline.start) };
    const groups = new Map();
    for (const bar of timeline.bars) groups.set(bar.group, [...(groups.get(bar.group) ?? []), bar]);
    const title = several ? headed(letter, timeline.title) : timeline.title;
    return make(
      "section",
      { class: "timeline", "aria-label": `Dates of ${title}` },
      several ? make("h3", {}, title) : null,
      ...wrong(letter, ""),
      ...[...groups].flatMap(([group, bars]) => [
        make("h4", {}, group),
        scale(timeline.ticks),
        make("div", { class: "bars" }, ...bars.map(bar => ofBar(letter, bar, axis))),
      ]),
      adding(letter, timeline.addable),
      timeline.changed
        ? make("button", { type: "button", class: "plain", onclick: () => edit(letter, { kind: "back" }) }, "Put all dates back")
        : null,
    );
  }

  function scale(ticks) {
    const marks = ticks.map(({ at, words }) => {
      const mark = make("span", { class: at > 0.85 ? "tick late" : "tick" }, words);
      mark.style.left = `${100 * at}%`;
      return mark;
    });
    return make("div", { class: "scale", "aria-hidden": "true" }, ...marks);
  }

  function ofBar(letter, bar, axis) {
    const id = `bar-${letter}-${bar.at}`;
    const faults = wrong(letter, bar.at);
    const moved = { since: dayOf(bar.since), until: dayOf(bar.until) };
    const boxes = [];
    if (bar.at === "dates.run") boxes.push(dayZero(letter, axis));
    const ends = [["since", bar.starts], ["until", bar.ends]].filter(([, end]) => end);
    for (const [which, end] of ends) boxes.push(dateBox(letter, bar, which, end, moved));
    for (const amount of bar.amounts) boxes.push(numberBox(letter, bar, amount));
    const row = make(
      "div",
      { class: "bar-row", id, role: "group", "aria-labelledby": `${id}-words` },
      make("p", { class: "bar-words", id: `${id}-words` }, bar.words),
      track(letter, bar, axis, moved),
      make(
        "div",
        { class: "boxes" },
        ...boxes,
        bar.removable
          ? make("button", { type: "button", class: "plain", "aria-label": `Take away: ${bar.title}`, onclick: () => edit(letter, { kind: "remove", at: bar.at }, `add-${letter}`) }, "Take away")
          : null,
      ),
      ...faults,
      ...bar.cautions.map(caution => make("p", { class: "small bar-caution" }, caution)),
    );
    row.classList.toggle("wrong", faults.length > 0);
    return row;
  }

  function wrong(letter, at) {
    const mine = state.faults.filter(fault => (fault.option || "a") === letter && whose(letter, fault) === at);
    return mine.map(({ message }) => make("p", { class: "bar-fault" }, make("span", { class: "unseen" }, "Not done: "), message));
  }

  function whose(letter, { path }) {
    return state.shown[letter].bars.some(bar => bar.at === path) ? path : "";
  }

  // --- boxes -----------------------------------------------------------------------------------------------------------

  function field(key, title, input) {
    input.id = `box-${key}`;
    input.dataset.key = `box-${key}`;
    return make("p", { class: "box" }, make("label", { for: input.id }, title), input);
  }

  // A date is typed digit by digit, and each digit may make another date: it counts once the typing rests.
  function whenRested(input, take) {
    let late = 0;
    const now = () => {
      clearTimeout(late);
      late = 0;
      take();
      letGo(input);
    };
    input.addEventListener("input", () => {
      hands.add(input);
      clearTimeout(late);
      late = setTimeout(now, 2 * REST);
    });
    input.addEventListener("change", () => {
      hands.add(input);
      clearTimeout(late);
      late = setTimeout(now, REST);
    });
    input.addEventListener("blur", () => late && now());
    input.addEventListener("keydown", event => event.key === "Enter" && (event.preventDefault(), now()));
    return input;
  }

  function dateInput(day, take) {
    const input = make("input", { type: "date", value: isoOf(day) });
    return whenRested(input, () => {
      const typed = input.value;
      if (typed && typed !== isoOf(day) && Number(typed.slice(0, typed.indexOf("-"))) >= EARLIEST) take(typed);
    });
  }

  function dateBox(letter, bar, which, end, moved) {
    const input = dateInput(moved[which], typed => edit(letter, { kind: "move", values: { [end.path]: typed } }, `box-${letter}-${end.path}`));
    input.dataset.end = which;
    return field(`${letter}-${end.path}`, end.title, input);
  }

  function dayZero(letter, axis) {
    const take = typed => edit(letter, { kind: "shift", start: typed }, `box-${letter}-day-0`);
    return field(`${letter}-day-0`, "Day 0 (all dates move with it)", dateInput(axis.start, take));
  }

  function numberBox(letter, bar, amount) {
    const input = make("input", { type: "number", value: amount.value, min: amount.least, max: amount.most, step: "any", inputmode: "decimal" });
    const key = `${letter}-${amount.path}`;
    whenRested(input, () => {
      const typed = input.valueAsNumber;
      if (Number.isFinite(typed) && typed !== amount.value) edit(letter, { kind: "move", values: { [amount.path]: typed } }, `box-${key}`);
    });
    input.addEventListener("keydown", event => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      const now = Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : amount.value;
      const next = held(amount.least, now + way * amount.step, amount.most ?? Infinity);
      input.value = Number(next.toFixed(6));
      input.dispatchEvent(new Event("input"));
    });
    return field(key, amount.title, input);
  }

  // --- a bar, and its handles ------------------------------------------------------------------------------------------

  function track(letter, bar, axis, moved) {
    const both = bar.starts && bar.ends;
    const box = make("div", { class: both ? "bar moves" : "bar" });
    const holder = make("div", { class: "track" }, box);
    const handles = [];
    const place = () => {
      const at = day => (100 * (held(axis.first, day, axis.last) - axis.first)) / Math.max(1, axis.last - axis.first);
      box.style.left = `min(${at(moved.since)}%, 100% - ${both ? FINGER : 0}px)`;
      box.style.width = `${Math.max(0, at(moved.until) - at(moved.since))}%`;
      for (const each of handles) each.says();
      for (const input of holder.parentElement?.querySelectorAll("input[data-end]") ?? []) input.value = isoOf(moved[input.dataset.end]);
    };
    const commit = () => {
      const values = {};
      if (bar.starts && moved.since !== dayOf(bar.since)) values[bar.starts.path] = isoOf(moved.since);
      if (bar.ends && moved.until !== dayOf(bar.until)) values[bar.ends.path] = isoOf(moved.until);
      if (Object.keys(values).length) edit(letter, { kind: "move", values });
    };
    const back = () => {
      moved.since = dayOf(bar.since);
      moved.until = dayOf(bar.until);
      place();
    };
    const lastEnd = Math.max(axis.last, dayOf(bar.until)); // what reaches beyond the axis is not cut by a touch
    const firstStart = Math.min(axis.first, dayOf(bar.since));
    const moves = {
      since: day => (moved.since = held(firstStart, day, both ? moved.until - 1 : lastEnd)),
      until: day => (moved.until = held(both || bar.at === "dates.run" ? moved.since + 1 : firstStart, day, lastEnd)),
      whole: day => {
        const long = moved.until - moved.since;
        moved.since = held(firstStart, day, lastEnd - long);
        moved.until = moved.since + long;
      },
    };
    const add = (which, title) => {
      const handle = ofHandle(which, `${letter}-${bar.at}-${which}`, `${bar.title}: ${title}`);
      const day = () => moved[which === "until" ? "until" : "since"];
      handle.says = () => {
        handle.setAttribute("aria-valuemin", firstStart - axis.start);
        handle.setAttribute("aria-valuemax", lastEnd - axis.start);
        handle.setAttribute("aria-valuenow", day() - axis.start);
        handle.setAttribute("aria-valuetext", which === "whole" ? `${wordsOf(moved.since)} to ${wordsOf(moved.until)}` : wordsOf(day()));
      };
      worked(handle, { day, move: to => (moves[which](to), place()), commit, back, days: () => (axis.last - axis.first) / holder.clientWidth });
      handles.push(handle);
      return handle;
    };
    if (both) box.append(add("whole", "all of it"));
    if (bar.starts) box.append(add("since", bar.starts.title));
    if (bar.ends) box.append(add("until", bar.ends.title));
    place();
    return holder;
  }

  function ofHandle(which, key, label) {
    return make("span", { class: `handle ${which}`, role: "slider", tabindex: "0", "aria-label": label, "aria-orientation": "horizontal", "data-key": key });
  }

  function worked(handle, { day, move, commit, back, days }) {
    let drag = null;
    let late = 0;
    handle.addEventListener("pointerdown", event => {
      if (event.button) return;
      handle.setPointerCapture(event.pointerId);
      drag = { x: event.clientX, day: day() };
      hands.add(handle);
      handle.focus();
      event.preventDefault();
    });
    handle.addEventListener("pointermove", event => {
      if (!drag) return;
      const step = event.shiftKey ? 1 : WEEK;
      move(drag.day + step * Math.round(((event.clientX - drag.x) * days()) / step));
    });
    const dropped = keep => () => {
      if (!drag) return;
      drag = null;
      keep ? commit() : back();
      letGo(handle);
    };
    handle.addEventListener("pointerup", dropped(true));
    handle.addEventListener("pointercancel", dropped(false));
    const now = () => {
      clearTimeout(late);
      if (late) commit();
      late = 0;
      letGo(handle);
    };
    handle.addEventListener("keydown", event => {
      if (event.key === "Escape") {
        clearTimeout(late);
        late = 0;
        drag = null;
        back();
        return letGo(handle);
      }
      if (event.key === "Enter") return now();
      const step = event.shiftKey ? 1 : WEEK;
      const by = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: PAGE, PageDown: -PAGE }[event.key];
      const to = by ? day() + by : { Home: -Infinity, End: Infinity }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      move(to);
      hands.add(handle);
      clearTimeout(late);
      late = setTimeout(now, REST);
    });
    handle.addEventListener("blur", now);
  }

  // --- what can be added -----------------------------------------------------------------------------------------------

  function adding(letter, addable) {
    const choices = addable.map(({ title }, i) => make("option", { value: String(i), selected: title === state.chosen[letter] }, title));
    const chose = () => (state.chosen[letter] = addable[Number(select.value)].title); // kept while bars are drawn anew
    const select = make("select", { id: `add-${letter}`, "data-key": `add-${letter}`, onchange: chose }, ...choices);
    const add = () => {
      const { what, of } = addable[Number(select.value)];
      const before = new Set(state.shown[letter].bars.map(bar => bar.at));
      const here = page.stayed();
      edit(letter, { kind: "add", what, of }).then(() => {
        const added = state.shown?.[letter]?.bars.find(bar => !before.has(bar.at));
        const row = added && here() && document.getElementById(`bar-${letter}-${added.at}`);
        row?.querySelector('[role="slider"]')?.focus();
        row?.scrollIntoView({ block: "nearest" });
      });
    };
    return make(
      "p",
      { class: "adding" },
      make("label", { for: select.id }, "Add a change"),
      select,
      make("button", { type: "button", onclick: add }, "Add"),
    );
  }

  // --- from the start --------------------------------------------------------------------------------------------------

  document.addEventListener("DOMContentLoaded", () => {
    room = document.getElementById("timeline");
    body = make("div", {});
    const fold = make("details", { class: "dates", ontoggle: look }, make("summary", {}, "Dates, absences and closings"), body);
    room.replaceChildren(fold);
    page.on("opened", () => {
      room.hidden = false;
      state.shown = null;
      look();
    });
    page.on("setting", ({ moving }) => moving || state.mine || look());
  });

  return { look };
})();
