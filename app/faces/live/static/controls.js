// How is one input set? A control for each kind: of a number, a slider and a box of the same value.
//
// A control is {field, inputs, shown, shows(value), settle()}: what the keyboard goes to, all that can be wrong, what is put
// on the page, how it is made to show a value, and, of a number that is typed, to take what is half typed. `sets(value, {moving})` is called with what was chosen. Values go to Python as
// they are and come from there; a share alone is moved as a percentage.
"use strict";
globalThis.spsim ??= {};
spsim.controls = (() => {
  const { make } = spsim.page;
  const TYPED = 500; // milliseconds without a key, until a number that is typed counts
  const SHARE = 100;

  const rounded = value => Number(value.toPrecision(15)); // 0.29 * 100 is 29
  const scaled = (lever, value) => (lever.kind === "share" && value != null ? rounded(value * SHARE) : value);
  const meant = (lever, value) => (lever.kind === "share" ? rounded(value / SHARE) : value);
  const unit = lever => (lever.kind === "share" ? "%" : lever.unit);
  const held = input => document.activeElement === input; // what is typed is not typed over

  // A value as it is called in a sentence.
  function words(lever, value) {
    if (value == null) return "none";
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (Array.isArray(value)) return value.map(each => words(lever, each)).join(", ") || "none";
    const title = lever.choices.find(each => each.value === value)?.title;
    return title ?? `${scaled(lever, value)}${lever.kind === "share" ? "%" : ""}`;
  }

  function range(lever) {
    return slides(lever) ? `From ${words(lever, lever.least)} to ${words(lever, lever.most)}.` : "";
  }

  const slides = ({ least, most }) => least != null && most != null;

  // `common`: attributes of every input; `name`: what a screen reader calls it.
  function control(lever, id, name, common, sets) {
    if (typeof lever.stated === "boolean") return toTick(id, name, common, sets);
    if (lever.kind === "choice") return oneOf(lever, id, name, common, sets);
    if (lever.kind === "date") return day(id, name, common, sets);
    if (lever.kind !== "list") return number(lever, id, name, common, sets);
    return lever.choices.length ? severalOf(lever, id, name, common, sets) : numbers(id, name, common, sets);
  }

  const alone = (field, shows) => ({ field, inputs: [field], shown: [field], shows });

  function toTick(id, name, common, sets) {
    const box = make("input", {
      type: "checkbox", id, ...common, "aria-label": name, onchange: () => sets(box.checked),
    });
    return alone(box, value => { box.checked = value; });
  }

  function oneOf(lever, id, name, common, sets) {
    const options = lever.choices.map(({ value, title }) => make("option", { value }, title));
    const select = make("select", { id, ...common, "aria-label": name, onchange: () => sets(select.value) }, ...options);
    return alone(select, value => { select.value = value ?? ""; });
  }

  function day(id, name, common, sets) {
    const box = make("input", {
      type: "date", id, ...common, "aria-label": name, onchange: () => box.value && sets(box.value),
    });
    return alone(box, value => { if (!held(box)) box.value = value ?? ""; });
  }

  // Any of several: a box to tick for each, in the order in which they are listed.
  function severalOf(lever, id, name, common, sets) {
    const ticked = () => boxes.filter(each => each.checked).map(each => each.value);
    const boxes = lever.choices.map(({ value, title }, i) => make("input", {
      type: "checkbox", id: i ? `${id}-${value}` : id, value, ...common, "aria-label": `${name}: ${title}`,
      onchange: () => sets(ticked()),
    }));
    const labels = boxes.map((box, i) => make("label", {}, box, lever.choices[i].title));
    const shows = value => boxes.forEach(box => { box.checked = value.includes(box.value); });
    return { field: boxes[0], inputs: boxes, shown: [make("div", { class: "several" }, ...labels)], shows };
  }

  // Numbers one after another: of each session, of each month. What is no number goes to Python, which says so.
  function numbers(id, name, common, sets) {
    const typed = () => box.value.split(",").map(each => each.trim()).filter(Boolean);
    const box = make("input", {
      type: "text", id, ...common, "aria-label": `${name}, with commas between`,
      onchange: () => sets(typed().map(each => (Number.isFinite(Number(each)) ? Number(each) : each))),
    });
    return alone(box, value => { if (!held(box)) box.value = (value ?? []).join(", "); });
  }

  // Whichever of slider and box is moved, the other follows.
  function number(lever, id, name, common, sets) {
    let typing = 0;
    const ends = { min: scaled(lever, lever.least), max: scaled(lever, lever.most), step: scaled(lever, lever.step) };
    const slider = slides(lever) ? make("input", {
      type: "range", id: `${id}-slider`, ...ends, ...common, "aria-label": `${name} (slider)`,
      oninput: () => moved(slider, true), onchange: () => moved(slider, false),
    }) : null;
    const box = make("input", {
      type: "number", id, step: "any", inputmode: "decimal", ...common, "aria-label": name,
      oninput: () => {
        clearTimeout(typing);
        typing = setTimeout(settle, TYPED);
      },
      onchange: () => {
        clearTimeout(typing);
        typing = 0;
        box.value ? moved(box, false) : sets(undefined, { empty: true });
      },
    });

    // What has been typed counts from now on, if it does not yet.
    function settle() {
      if (!typing) return;
      clearTimeout(typing);
      typing = 0;
      if (box.value) moved(box, false);
    }

    function moved(from, moving) {
      const other = from === box ? slider : box;
      if (other) other.value = from.value;
      sets(meant(lever, Number(from.value)), { moving });
    }

    function shows(value) {
      const now = scaled(lever, value);
      if (!held(box) || Number(box.value) !== now) box.value = now ?? "";
      if (!slider) return;
      if (!held(slider)) slider.value = now;
      slider.setAttribute("aria-valuetext", `${now} ${unit(lever)}`);
    }

    const both = slider ? [slider, box] : [box];
    return { field: box, inputs: both, shown: both, shows, settle };
  }

  return { control, range, unit, words };
})();
