// What has been set, and what is asked about it? The middle of the page; it calculates and words nothing of an answer.
//
// Every room hangs on `spsim.page`:
//   on(event, listener)     events, each with one object:
//     started {version, first, scenarios, can}   what the program has and can do
//     opened  {setting, options, link}    a setting with its levers: draw all controls anew
//     setting {setting, moving}           something was changed; moving: a control is still held
//     busy    {busy, kind}                a request went into the air, or the air is free again
//     answer  {answer, kind, current}     an answer has come; kind: answer, or sure; current: to what is set now
//     faults  {faults}                    [{path, message, option}] of what is set; [] once there are none
//     view    {view}                      try, watch or learn is shown
//   setting()               what is set: {a, b, seed, replications}; yours to keep, changing it changes nothing here
//   opened(), answer(), started()         the last of each event, or null
//   change(option, path, value, {moving}) sets an input of "a" or "b"; undefined: back to what the scenario says
//   amend(parts, {moving})  sets what is not a lever: {seed}, {replications}, {a: {...}} (merged into the option)
//   open({setting} | {link} | {coming})   opens another setting; controls are drawn anew; coming: a promise of what is opened
//   unmoved(), stayed()     asked now, answered later: is what is set still the same? is the keyboard still there, or nowhere?
//                           What comes late speaks of what is set, and takes the keyboard, only where that is so
//   ask(kind, body, how)    asks the back end anything else, at once: how {onProgress(what, done, of), onSay, signal}
//   say(text)               tells a screen reader one sentence
//   problem(error)          shows what went wrong, above everything; null: nothing is wrong
//   room(view, show)        this view exists: its link appears, and show(element) is called whenever somebody comes to it
//   readdress()             the room that is shown has another address: see `hashOf`
//   veil(on)                hides the answer (a guess comes first) without stopping it
"use strict";
globalThis.spsim ??= {};
spsim.page = (() => {
  const REST = 1000; // milliseconds after an answer, until what would change it is asked
  const PATIENCE = 1000; // until progress is shown; and until a request that is out of date gives way to a held lever
  const HELD = 250; // between two moves of a control that is held
  const OFTEN = 200; // between two new addresses: browsers allow only so many
  const USUAL = { b: null, seed: null, replications: 60 }; // where a setting does not say
  const VIEWS = ["try", "watch", "learn"];

  const by = id => document.getElementById(id);
  const copied = value => structuredClone(value);
  const state = {
    setting: null, opened: null, answer: null, started: null, link: "", view: "try",
    opening: 0, // how often something was opened: the latest wins
    at: location.hash, // the address that was last written, or heard of
    going: false, // what stands in the address is on its way to be opened
    wrong: null, // what was set when a problem was shown: an answer to anything else puts it right,
    wrongAnswer: false, // and where it is of an answer itself, so does one to the same
    late: 0, since: 0, // a new address that waits, and when the last was written
  };
  const rooms = new Map();
  const events = new EventTarget();

  function on(event, listener) {
    events.addEventListener(event, ({ detail }) => listener(detail));
  }

  function tell(event, detail) {
    events.dispatchEvent(new CustomEvent(event, { detail }));
  }

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (typeof value === "boolean") made.toggleAttribute(name, value);
      else if (value !== undefined && value !== null) made.setAttribute(name, value);
    }
    made.append(...children.filter(each => each !== null && each !== undefined));
    return made;
  }

  // --- what is set ---------------------------------------------------------------------------------------------------

  function change(option, path, value, how = {}) {
    const { [path]: _, ...changes } = state.setting[option].changes ?? {};
    if (value !== undefined) changes[path] = copied(value);
    amend({ [option]: { changes } }, how);
  }

  function amend(parts, { moving = false } = {}) {
    const next = { ...state.setting };
    for (const [name, part] of Object.entries(parts)) {
      const option = name === "a" || name === "b";
      next[name] = option && part && next[name] ? { ...next[name], ...copied(part) } : copied(part);
    }
    const same = JSON.stringify(next) === JSON.stringify(state.setting);
    if (same && moving === line.moving) return;
    if (!same) state.setting = next;
    remember();
    tell("setting", { setting: copied(state.setting), moving });
    want(moving);
  }

  // Whether it is open now: not where it cannot be, nor where another was opened meanwhile.
  async function open(what) {
    const turn = state.opening + 1;
    const wrong = await wrongIn(what);
    if (wrong) problem(wrong);
    return !wrong && turn === state.opening;
  }

  // Opens it: null, or why it cannot be opened. Where another was opened since, nothing happens.
  async function wrongIn(what) {
    const turn = ++state.opening;
    const before = state.setting;
    try {
      const opened = await (what.coming ?? ask("open", what));
      await ready; // whatever is drawn of it names scenarios
      if (turn !== state.opening) return null;
      tell("leaving", {});
      const moved = what.setting && before ? movedSince(before, what.setting) : [];
      taken(opened);
      for (const each of moved) change(...each);
      want(false);
      return null;
    } catch (error) {
      if (turn !== state.opening) return null;
      state.going = false;
      return error;
    }
  }

  // What was moved while a setting was on its way to be opened is not lost: it moves in that, where it has the scenario.
  function movedSince(before, next) {
    const plain = JSON.stringify;
    const swapped = before.b && plain(next.a) === plain(before.b) && plain(next.b) === plain(before.a);
    return [["a", swapped ? "b" : "a"], ["b", swapped ? "a" : "b"]].flatMap(([option, to]) => {
      const [was, now] = [before[option]?.changes ?? {}, state.setting[option]?.changes ?? {}];
      if (!before[option] || next[to]?.scenario !== before[option].scenario) return [];
      const paths = Object.keys({ ...was, ...now }).filter(path => plain(was[path]) !== plain(now[path]));
      return paths.map(path => [to, path, now[path]]);
    });
  }

  function taken(opened) {
    state.opened = opened;
    state.going = false;
    state.setting = { ...USUAL, ...copied(opened.setting) };
    problem(null);
    addressed(opened.link);
    tell("opened", copied(opened));
    tell("setting", { setting: copied(state.setting), moving: false });
  }

  function unmoved() {
    const set = state.setting;
    return () => set === state.setting;
  }

  function stayed() {
    const there = document.activeElement;
    return () => {
      const now = document.activeElement;
      return now === document.body || now === there || (Boolean(there.id) && now.id === there.id); // drawn anew
    };
  }

  // --- what is asked about it: one request in the air, and the latest wins -------------------------------------------

  const line = { air: null, again: false, moving: false, rest: 0, slow: 0, released: 0 };

  function want(moving) {
    const now = performance.now();
    const held = moving || now - line.released < HELD; // a key that is held lets go all the time
    if (!moving) line.released = now;
    line.moving = moving;
    clearTimeout(line.rest);
    if (state.answer) mark("before");
    if (!line.air) return void send("answer");
    const asked = line.air.kind === "answer" && line.air.setting === state.setting;
    line.again = !asked || line.air.stop.signal.aborted;
    const old = now - line.air.since > PATIENCE;
    const waits = held && !old && line.air.kind === "answer"; // what it finds is shown on the way
    if (!asked && !waits) line.air.stop.abort();
  }

  async function send(kind) {
    const air = { kind, stop: new AbortController(), since: performance.now(), setting: state.setting };
    line.air = air;
    line.again = false;
    tell("busy", { busy: true, kind });
    line.slow = setTimeout(() => showProgress(kind), PATIENCE);
    if (kind === "answer") mark("working");
    let whole = false;
    let putOff = false;
    try {
      const answer = await ask(kind, { setting: air.setting }, { signal: air.stop.signal, onProgress: progressed });
      whole = air.setting === state.setting;
      answered(answer, kind, whole);
    } catch (error) {
      if (!line.again) notAnswered(error, kind);
      putOff = kind === "sure" && error.stopped;
    }
    clearTimeout(line.slow);
    by("working").hidden = true;
    line.air = null;
    tell("busy", { busy: false, kind });
    if (line.again) send("answer");
    else if ((whole && kind === "answer" && !line.moving) || putOff) line.rest = setTimeout(() => send("sure"), REST);
  }

  function answered(answer, kind, current) {
    state.answer = answer;
    if (current) {
      if (state.wrong && (state.wrongAnswer || state.wrong !== state.setting)) problem(null);
      addressed(answer.link);
      tell("faults", { faults: [] });
    }
    mark(current ? (kind === "answer" ? "answered" : "sure") : "before");
    tell("answer", { answer, kind, current });
    if (current && kind === "answer" && !line.moving) say("The answer is up to date.");
  }

  function notAnswered(error, kind) {
    if (kind === "sure" && !error.gone) { // the answer itself stands
      if (!error.stopped) by("state-text").textContent = `Up to date. What would change it is not known: ${error.message}`;
      return;
    }
    mark(error.stopped ? "stopped" : "problem");
    if (error.stopped) return say(state.answer ? "Stopped. The answer is from before your last change." : AT_FIRST.stopped);
    problem(error);
    state.wrongAnswer = true;
  }

  function ask(kind, body, how = {}) {
    if (!spsim.backend) return Promise.reject(new Error("Nothing is here to answer."));
    if (kind !== "answer" && kind !== "sure" && line.air?.kind === "sure") line.air.stop.abort();
    return spsim.backend.ask(kind, body, { onProgress() {}, onSay: say, signal: new AbortController().signal, ...how });
  }

  // --- what is said of it --------------------------------------------------------------------------------------------

  const WORDS = {
    working: "Working it out. What stands below is from before your last change.",
    before: "Below is the answer from before your last change.",
    answered: "Up to date. What would change it follows.",
    sure: "Up to date, with what would change it.",
    stopped: "Below is the answer from before your last change.",
    problem: "There is a problem. Below is the answer from before your last change.",
    stored: "A stored answer. The program is getting ready: move what you like, the answer follows.",
  };

  const AT_FIRST = { // before there is any answer
    working: "Working it out.",
    stopped: "Stopped: there is no answer yet.",
    problem: "There is a problem, and no answer yet.",
  };

  const OURS = "The page itself is at fault here. What you set is in its address: load the page again.";

  function mark(how) {
    if (how === "before" && line.air?.kind === "answer") how = "working";
    by("state").dataset.state = how;
    by("answer").setAttribute("aria-busy", String(how === "working"));
    by("state-text").textContent = state.answer ? WORDS[how] : AT_FIRST[how] ?? WORDS[how];
    by("again").hidden = how !== "stopped";
    by("to-problem").hidden = how !== "problem";
  }

  function progressed(what, done, of) {
    if (line.air?.kind === "sure") {
      if (of) by("state-text").textContent = `${WORDS.answered.slice(0, -1)} (${what}: ${done} of ${of}).`;
      return;
    }
    const bar = by("progress");
    if (of) {
      bar.max = of;
      bar.value = done;
    }
    bar.setAttribute("aria-label", what || "How much is done");
  }

  function showProgress(kind) {
    if (kind !== "answer") return;
    by("progress").removeAttribute("value");
    by("working").hidden = false;
    say("Working it out.");
  }

  function say(text) {
    by("status").textContent = text;
  }

  function problem(error) {
    const box = by("problem");
    state.wrong = error && (state.setting ?? {});
    state.wrongAnswer = false;
    if (!error) {
      box.hidden = true;
      return box.replaceChildren();
    }
    const faults = error.faults ?? [];
    tell("faults", { faults });
    const list = faults.map(fault => {
      const field = spsim.levers?.field(fault);
      const words = spsim.levers?.worded(fault) ?? fault.message;
      const go = event => goTo(event, field);
      return make("li", {}, field ? make("a", { href: `#${field.id}`, onclick: go }, words) : words);
    });
    const ours = error instanceof TypeError || error instanceof ReferenceError; // a mistake in these scripts
    const words = ours ? OURS : error.message;
    box.replaceChildren(
      make("h2", {}, error.gone ? "The program no longer answers" : "There is a problem"),
      list.length ? make("ul", {}, ...list) : make("p", {}, words),
      ...(error.gone ? tryAgain() : []),
    );
    box.hidden = false;
    if (ours) console.error(error);
  }

  function tryAgain() {
    const again = () => (state.setting ? want(false) : start());
    return [
      make("p", {}, "What you set is kept in the address of this page."),
      make("p", {}, make("button", { type: "button", onclick: again }, "Try again")),
    ];
  }

  function goTo(event, target) {
    event?.preventDefault(); // the address keeps what is set
    for (let at = target.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.focus();
    target.scrollIntoView({ block: "center" });
  }

  // --- the address: what is set, and which view of it ----------------------------------------------------------------

  function split(hash) {
    if (spsim.lessons?.linked(hash)) return { link: "#", view: "learn" };
    const parts = hash.replace(/^#/, "").split("&").filter(Boolean);
    const view = parts.find(part => part.startsWith("view="))?.slice("view=".length);
    const link = `#${parts.filter(part => !part.startsWith("view=")).join("&")}`;
    return { link, view: VIEWS.includes(view) ? view : "try" };
  }

  function hashOf(link, view) {
    if (view === "learn" && spsim.lessons?.address) return spsim.lessons.address;
    return view === "try" ? link || "#" : `${link || "#"}${link?.length > 1 ? "&" : ""}view=${view}`;
  }

  // Where somebody has gone stands there until the page has heard of it, and has opened it: no answer that comes late
  // takes them back.
  function addressed(link) {
    clearTimeout(state.late);
    state.link = link ?? "";
    if (!state.going && location.hash === state.at) write("replaceState", state.view);
  }

  function readdress() {
    addressed(state.link);
  }

  function write(how, view) {
    state.since = performance.now();
    history[how]({ setting: state.setting }, "", hashOf(state.link, view));
    state.at = location.hash;
  }

  // What is set is in the address before it is answered: neither a reload nor a program that has gone loses it.
  function remember() {
    clearTimeout(state.late);
    const wait = state.since + OFTEN - performance.now();
    if (wait > 0) state.late = setTimeout(remember, wait);
    else addressed(linkOf(state.setting));
  }

  // A link that Python reads as its own; with the answer comes the one that Python writes. A file is in none.
  function linkOf({ a, b, seed, replications }) {
    if (a.text != null || b?.text != null) return "";
    const pairs = [];
    const pair = (key, value) => value != null && pairs.push(`${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
    for (const [before, option] of [["", a], ["beside.", b ?? {}]]) {
      pair(`${before}scenario`, option.scenario);
      pair(`${before}title`, option.title);
      for (const [path, value] of Object.entries(option.changes ?? {})) pair(before + path, JSON.stringify(value));
    }
    pair("seed", seed);
    pair("replications", replications === USUAL.replications ? null : replications);
    return `#${pairs.join("&")}`;
  }

  function view(name) {
    const shown = rooms.has(name) ? name : "try";
    state.view = shown;
    by("view-try").hidden = shown !== "try";
    for (const each of VIEWS.slice(1)) by(each).hidden = each !== shown;
    for (const each of document.querySelectorAll("a[data-view]")) {
      each.toggleAttribute("aria-current", each.dataset.view === shown);
      if (each.dataset.view === shown) each.setAttribute("aria-current", "page");
    }
    rooms.get(shown)?.(by(shown));
    tell("view", { view: shown });
  }

  function room(name, show) {
    rooms.set(name, show);
    document.querySelector(`a[data-view="${name}"]`).parentElement.hidden = false;
    if (split(location.hash).view === name && state.view !== name && state.opened) view(name);
  }

  function cameBack() {
    const { link, view: asked } = split(location.hash);
    state.at = location.hash;
    view(asked);
    if (history.state) { // our own: Back goes to a view, and keeps what is set
      if (!state.opened) return;
      if (state.going) state.opening += 1; // and not what was on its way
      state.going = false;
      return addressed(state.link);
    }
    if (link !== "#" && link !== state.link) goes({ link });
  }

  // To what an address says, or what was kept with it. Something is open in any case.
  async function goes(what) {
    state.going = true;
    const wrong = await wrongIn(what);
    if (wrong && !state.opened) await openFirst();
    if (wrong) problem(wrong);
  }

  function followed(event) {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    if (!link.dataset.view) {
      const target = by(link.getAttribute("href").slice(1));
      if (target) goTo(event, target);
      return;
    }
    if (link.dataset.view === state.view) return;
    write("pushState", link.dataset.view);
    view(link.dataset.view);
    scrollTo(0, 0);
  }

  // --- from the start ------------------------------------------------------------------------------------------------

  function veil(on) {
    by("parts").hidden = on;
    by("brief").toggleAttribute("data-veiled", on);
  }

  let begun; // what the program can do is known
  const ready = new Promise(done => { begun = done; });

  async function start() {
    const { link, view: asked } = split(location.hash);
    const kept = history.state?.setting;
    const block = by("spsim-first");
    const first = block && JSON.parse(block.textContent);
    const before = state.opening;
    state.link = link === "#" ? "" : link;
    state.going = true;
    view(asked);
    try {
      begin(first?.start ?? (await ask("start", {})));
    } catch (error) {
      return problem(error);
    }
    if (state.opening !== before) return; // somebody has gone on meanwhile
    if (first && !kept && (link === "#" || link === first.opened.link)) return stored(first);
    if (kept) return goes({ setting: kept });
    return link === "#" ? openFirst() : goes({ link });
  }

  function begin(started) {
    state.started = started;
    by("version").textContent = started.version;
    tell("started", started);
    begun();
  }

  function stored(first) {
    taken(first.opened);
    state.answer = first.answer;
    tell("answer", { answer: first.answer, kind: "stored", current: true });
    mark("stored");
    send("answer");
  }

  async function openFirst() {
    await open({ setting: { a: { scenario: state.started.first } } });
  }

  addEventListener("hashchange", cameBack);
  document.addEventListener("click", followed);
  document.addEventListener("DOMContentLoaded", () => {
    by("cancel").addEventListener("click", () => line.air?.stop.abort());
    by("again").addEventListener("click", () => want(false));
  });
  addEventListener("DOMContentLoaded", start); // of the window: after all rooms, which hear of a stored answer at once

  return {
    on, make, change, amend, open, unmoved, stayed, ask, say, problem, room, readdress, view, veil, goTo, linkOf,
    setting: () => copied(state.setting),
    opened: () => copied(state.opened),
    answer: () => copied(state.answer),
    started: () => copied(state.started),
  };
})();
