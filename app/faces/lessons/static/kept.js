// What answers a lesson where no program can be asked: a file that keeps the answers of its lucks.
//
// The program worked them out when it wrote the file. Here they are only looked up, never calculated.
"use strict";
(() => {
  globalThis.spsim ??= {};

  /** The `ask` of a lesson whose answers are kept. */
  function answering(kept) {
    const steps = {
      begin: ({ seed }) => kept.begun[of(seed)],
      reveal: ({ seed, prediction }) => {
        const at = kept.seeds.indexOf(of(seed));
        const score = kept.scores[prediction === null ? "none" : tidy(prediction)]?.[at];
        return score === undefined ? { again: prediction.trim() ? kept.again : kept.empty } : { ...kept.revealed[of(seed)], score };
      },
      class: ({ lines }) => together(lines),
      handout: ({ seed }) => ({ html: { handout: kept.handouts[of(seed)] } }),
      watch: () => kept.watch,
      script: () => ({ html: { script: kept.script } }),
    };

    function of(seed) {
      const wanted = seed ?? kept.own;
      if (!kept.seeds.includes(wanted)) throw new Error(kept.words.no_such_luck);
      return wanted;
    }

    function together(typed) {
      const there = new Set();
      const refused = [];
      for (const row of typed.split("\n").map((each) => each.trim()).filter(Boolean).slice(0, kept.most)) {
        const [line, lesson, seed] = /([0-9]{1,2})-([0-9]{1,19})-(-?[0-9]{1,12})-([A-Z]{2})/.exec(dashed(row)) ?? [];
        if (line in kept.lines) there.add(kept.lines[line]);
        else refused.push([row.slice(0, 40), why(line, lesson, seed)]);
      }
      const missing = kept.class.filter((seed) => !there.has(seed));
      const whole = kept.found[there.size] && kept.class.slice(0, there.size).every((seed) => there.has(seed));
      const place = document.createElement("div");
      place.innerHTML = whole ? kept.found[there.size] : there.size ? kept.some : "";
      for (const row of place.querySelectorAll("[data-luck]"))
        if (!there.has(Number(row.dataset.luck))) row.remove();
      const which = place.querySelector(".missing");
      if (which) which.textContent = missing.join(", ");
      if (refused.length) place.prepend(warning(refused));
      return { html: { found: place.innerHTML }, all: Object.keys(kept.lines).join("\n") };
    }

    function why(line, lesson, seed) {
      if (line === undefined) return kept.words.no_line;
      if (Number(lesson) !== kept.lesson) return kept.words.other_lesson.replace("{number}", lesson);
      return kept.class.includes(Number(seed)) ? kept.words.mistyped : kept.words.other_class;
    }

    function warning(refused) {
      const box = document.createElement("div");
      box.innerHTML = kept.words.refused;
      const [one] = box.querySelectorAll("li");
      for (const [line, sentence] of refused) {
        const item = one.cloneNode(true);
        item.querySelector("q").textContent = line;
        item.querySelector("span").textContent = sentence;
        one.before(item);
      }
      one.remove();
      return box;
    }

    return async (kind, body) => steps[body.step](body);
  }

  const tidy = (typed) => typed.replace(/[£%,\s]/g, "").replace(/^[().]+|[().]+$/g, "").replace("−", "-").toLowerCase().replace(/^(-?)0+(?=[0-9])/, "$1");
  const dashed = (row) => row.replace(/\s/g, "").replace(/[\u2010-\u2015\u2212]/g, "-").toUpperCase();

  /** What a file keeps, unpacked. */
  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  }

  /** Begin the lesson that a file keeps, and again when another link of it is opened. */
  async function begin() {
    const element = document.getElementById("lesson");
    const kept = await unpacked(document.getElementById("kept").textContent);
    const open = () => {
      const chosen = spsim.lessons.linked(location.hash);
      if (location.hash && chosen?.lesson !== kept.lesson) return refused(element, kept);
      return spsim.lessons.show(element, answering(kept), { lesson: kept.lesson, seed: chosen?.seed ?? null });
    };
    addEventListener("hashchange", open);
    await open();
  }

  function refused(element, kept) {
    element.innerHTML = kept.words.no_such_link;
  }

  spsim.kept = { answering, begin };
  if (document.getElementById("kept")) begin();
})();
