// Which levers can be moved, and where do they stand? A row for each input, with a control for each set of levers.
//
// What is drawn comes from Python (`opened`), with titles, units and ranges. After that only values change here, and what
// was changed is counted, listed, and taken back.
"use strict";
globalThis.spsim ??= {};
spsim.levers = (() => {
  const { on, make, change, amend, open, setting } = spsim.page;
  const { control, range, unit, words } = spsim.controls;
  const by = id => document.getElementById(id);
  const SETS = { a: "First levers", b: "Kept beside" };
  const WIDE = matchMedia("(min-width: 62em)"); // as page.css
  let started = null;
  let controls = []; // of every lever and set: {option, lever, field, shows(value, changed), blame(message)}
  let drawing = 0; // how often they were drawn: what an older control still says counts no more
  let showing = "a"; // on a small screen, one set at a time

  on("started", detail => { started = detail; });
  on("opened", draw);
  on("leaving", () => controls.forEach(each => each.settle?.()));
  on("setting", ({ setting: set }) => update(set));
  on("answer", ({ answer }) => letters(answer));
  on("faults", ({ faults }) => blame(faults));
  WIDE.addEventListener("change", counted);

  // --- drawn anew ----------------------------------------------------------------------------------------------------

  function draw({ setting: set, options }) {
    const here = document.activeElement?.id;
    const unfolded = new Map([...document.querySelectorAll("#options details[id]")].map(each => [each.id, each.open]));
    const sought = by("search")?.value ?? "";
    controls = [];
    drawing += 1;
    const sets = Object.keys(SETS).filter(option => set[option]);
    if (!sets.includes(showing)) showing = "a";
    const groups = merged(options.map(each => each.groups));
    by("options").replaceChildren(
      make("div", { class: "heads" }, ...sets.map((option, i) => head(option, set[option], options[i], sets))),
      sets.length > 1 ? switcher(sets) : beside(),
      ...groups.map((group, i) => fold(group, sets, `levers-${i}`, i === 0 || WIDE.matches)),
      ...moreInputs(merged(options.map(each => each.more)), sets),
    );
    for (const [id, was] of unfolded) if (by(id)) by(id).open = was;
    if (sought) search(by("search"), sought);
    Object.assign(by("options").dataset, { showing, sets: sets.length });
    if (here) by(here)?.focus({ preventScroll: true });
  }

  // The groups of each set, as one list of rows: a row has the lever of each set that has it.
  function merged(of) {
    const groups = new Map();
    of.forEach((list, i) => {
      for (const { title, levers } of list) {
        if (!groups.has(title)) groups.set(title, new Map());
        const rows = groups.get(title);
        for (const lever of levers) {
          if (!rows.has(lever.path)) rows.set(lever.path, []);
          rows.get(lever.path)[i] = lever;
        }
      }
    });
    return [...groups].map(([title, rows]) => ({ title, rows: [...rows.values()] }));
  }

  // --- the head of a set: which scenario, what it is called, what was changed ----------------------------------------

  function head(option, chosen, opened, sets) {
    const two = sets.length > 1;
    const question = sets.some(each => setting()[each].scenario !== chosen.scenario) // else it is the heading of the page
      ? started.scenarios.find(each => each.name === chosen.scenario)?.question ?? opened.title : null;
    const buttons = option === "a" ? [button("Swap the two", "swap", swap)] : [button("Remove these", "remove", remove)];
    return make(
      "fieldset", { class: "head", "data-option": option },
      make("legend", {}, two ? SETS[option] : "Levers", make("span", { class: "letter", id: `${option}-letter` })),
      make("p", {}, make("label", { for: `${option}-scenario` }, "Scenario"), scenarios(option, chosen, question)),
      question && make("p", { class: "small question", id: `${option}-question`, dir: "auto" }, question),
      make("p", { class: "call" }, make("label", { for: `${option}-title` }, "Call it"), called(option, chosen, opened)),
      make("div", { class: "changed", id: `${option}-changed` }),
      two ? make("p", { class: "row" }, ...buttons) : null,
    );
  }

  function scenarios(option, chosen, question) {
    const own = chosen.text != null;
    const one = ({ name, title }) => make("option", { value: name, selected: !own && name === chosen.scenario }, title);
    return make(
      "select",
      {
        id: `${option}-scenario`, "aria-describedby": question && `${option}-question`,
        onchange: ({ target }) => target.value && open({ setting: { ...setting(), [option]: { scenario: target.value } } }),
      },
      own ? make("option", { value: "", selected: true }, `${chosen.scenario} (your file)`) : null,
      ...[...Map.groupBy(started.scenarios, each => each.group)].map(([group, those]) =>
        make("optgroup", { label: group }, ...those.map(one))),
    );
  }

  function called(option, chosen, opened) {
    const drawn = drawing;
    return make("input", {
      id: `${option}-title`, type: "text", maxlength: 200, value: chosen.title ?? "", placeholder: opened.title,
      onchange: ({ target }) => drawn === drawing && amend({ [option]: { title: target.value.trim() || null } }),
    });
  }

  function beside() {
    const keep = () => {
      showing = "b"; // where one set is shown at a time, the one that has just come
      return then("b-scenario", { ...setting(), b: setting().a });
    };
    return make("p", { class: "row beside" }, button("Keep these levers beside", "beside", keep),
      make("span", { class: "small" }, "and move one set to compare"));
  }

  function remove() {
    then("beside", { ...setting(), b: null });
  }

  function swap() {
    const { a, b, ...rest } = setting();
    then("swap", { ...rest, a: b, b: a });
  }

  // The button that was pressed is gone: the keyboard goes on here.
  async function then(id, next) {
    const here = spsim.page.stayed();
    if (await open({ setting: next }) && here()) by(id)?.focus();
  }

  function button(text, id, onclick) {
    return make("button", { type: "button", class: "plain", id, onclick }, text);
  }

  function switcher(sets) {
    const shows = ({ target }) => {
      by("options").dataset.showing = showing = target.value;
      counted();
    };
    const one = option => make("label", {},
      make("input", { type: "radio", name: "showing", value: option, checked: option === showing, onchange: shows }),
      ` ${SETS[option]}`);
    return make("fieldset", { class: "switcher" }, make("legend", {}, "Show"), ...sets.map(one));
  }

  // --- groups of levers, and all other inputs ------------------------------------------------------------------------

  function fold({ title, rows }, sets, id, unfolded) {
    return make("details", { id, class: "levers-of", open: unfolded },
      make("summary", {}, title, make("span", { class: "count" })),
      ...rows.map(levers => row(levers, sets)));
  }

  function moreInputs(groups, sets) {
    if (!groups.some(group => group.rows.length)) return [];
    const box = make("input", { id: "search", type: "search", oninput: ({ target }) => search(target, target.value) });
    return [make("details", { id: "more", class: "levers-of more" },
      make("summary", {}, "More inputs", make("span", { class: "count" })),
      make("p", {}, make("label", { for: "search" }, "Search the inputs"), box),
      make("p", { class: "small", id: "found", role: "status" }),
      ...groups.map((group, i) => fold(group, sets, `more-${i}`, false)))];
  }

  function search(box, text) {
    box.value = text;
    const sought = text.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const group of by("more").querySelectorAll("details")) {
      const rows = [...group.querySelectorAll(".lever")];
      for (const each of rows) each.hidden = !sought.every(word => each.dataset.words.includes(word));
      const here = rows.filter(each => !each.hidden).length;
      group.hidden = !here;
      if (sought.length) group.open = here > 0;
      found += here;
    }
    const none = "No input is called that. Try one word of its title.";
    by("found").textContent = !sought.length ? "" : found ? `Found: ${found}.` : none;
  }

  // --- a lever -------------------------------------------------------------------------------------------------------

  function row(levers, sets) {
    const lever = levers.find(Boolean);
    const id = `lever-${lever.path}`;
    const grade = lever.grade && `${lever.grade[0].toUpperCase()}${lever.grade.slice(1)}.`;
    const sought = `${lever.title} ${lever.path} ${lever.note}`.toLowerCase();
    const missing = option => make("p", { class: "control small", "data-option": option }, "Not in this scenario.");
    return make(
      "div", { class: "lever", "data-path": lever.path, "data-words": sought },
      make("p", { class: "name", id, "data-about": lever.describes || null }, lever.title,
        unit(lever) && make("span", { class: "unit" }, `, ${unit(lever)}`)),
      make("div", { class: "controls" }, ...sets.map((option, i) =>
        (levers[i] ? ofSet(option, levers[i], id, sets.length > 1) : missing(option)))),
      make("p", { class: "hint", id: `${id}-hint` }, [range(lever), grade, lever.caution, lever.note].filter(Boolean).join(" ")),
      make("p", { id: `${id}-about`, hidden: true }, lever.describes),
    );
  }

  // The control of one set, its way back, and what is wrong with it.
  function ofSet(option, lever, row, two) {
    const id = `${option}-${lever.path}`;
    const name = two ? `${lever.title}, ${SETS[option].toLowerCase()}` : lever.title;
    const common = { "aria-describedby": `${row}-hint ${row}-about ${id}-fault` };
    const drawn = drawing;
    const sets = (value, how = {}) => {
      if (drawn !== drawing) return;
      if (how.empty) blamed(`Enter a number for “${lever.title}”.`);
      else change(option, lever.path, same(value, lever.stated) ? undefined : value, how);
    };
    const made = control(lever, id, unit(lever) ? `${name}, ${unit(lever)}` : name, common, sets);
    const undo = `Undo: back to ${words(lever, lever.stated)}, ${name}`;
    const back = make("button", { type: "button", class: "back", "aria-label": undo, title: undo, onclick: () => {
      change(option, lever.path, undefined);
      made.field.focus();
    } }, "Undo");
    const fault = make("p", { class: "fault", id: `${id}-fault` });
    const whole = make("div", { class: "control", "data-option": option }, ...made.shown, back, fault);

    function blamed(message) {
      fault.textContent = message;
      whole.toggleAttribute("data-faulty", Boolean(message));
      for (const each of made.inputs) each.setAttribute("aria-invalid", String(Boolean(message)));
    }

    function shows(value, changed) {
      made.shows(value);
      back.classList.toggle("kept-out", !changed); // its room stays
      whole.toggleAttribute("data-changed", changed);
    }

    controls.push({ option, lever, field: made.field, settle: made.settle, shows, blame: blamed });
    return whole;
  }

  // --- after every change --------------------------------------------------------------------------------------------

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function update(set) {
    const said = { a: [], b: [] };
    for (const { option, lever, shows } of controls) {
      const changes = set[option]?.changes ?? {};
      const [changed, value] = nowAt(lever, changes);
      shows(value, changed);
      if (changed) said[option].push(`${lever.title}: ${words(lever, value)} (scenario: ${words(lever, lever.stated)})`);
    }
    for (const option of Object.keys(SETS)) {
      if (set[option] && by(`${option}-changed`)) listed(option, set[option], said[option]);
    }
    counted();
    onPaper(set, said);
    often(set.replications);
    if (document.activeElement !== by("seed")) by("seed").value = set.seed ?? "";
  }

  // Whether an input was changed, and its value. A file may have changed it with its evidence, in a table about it.
  function nowAt(lever, changes) {
    const bare = given => (Array.isArray(given) ? given.map(bare) : given?.value ?? given);
    const steps = lever.path.split(".");
    for (let most = steps.length; most > 0; most--) {
      const above = steps.slice(0, most).join(".");
      if (!Object.hasOwn(changes, above)) continue;
      const inside = steps.slice(most).reduce((table, step) => table?.[step], changes[above]);
      if (inside !== undefined) return [true, bare(inside)];
    }
    return [false, lever.stated];
  }

  // In each group, of the sets that can be seen: on a small screen one at a time.
  function counted() {
    const of = WIDE.matches ? "" : `[data-option="${showing}"]`;
    for (const group of document.querySelectorAll("#options .levers-of")) {
      const count = group.querySelectorAll(`[data-changed]${of}`).length;
      group.querySelector("summary .count").textContent = count ? ` ${count} changed` : "";
    }
  }

  function listed(option, chosen, said) {
    const count = Object.keys(chosen.changes ?? {}).length;
    const unfolded = by(`${option}-changes`)?.open ?? false;
    const others = count - said.length; // changes that are no levers: of dates, of lists
    const back = () => {
      amend({ [option]: { changes: {} } });
      by(`${option}-scenario`).focus();
    };
    by(`${option}-changed`).replaceChildren(count
      ? make("details", { id: `${option}-changes`, open: unfolded },
        make("summary", {}, `${count === 1 ? "1 change" : `${count} changes`} to the scenario`),
        make("ul", {}, ...said.map(each => make("li", { dir: "auto" }, each)),
          others ? make("li", {}, `${others} that no lever shows: dates, lists or words.`) : null),
        make("p", {}, button("Back to what the scenario says", `${option}-all-back`, back)))
      : make("p", { class: "small" }, "As the scenario says: nothing is changed."));
  }

  // Controls are not printed: what was changed with them is.
  function onPaper(set, said) {
    const changed = Object.keys(SETS).filter(option => set[option] && said[option].length);
    by("changes").replaceChildren(...changed.flatMap(option => [
      make("p", { dir: "auto" }, make("strong", {}, `What was changed in “${nameOf(set[option])}”:`)),
      make("ul", {}, ...said[option].map(each => make("li", { dir: "auto" }, each))),
    ]));
  }

  function nameOf(chosen) {
    return chosen.title ?? started.scenarios.find(each => each.name === chosen.scenario)?.title ?? chosen.scenario;
  }

  function often(replications) {
    const select = by("replications");
    const there = [...select.options].some(each => each.value === String(replications));
    if (!there) select.add(new Option(replications, replications));
    select.value = replications;
  }

  // --- what the answer says of them ----------------------------------------------------------------------------------

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

  // --- how it is run -------------------------------------------------------------------------------------------------

  function otherLuck() {
    const seed = (setting().seed ?? spsim.page.answer()?.seed ?? 0) + 1;
    amend({ seed });
    by("seed").value = seed;
    spsim.page.say(`Seed ${seed}.`);
  }

  document.addEventListener("DOMContentLoaded", () => {
    by("levers").addEventListener("submit", event => event.preventDefault());
    by("replications").addEventListener("change", ({ target }) => amend({ replications: Number(target.value) }));
    by("seed").addEventListener("change", ({ target: { value } }) => amend({ seed: value === "" ? null : Number(value) }));
    by("other-luck").addEventListener("click", otherLuck);
  });

  return { field, worded };
})();
