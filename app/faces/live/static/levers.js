// Which levers can be moved, and where do they stand? A row for each input, with a control for each set of levers.
//
// Every lever has a slider and a number box of the same value, its range in words, and the way back to what the scenario
// says. Values go to Python as they are and come from there with their titles, units and ranges.
"use strict";
globalThis.spsim ??= {};
spsim.levers = (() => {
  const { on, make, change, amend, open, setting } = spsim.page;
  const by = id => document.getElementById(id);
  const SETS = { a: "First levers", b: "Kept beside" };
  const TYPED = 500; // milliseconds without a key, until a number that is typed counts
  const WIDE = matchMedia("(min-width: 62em)"); // as page.css
  let started = null;
  let controls = []; // of every lever and set: {option, lever, shows(value), field, blame(message)}
  let drawing = 0; // how often they were drawn: what an older control still says counts no more
  let showing = "a"; // on a small screen, one set at a time

  on("started", detail => { started = detail; });
  on("opened", draw);
  on("setting", ({ setting: set }) => update(set));
  on("answer", ({ answer }) => letters(answer));
  on("faults", ({ faults }) => blame(faults));

  // --- drawn anew -----------------------------------------------------------------------------------------------------------

  function draw({ setting: set, options }) {
    const here = document.activeElement?.id;
    const unfolded = new Map([...document.querySelectorAll("#options details[id]")].map(each => [each.id, each.open]));
    const sought = by("search")?.value ?? "";
    controls = [];
    drawing += 1;
    const sets = Object.keys(SETS).filter(option => set[option]);
    if (!sets.includes(showing)) showing = "a";
    const groups = merged(options.map(each => each.groups));
    const more = merged(options.map(each => each.more));
    by("options").replaceChildren(
      make("div", { class: "heads" }, ...sets.map((option, i) => head(option, set[option], options[i], sets.length > 1))),
      sets.length > 1 ? switcher(sets) : beside(),
      ...groups.map((group, i) => fold(group, sets, `levers-${i}`, i === 0 || WIDE.matches)),
      ...moreInputs(more, sets),
    );
    for (const [id, was] of unfolded) if (by(id)) by(id).open = was;
    if (sought) search(by("search"), sought);
    by("options").dataset.showing = showing;
    by("options").dataset.sets = sets.length;
    if (here) by(here)?.focus({ preventScroll: true });
  }

  // The groups of each set, as one list of rows: a row has the lever of each set that has it.
  function merged(of) {
    const groups = new Map();
    of.forEach((list, i) => {
      for (const { title, levers } of list) {
        if (!groups.has(title)) groups.set(title, new Map());
        for (const lever of levers) {
          const rows = groups.get(title);
          if (!rows.has(lever.path)) rows.set(lever.path, []);
          rows.get(lever.path)[i] = lever;
        }
      }
    });
    return [...groups].map(([title, rows]) => ({ title, rows: [...rows.values()] }));
  }

  function head(option, chosen, opened, two) {
    const scenario = started.scenarios.find(each => each.name === chosen.scenario);
    const own = chosen.text != null;
    const groups = Map.groupBy(started.scenarios, each => each.group);
    const select = make(
      "select",
      { id: `${option}-scenario`, "aria-describedby": `${option}-question`, onchange: event => begin(option, event.target.value) },
      own ? make("option", { value: "", selected: true }, `${chosen.scenario} (your file)`) : null,
      ...[...groups].map(([group, those]) =>
        make("optgroup", { label: group }, ...those.map(each => make("option", { value: each.name, selected: !own && each.name === chosen.scenario }, each.title)))),
    );
    const drawn = drawing;
    const title = make("input", {
      id: `${option}-title`, type: "text", maxlength: 200, value: chosen.title ?? "", placeholder: opened.title,
      onchange: event => drawn === drawing && amend({ [option]: { title: event.target.value.trim() || null } }),
    });
    return make(
      "fieldset", { class: "head", "data-option": option },
      make("legend", {}, two ? SETS[option] : "Levers", make("span", { class: "letter", id: `${option}-letter` })),
      make("p", {}, make("label", { for: select.id }, "Scenario"), select),
      make("p", { class: "small question", id: `${option}-question`, dir: "auto" }, scenario?.question ?? opened.title),
      make("p", { class: "call" }, make("label", { for: title.id }, "Call it"), title),
      make("div", { class: "changed", id: `${option}-changed` }),
      two
        ? make("p", { class: "row" }, ...(option === "a"
          ? [button("Swap the two", "swap", swap)]
          : [button("Remove these", "remove", () => then("beside", { ...setting(), b: null }))]))
        : null,
    );
  }

  function begin(option, scenario) {
    if (scenario) open({ setting: { ...setting(), [option]: { scenario } } });
  }

  function beside() {
    return make("p", { class: "row beside" }, button("Keep these levers beside", "beside", () => then("b-scenario", { ...setting(), b: setting().a })),
      make("span", { class: "small" }, "and move one set to compare"));
  }

  function swap() {
    const { a, b, ...rest } = setting();
    then("swap", { ...rest, a: b, b: a });
  }

  // The button that was pressed is gone: the keyboard goes on here.
  async function then(id, next) {
    if (await open({ setting: next })) by(id)?.focus();
  }

  function button(words, id, onclick) {
    return make("button", { type: "button", class: "plain", id, onclick }, words);
  }

  function switcher(sets) {
    const one = option => make("label", {},
      make("input", { type: "radio", name: "showing", value: option, checked: option === showing, onchange: () => {
        showing = option;
        by("options").dataset.showing = option;
      } }), ` ${SETS[option]}`);
    return make("fieldset", { class: "switcher" }, make("legend", {}, "Show"), ...sets.map(one));
  }

  function fold({ title, rows }, sets, id, first) {
    return make("details", { id, class: "levers-of", open: first },
      make("summary", {}, title, make("span", { class: "count" })),
      ...rows.map(levers => row(levers, sets)));
  }

  function moreInputs(groups, sets) {
    if (!groups.some(group => group.rows.length)) return [];
    const box = make("input", { id: "search", type: "search", oninput: event => search(event.target, event.target.value) });
    return [make("details", { id: "more", class: "levers-of more" },
      make("summary", {}, "More inputs", make("span", { class: "count" })),
      make("p", {}, make("label", { for: "search" }, "Search the inputs"), box),
      make("p", { class: "small", id: "found", role: "status" }),
      ...groups.map((group, i) => fold(group, sets, `more-${i}`, false)))];
  }

  function search(box, text) {
    box.value = text;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const group of by("more").querySelectorAll("details")) {
      let here = 0;
      for (const each of group.querySelectorAll(".lever")) {
        each.hidden = !words.every(word => each.dataset.words.includes(word));
        here += !each.hidden;
      }
      group.hidden = !here;
      if (words.length) group.open = here > 0;
      found += here;
    }
    by("found").textContent = words.length ? (found ? `Found: ${found}.` : "No input is called that. Try one word of its title.") : "";
  }

  // --- a lever ----------------------------------------------------------------------------------------------------------------

  function row(levers, sets) {
    const lever = levers.find(Boolean);
    const id = `lever-${lever.path}`;
    const known = lever.grade && `${lever.grade[0].toUpperCase()}${lever.grade.slice(1)}.`;
    const facts = [range(lever), known, lever.note];
    return make(
      "div", { class: "lever", "data-path": lever.path, "data-words": `${lever.title} ${lever.path} ${lever.note}`.toLowerCase() },
      make("p", { class: "name", id, "data-about": lever.describes || null }, lever.title, unitOf(lever) && make("span", { class: "unit" }, ` ${unitOf(lever)}`)),
      make("div", { class: "controls" }, ...sets.map((option, i) => (levers[i]
        ? control(option, levers[i], id, sets.length > 1)
        : make("p", { class: "control small", "data-option": option }, "Not in this scenario.")))),
      make("p", { class: "hint", id: `${id}-hint` }, facts.filter(Boolean).join(" ")),
      make("p", { id: `${id}-about`, hidden: true }, lever.describes),
    );
  }

  const SHARE = 100; // a share is shown as a percentage
  const shown = (lever, value) => (lever.kind === "share" && typeof value === "number" ? rounded(value * SHARE) : value);
  const meant = (lever, value) => (lever.kind === "share" ? rounded(value / SHARE) : value);
  const rounded = value => Number(value.toPrecision(15)); // 0.29 * 100 is 29
  const unitOf = lever => (lever.kind === "share" ? "%" : lever.unit);
  const inWords = (lever, value) => (typeof value === "boolean" ? (value ? "yes" : "no")
    : Array.isArray(value) ? value.join(", ").replaceAll("_", " ") || "none" : `${value === null || value === undefined ? "none" : shown(lever, value)}${lever.kind === "share" ? "%" : ""}`);

  function range({ least, most, ...lever }) {
    if (least === null || most === null || least === undefined || most === undefined) return "";
    return `From ${inWords(lever, least)} to ${inWords(lever, most)}.`;
  }

  function control(option, lever, title, two) {
    const id = `${option}-${lever.path}`;
    const named = two ? `${lever.title}, ${SETS[option].toLowerCase()}` : lever.title;
    const attributes = { "aria-describedby": `${title}-hint ${title}-about ${id}-fault` };
    const made = inputs(option, lever, id, unitOf(lever) ? `${named}, ${unitOf(lever)}` : named, attributes);
    const fault = make("p", { class: "fault", id: `${id}-fault` });
    const undo = `Undo: back to ${inWords(lever, lever.stated)}, ${named}`;
    const back = make("button", { type: "button", class: "back", "aria-label": undo, title: undo, onclick: () => {
      change(option, lever.path, undefined);
      made.field.focus();
    } }, "Undo");
    const whole = make("div", { class: "control", "data-option": option }, ...(made.shown ?? made.inputs), back, fault);
    controls.push({
      option, lever, field: made.field,
      shows(value, changed) {
        made.shows(value);
        back.classList.toggle("kept-out", !changed); // its room stays
        whole.toggleAttribute("data-changed", changed);
      },
      blame(message) {
        fault.textContent = message;
        whole.toggleAttribute("data-faulty", Boolean(message));
        for (const each of made.inputs) message ? each.setAttribute("aria-invalid", "true") : each.removeAttribute("aria-invalid");
      },
    });
    return whole;
  }

  function inputs(option, lever, id, named, attributes) {
    const drawn = drawing;
    const sets = (value, how) => drawn === drawing && change(option, lever.path, same(value, lever.stated) ? undefined : value, how);
    if (typeof lever.stated === "boolean") {
      const box = make("input", { id, type: "checkbox", ...attributes, "aria-label": named, onchange: () => sets(box.checked) });
      return { field: box, inputs: [box], shows: value => { box.checked = value; } };
    }
    if (lever.kind === "choice") {
      const select = make("select", { id, ...attributes, "aria-label": named, onchange: () => sets(select.value) },
        ...lever.choices.map(({ value, title }) => make("option", { value }, title)));
      return { field: select, inputs: [select], shows: value => { select.value = value ?? ""; } };
    }
    if (lever.kind === "date") {
      const day = make("input", { id, type: "date", ...attributes, "aria-label": named, onchange: () => day.value && sets(day.value) });
      return { field: day, inputs: [day], shows: value => { if (document.activeElement !== day) day.value = value ?? ""; } };
    }
    if (lever.kind === "list") return lever.choices.length ? several(lever, id, named, attributes, sets) : list(id, named, attributes, sets);
    return number(lever, id, named, attributes, sets);
  }

  // Any of several: a box to tick for each, in the order in which they are listed.
  function several(lever, id, named, attributes, sets) {
    const boxes = lever.choices.map(({ value, title }, i) => {
      const box = make("input", { type: "checkbox", id: i ? `${id}-${value}` : id, value, ...attributes, "aria-label": `${named}: ${title}`,
        onchange: () => sets(boxes.filter(each => each.checked).map(each => each.value)) });
      box.words = title;
      return box;
    });
    const group = make("div", { class: "several" }, ...boxes.map(box => make("label", {}, box, box.words)));
    return { field: boxes[0], inputs: boxes, shown: [group], shows: value => boxes.forEach(box => { box.checked = value.includes(box.value); }) };
  }

  // Numbers one after another: of each session, of each month.
  function list(id, named, attributes, sets) {
    const text = make("input", { type: "text", id, ...attributes, "aria-label": `${named}, with commas between`, onchange: () => {
      sets(text.value.split(",").map(each => each.trim()).filter(Boolean).map(each => (Number.isFinite(Number(each)) ? Number(each) : each)));
    } });
    return { field: text, inputs: [text], shows: value => { if (document.activeElement !== text) text.value = (value ?? []).join(", "); } };
  }

  // A slider and a number box of one value; whichever is moved, the other follows.
  function number(lever, id, named, attributes, sets) {
    let typing = 0;
    const ends = { min: shown(lever, lever.least), max: shown(lever, lever.most) };
    const step = lever.step ? shown(lever, lever.step) : "any";
    const slides = lever.least !== null && lever.most !== null;
    const slider = slides && make("input", { type: "range", id: `${id}-slider`, ...ends, step, ...attributes, "aria-label": `${named} (slider)`,
      oninput: () => moved(slider, true), onchange: () => moved(slider, false) });
    const box = make("input", { type: "number", id, step: "any", inputmode: "decimal", ...attributes, "aria-label": named,
      oninput: () => {
        clearTimeout(typing);
        typing = setTimeout(() => box.value && moved(box, false), TYPED);
      },
      onchange: () => {
        clearTimeout(typing);
        box.value ? moved(box, false) : controls.find(each => each.field === box).blame(`Enter a number for “${lever.title}”.`);
      } });

    function moved(from, moving) {
      const value = Number(from.value);
      if (from !== box) box.value = from.value;
      else if (slider) slider.value = from.value;
      sets(meant(lever, value), { moving });
    }

    return {
      field: box, inputs: slides ? [slider, box] : [box],
      shows(value) {
        if (slider && document.activeElement !== slider) slider.value = shown(lever, value);
        if (slider) slider.setAttribute("aria-valuetext", `${shown(lever, value)} ${unitOf(lever)}`);
        if (document.activeElement !== box || Number(box.value) !== shown(lever, value)) box.value = shown(lever, value) ?? "";
      },
    };
  }

  // --- after every change -------------------------------------------------------------------------------------------------------

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function update(set) {
    const said = { a: [], b: [] };
    for (const each of controls) {
      const changes = set[each.option]?.changes ?? {};
      const changed = each.lever.path in changes;
      const value = changed ? changes[each.lever.path] : each.lever.stated;
      each.shows(value, changed);
      if (changed) said[each.option].push(`${each.lever.title}: ${inWords(each.lever, value)} (scenario: ${inWords(each.lever, each.lever.stated)})`);
    }
    for (const option of Object.keys(SETS)) if (set[option] && by(`${option}-changed`)) changedList(option, set[option], said[option]);
    onPaper(set, said);
    for (const group of document.querySelectorAll("#options .levers-of")) {
      const count = group.querySelectorAll("[data-changed]").length;
      group.querySelector("summary .count").textContent = count ? ` ${count} changed` : "";
    }
    often(set.replications);
    if (document.activeElement !== by("seed")) by("seed").value = set.seed ?? "";
  }

  // Controls are not printed: what was changed with them is.
  function onPaper(set, said) {
    by("changes").replaceChildren(...Object.keys(SETS).filter(option => set[option] && said[option].length).flatMap(option => [
      make("p", { dir: "auto" }, make("strong", {}, `What was changed in “${nameOf(set[option])}”:`)),
      make("ul", {}, ...said[option].map(each => make("li", { dir: "auto" }, each))),
    ]));
  }

  const nameOf = chosen => chosen.title ?? started.scenarios.find(each => each.name === chosen.scenario)?.title ?? chosen.scenario;

  function often(replications) {
    const select = by("replications");
    if (![...select.options].some(each => each.value === String(replications))) select.add(new Option(replications, replications));
    select.value = replications;
  }

  function changedList(option, chosen, said) {
    const count = Object.keys(chosen.changes ?? {}).length;
    const open = by(`${option}-changes`)?.open ?? false;
    const words = count === 1 ? "1 change" : `${count} changes`;
    by(`${option}-changed`).replaceChildren(count
      ? make("details", { id: `${option}-changes`, open },
        make("summary", {}, `${words} to the scenario`),
        make("ul", {}, ...said.map(each => make("li", { dir: "auto" }, each)), said.length < count ? make("li", {}, `${count - said.length} more, with dates.`) : null),
        make("p", {}, button("Back to what the scenario says", `${option}-all-back`, () => {
          amend({ [option]: { changes: {} } });
          by(`${option}-scenario`).focus();
        })))
      : make("p", { class: "small" }, "As the scenario says: nothing is changed."));
  }

  // --- what the answer says of them ---------------------------------------------------------------------------------------------

  function letters(answer) {
    for (const { place, letter } of answer.options) {
      const badge = by(`${place}-letter`);
      if (!badge) continue;
      badge.textContent = letter ? `${letter} in the answer` : "";
      badge.closest(".head").dataset.letter = letter; // and has its colour
    }
    by("seed").placeholder = answer.seed;
  }

  const at = fault => controls.find(each => (fault.option || "a") === each.option && each.lever.path === fault.path);

  function field(fault) {
    return at(fault)?.field ?? by(`${fault.option || "a"}-${fault.path}`) ?? by(fault.path);
  }

  // The program calls an input by its path; here it is called what its lever is called.
  function worded(fault) {
    const lever = at(fault)?.lever;
    return lever ? fault.message.replace(lever.path, `“${lever.title}”`) : fault.message;
  }

  function blame(faults) {
    for (const each of controls) each.blame("");
    for (const fault of faults) at(fault)?.blame(worded(fault));
  }

  document.addEventListener("DOMContentLoaded", () => {
    by("levers").addEventListener("submit", event => event.preventDefault());
    by("replications").addEventListener("change", event => amend({ replications: Number(event.target.value) }));
    by("seed").addEventListener("change", event => amend({ seed: event.target.value === "" ? null : Number(event.target.value) }));
    by("other-luck").addEventListener("click", () => {
      const seed = (setting().seed ?? spsim.page.answer()?.seed ?? 0) + 1;
      amend({ seed });
      by("seed").value = seed;
      spsim.page.say(`Seed ${seed}.`);
    });
  });

  return { field, worded };
})();
