// Print my decision: a form for what people say, and one page with that and the program's own numbers.
//
// What is typed stays on this machine: it goes to the program, which gives it back as text on the page. The page that is
// printed is made by `app/live/decision.py`; while it is printed, nothing else is.
"use strict";
globalThis.spsim ??= {};
spsim.decision = (() => {
  const LONG = 500; // characters, as the program takes them
  const SHORT = 120;
  const MOST = 3; // counts on the page
  const FIELDS = [
    ["asked", "What did you ask?", "As the scenario asks it, if you leave this empty."],
    ["expected", "What did you expect?", "Before you saw the answer. A guess that was scored may stand here."],
    ["decision", "What did you decide, and why?", "In a sentence or two."],
  ];

  const page = spsim.page;
  const { make } = page;
  const typed = { asked: "", expected: "", decision: "", who: "", decided: "a", again: null, counts: null };
  const MOVED = "The levers have been moved. Make the page again.";
  let room, form, shown, sheet, made = null;
  let turn = 0; // how often a page was asked for, or given up: the latest is shown

  // An option has the letter that the answer gives it.
  function headed(place, title) {
    const letter = page.answer()?.options?.find(each => each.place === place)?.letter;
    return letter ? `${letter}: ${title}` : title;
  }

  function fill() {
    const setting = page.setting();
    if (!setting) return;
    const both = setting.b ? ["a", "b"] : ["a"];
    if (!both.includes(typed.decided)) typed.decided = "a";
    const options = page.opened()?.options ?? [];
    const title = letter => options[both.indexOf(letter)]?.title ?? "";
    const decided = make(
      "select",
      { id: "decision-decided", onchange: () => ((typed.decided = decided.value), (typed.again = typed.counts = null), stale()) },
      ...both.map(letter => make("option", { value: letter, selected: letter === typed.decided }, both.length > 1 ? headed(letter, title(letter)) : title(letter))),
    );
    const { id, selectionStart, selectionEnd } = form.contains(document.activeElement) ? document.activeElement : {};
    form.replaceChildren(
      ...FIELDS.map(([name, label, hint]) => text(name, label, hint)),
      make("p", {}, make("label", { for: "decision-decided" }, "Which option are the counts of?"), decided),
      line("who", "Who looks again? (if you like)"),
      make("div", { id: "decision-more" }, ...more()),
      make("p", { class: "row" }, make("button", { type: "submit" }, made ? "Make the page again" : "Make the page")),
      make("p", { class: "small" }, "What you type stays on this machine, and is kept nowhere: print the page, or copy it."),
    );
    const at = id ? document.getElementById(id) : null;
    at?.focus({ preventScroll: true });
    if (typeof selectionStart === "number") at?.setSelectionRange(selectionStart, selectionEnd); // who types goes on typing
  }

  function text(name, label, hint) {
    const area = make("textarea", { id: `decision-${name}`, rows: "2", maxlength: String(LONG), "aria-describedby": `decision-${name}-hint`, oninput: () => (typed[name] = area.value) });
    area.value = typed[name];
    return make("p", {}, make("label", { for: area.id }, label), make("span", { class: "small", id: `decision-${name}-hint` }, hint), area);
  }

  function line(name, label) {
    const input = make("input", { id: `decision-${name}`, type: "text", maxlength: String(SHORT), oninput: () => (typed[name] = input.value) });
    input.value = typed[name];
    return make("p", {}, make("label", { for: input.id }, label), input);
  }

  // The day and the counts are known once the page has been made: they depend on the scenario.
  function more() {
    if (!made) return [];
    const day = make("input", { id: "decision-again", type: "date", value: made.again.day, min: made.again.least, max: made.again.most, onchange: () => day.value && (typed.again = day.value) });
    const boxes = made.counts.map(({ name, title, able, chosen }) => {
      const box = make("input", { type: "checkbox", id: `decision-count-${name}`, value: name, checked: chosen, disabled: !able });
      return make("p", { class: "check" }, box, make("label", { for: box.id }, able ? title : `${title} (too few by that day to be counted in public)`));
    });
    const counts = make("fieldset", { onchange: chose }, make("legend", {}, "Which three counts would change your mind?"), ...boxes);
    return [make("p", {}, make("label", { for: day.id }, "When do you look again?"), day), counts];

    function chose(event) {
      const names = [...counts.querySelectorAll("input:checked")].map(box => box.value);
      if (names.length > MOST) {
        event.target.checked = false;
        return page.say("Three counts have room. Take one away first.");
      }
      typed.counts = names;
    }
  }

  function stale() {
    made = null;
    givenUp();
    fill();
  }

  // The page that is being worked out is of something else.
  function givenUp() {
    turn += 1;
    if (shown.querySelector(".working")) shown.replaceChildren();
  }

  async function makePage(event) {
    event.preventDefault();
    const mine = ++turn;
    const [same, here] = [page.unmoved(), page.stayed()];
    const { again, counts, ...words } = typed;
    const body = { setting: page.setting(), ...words, ...(again ? { again } : {}), ...(counts?.length ? { counts } : {}) };
    const working = make("p", { class: "working" }, "Working out the page…");
    shown.replaceChildren(working);
    page.say("Working out the page.");
    const onProgress = (what, done, of) => (working.textContent = of ? `Working out ${what}: ${done} of ${of}.` : working.textContent);
    try {
      const came = await page.ask("decision", body, { onProgress });
      if (mine !== turn) return;
      if (!same()) return shown.replaceChildren(make("p", {}, MOVED));
      made = came;
      show(here());
    } catch (error) {
      if (mine !== turn) return;
      const words = error.faults?.length ? error.faults.map(({ message }) => message).join(" ") : error.message;
      shown.replaceChildren(make("p", { class: "bar-fault" }, words));
      page.say(words);
    }
  }

  function show(here) {
    typed.again = made.again.day;
    fill();
    const template = document.createElement("template");
    template.innerHTML = made.html; // made by the program, in which what was typed is text
    const copied = make("span", { role: "status" });
    shown.replaceChildren(
      make("div", { class: "sheet-shown", tabindex: "-1" }, template.content),
      make(
        "p",
        { class: "row" },
        make("button", { type: "button", onclick: printPage }, "Print this page"),
        make("button", { type: "button", class: "plain", onclick: () => copy(copied) }, "Copy it as text"),
        copied,
      ),
    );
    if (here) shown.firstElementChild.focus();
    page.say("The page is made.");
  }

  async function copy(says) {
    const { text } = made;
    try {
      await navigator.clipboard.writeText(text);
      says.textContent = "Copied.";
    } catch {
      const area = make("textarea", { readonly: true, rows: "12", "aria-label": "The page as text" });
      area.value = text;
      says.replaceChildren(area);
      area.select();
    }
  }

  function printPage() {
    const template = document.createElement("template");
    template.innerHTML = made.html;
    sheet.replaceChildren(template.content);
    document.body.classList.add("decides");
    addEventListener("afterprint", printed, { once: true });
    print();
  }

  function printed() {
    document.body.classList.remove("decides");
    sheet.replaceChildren();
  }

  document.addEventListener("DOMContentLoaded", () => {
    room = document.getElementById("decision");
    form = make("form", { class: "deciding", novalidate: true, "aria-label": "My decision", onsubmit: makePage });
    shown = make("div", { class: "decided" });
    sheet = make("div", { id: "sheet", "aria-hidden": "true" });
    document.body.append(sheet);
    room.replaceChildren(make("details", {}, make("summary", {}, "Print my decision"), form, shown));
    page.on("opened", () => {
      room.hidden = false;
      givenUp();
      made = null;
      typed.again = typed.counts = null;
      shown.replaceChildren();
      fill();
    });
    page.on("setting", () => {
      if (!shown.querySelector(".sheet-shown")) return;
      made = null;
      shown.replaceChildren(make("p", {}, MOVED));
      fill();
    });
  });
})();
