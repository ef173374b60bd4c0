// A lesson on a page: its question, a prediction drawn or typed, and only then what came out; alone, or as a class.
//
// Everything that is said comes from `ask`, as pieces of HTML: of the program, or of a file that keeps its answers.
// Nothing of a result is on the page before a prediction has been made or passed over.
"use strict";
(() => {
  globalThis.spsim ??= {};
  const LINK = /^#lesson=([1-9])(?:&seed=([0-9]{1,19}))?$/;

  /** Which lesson, with which luck, a link asks for; null where it asks for none. */
  function linked(hash) {
    const found = LINK.exec(hash);
    return found && { lesson: Number(found[1]), seed: found[2] === undefined ? null : Number(found[2]) };
  }

  const turns = new WeakMap(); // how often something was asked for an element: the latest is shown

  /** Show a lesson in an element, or the list of all, with `ask(kind, body)` to answer. */
  async function show(element, ask, chosen = {}) {
    const turn = (turns.get(element) ?? 0) + 1;
    turns.set(element, turn);
    const { lesson, seed = null } = chosen;
    try {
      const came = await ask("lesson", lesson ? { step: "begin", lesson, seed } : { step: "list" });
      if (turn !== turns.get(element)) return null;
      return lesson ? begin(element, ask, came) : list(element, ask, came);
    } catch (error) {
      if (turn === turns.get(element)) element.replaceChildren(said("p", error.message, { role: "alert", class: "fault" }));
      return null;
    }
  }

  function list(element, ask, came) {
    element.innerHTML = came.html.list;
    for (const button of element.querySelectorAll("button[data-lesson]"))
      button.addEventListener("click", () => show(element, ask, { lesson: Number(button.dataset.lesson) }));
    return null;
  }

  function begin(element, ask, begun) {
    const again = element.classList.contains("lesson") || element.querySelector(".lessons");
    const here = document.activeElement === document.body || element.contains(document.activeElement);
    element.classList.add("lesson");
    const title = said("h2", begun.title, { tabindex: "-1" });
    const [opening, predict, revealed, klass, paper] = ["opening", "predicting", "revealed", "of-class", "paper"].map(
      (name) => said("div", "", { class: name }),
    );
    opening.innerHTML = begun.html.opening;
    predict.innerHTML = begun.html.predict;
    klass.innerHTML = begun.html.class;
    element.replaceChildren(title, opening, predict, revealed, klass, paper);
    predicting(predict, begun, (typed) => ask("lesson", { step: "reveal", ...which(begun), prediction: typed }), (out, here) => {
      reveal(revealed, out, here);
      watching(revealed.querySelector(".watch"), ask, begun);
    });
    inClass(klass, ask, begun);
    onPaper(klass, paper, ask, begun);
    element.dispatchEvent(new CustomEvent("lesson", { detail: which(begun) }));
    if (again && here) title.focus(); // where a page has only just been opened, it is read from its top
    return begun;
  }

  const which = (begun) => ({ lesson: begun.lesson, seed: begun.seed });

  // ------------------------------------------------------------ predicting

  function predicting(place, begun, asked, reveal) {
    const form = place.querySelector("form");
    const fault = form.querySelector(".fault");
    const typed = form.querySelector("#lesson-typed");
    if (typed) drawing(form, typed, begun.said);

    let asking = false;

    async function done(prediction) {
      if (asking) return; // pressed again
      asking = true;
      const here = stayed();
      const out = await asked(prediction).catch((error) => ({ again: error.message }));
      asking = false;
      if (out.again) {
        fault.textContent = out.again;
        typed?.setAttribute("aria-invalid", "true");
        (typed ?? form.querySelector("input")).focus();
        return;
      }
      fault.textContent = "";
      form.classList.add("done");
      form.classList.toggle("passed", prediction === null);
      form.querySelector("fieldset").disabled = true;
      form.querySelector(".buttons").remove();
      form.querySelector(".levels")?.insertAdjacentHTML("beforeend", out.html.level);
      reveal(out, here());
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      done(typed ? typed.value : form.querySelector("input:checked")?.value ?? "");
    });
    form.querySelector("[data-do=pass]").addEventListener("click", () => done(null));
  }

  /** The bar follows the pointer and the arrow keys, and the number that is typed; the number follows the bar. */
  function drawing(form, typed, words) {
    const bar = form.querySelector("#lesson-drawn");
    const output = form.querySelector("output");
    const [least, most, step] = [bar.min, bar.max, bar.step].map(Number);
    const share = (value) => (Math.min(Math.max(value, least), most) - least) / (most - least);

    function shown(value) {
      bar.style.setProperty("--to", share(value));
      bar.style.setProperty("--zero", share(0));
      output.textContent = words[(value - least) / step] ?? typed.value;
      bar.setAttribute("aria-valuetext", output.textContent);
    }

    function drawn() {
      typed.value = bar.value;
      typed.removeAttribute("aria-invalid");
      shown(Number(bar.value));
    }

    bar.addEventListener("input", drawn);
    bar.addEventListener("pointerup", drawn);
    typed.addEventListener("input", () => {
      const value = Number(typed.value.replace(/[£%,\s]/g, "").replace("−", "-"));
      if (typed.value.trim() === "" || Number.isNaN(value)) return;
      bar.value = value;
      shown(value);
    });
    bar.style.setProperty("--to", share(0));
    bar.style.setProperty("--zero", share(0));
    bar.setAttribute("aria-valuetext", "–");
  }

  function reveal(place, out, here) {
    const heading = said("h3", out.heading, { tabindex: "-1" });
    const score = said("p", out.score, { class: "answer score" });
    place.innerHTML = out.html.revealed;
    place.prepend(heading, score);
    const line = place.querySelector("code.line");
    place.querySelector("[data-do=copy-line]").addEventListener("click", (event) => copy(line.textContent, event.target));
    if (here) heading.focus();
  }

  /** The player, with one run: after what came out, for a run gives some of it away. */
  function watching(place, ask, begun) {
    if (!spsim.player) return place.remove();
    place.querySelector("button").addEventListener("click", async ({ target }) => {
      const here = stayed();
      const found = await once(target, () => ask("lesson", { step: "watch", ...which(begun) }));
      if (!found || !place.isConnected) return;
      const { seed, run } = found;
      const player = said("div", "");
      place.replaceChildren(said("p", begun.words.watched.replace("{seed}", seed), { class: "small" }), player);
      spsim.player.show(player, run, { onAsk: () => place.parentElement.querySelector("h3").focus() });
      if (here()) player.querySelector("button")?.focus();
    });
  }

  // ------------------------------------------------------------ a class

  function inClass(place, ask, begun) {
    const links = place.querySelector("#lesson-links");
    place.querySelector(".of-server").hidden = spsim.backend?.kind !== "server";
    const here = location.href.replace(/#.*$/, "");
    links.value = [...place.querySelectorAll(".links a")].map((link) => here + link.getAttribute("href")).join("\n");
    place.querySelector("[data-do=copy-links]").addEventListener("click", (event) => copy(links.value, event.target, links));
    const form = place.querySelector("form.paste");
    const found = place.querySelector(".found");

    async function paste(lines) {
      form.setAttribute("aria-busy", "true");
      try {
        const out = await ask("lesson", { step: "class", ...which(begun), lines });
        found.innerHTML = out.html.found;
        found.querySelector("[data-do=add-missing]")?.addEventListener("click", () => paste(out.all));
      } catch (error) {
        found.replaceChildren(said("p", error.message, { role: "alert", class: "fault" }));
      }
      form.removeAttribute("aria-busy");
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      paste(form.querySelector("textarea").value);
    });
  }

  // ------------------------------------------------------------ on paper

  function onPaper(place, paper, ask, begun) {
    for (const [button, step] of [["print-handout", "handout"], ["print-script", "script"]])
      place.querySelector(`[data-do=${button}]`).addEventListener("click", async ({ target }) => {
        const found = await once(target, () => ask("lesson", { step, ...which(begun) }));
        if (!found || !paper.isConnected) return; // another lesson is shown
        paper.innerHTML = found.html[step];
        document.documentElement.dataset.print = step;
        paper.className = `paper ${step}`;
        globalThis.addEventListener("afterprint", () => {
          delete document.documentElement.dataset.print;
          paper.replaceChildren();
        }, { once: true });
        globalThis.print();
      });
    const fold = place.querySelector("details.script");
    fold.addEventListener("toggle", async () => {
      const body = fold.querySelector(".folded");
      if (fold.open && !body.hasChildNodes()) body.innerHTML = (await ask("lesson", { step: "script", ...which(begun) })).html.script;
    });
  }

  // ------------------------------------------------------------

  /** Asked later: is the keyboard still where it is now, or nowhere? Only then may what comes late take it. */
  function stayed() {
    const there = document.activeElement;
    return () => [there, document.body].includes(document.activeElement);
  }

  /** What a button asks for, one time at a time; where that fails, why stands after it, and the answer is null. */
  async function once(button, work) {
    if (button.hasAttribute("aria-busy")) return null;
    button.setAttribute("aria-busy", "true");
    button.parentElement.querySelector(":scope > .fault")?.remove();
    try {
      return await work();
    } catch (error) {
      button.after(said("span", ` ${error.message}`, { role: "alert", class: "fault" }));
      return null;
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** An element with a text, and attributes. */
  function said(name, text, attributes = {}) {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  /** Copy a text, and say on the button that it is so; where a page may not, select it. */
  async function copy(text, button, area) {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      area?.select();
      if (!area) getSelection().selectAllChildren(button.previousElementSibling);
      button.textContent = "Selected: press Ctrl+C";
    }
  }

  spsim.lessons = { show, linked };
})();
