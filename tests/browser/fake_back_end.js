// A back end for tests of the page alone: a few levers, answers in words that name what was asked, and every way to fail.
"use strict";
globalThis.spsim ??= {};
spsim.backend = (() => {
  const asked = []; // {kind, body} of each request, for a test to look at
  let air = 0; // requests in the air, and how many there were at most
  let most = 0;
  let slow = 0; // milliseconds an answer takes
  let late = 0; // milliseconds that what would change it takes
  let next = null; // how the next answer fails: {faults} | {message} | {gone}

  const SCENARIOS = [
    { name: "pilot", title: "A pilot", group: "Pilots", question: "Should the pilot go on?" },
    { name: "clinic", title: "A review clinic", group: "What if", question: "Would reviews alone do?" },
  ];
  const LEVERS = [
    { path: "link_workers.posts", title: "Posts", unit: "full posts", kind: "number", stated: 2, least: 0, most: 12, step: 0.5, note: "Whole or part." },
    { path: "effect.share", title: "Share discharged anyway", unit: "", kind: "share", stated: 0.29, least: 0, most: 1, step: 0.01, note: "" },
    { path: "stages.reviews", title: "Reviews", unit: "", kind: "choice", stated: true, least: null, most: null, step: null, note: "" },
    { path: "structure.effect", title: "How support works", unit: "", kind: "choice", stated: "none", choices: [{ value: "none", title: "none" }, { value: "care_use", title: "care use" }], least: null, most: null, step: null, note: "" },
    { path: "programme.effect", title: "What support changes", unit: "", kind: "list", stated: ["care_use"], choices: [{ value: "care_use", title: "care use" }, { value: "progress", title: "progress" }], least: null, most: null, step: null, note: "" },
    { path: "dates.start", title: "First day", unit: "", kind: "date", stated: "2026-04-01", least: null, most: null, step: null, note: "" },
  ].map(each => ({ value: each.stated, choices: [], grade: "assumed", source: "made up", describes: `${each.title}: assumed.`, ...each }));

  const whole = setting => ({ b: null, seed: null, replications: 60, ...setting });
  const link = setting => `#setting=${encodeURIComponent(JSON.stringify(setting))}`;
  const read = given => {
    const found = Object.fromEntries(new URLSearchParams(given.slice(1)));
    if (found.setting) return JSON.parse(found.setting);
    const { scenario, replications, ...changes } = found; // as the page writes it
    const values = Object.entries(changes).map(([path, value]) => [path, JSON.parse(value)]);
    return { a: { scenario, changes: Object.fromEntries(values) }, replications: Number(replications) };
  };
  const opened = given => {
    const setting = whole(given);
    if (!SCENARIOS.some(each => each.name === setting.a.scenario)) throw new Error("There is no such scenario.");
    const options = [setting.a, setting.b].filter(Boolean).map(option => ({
      title: option.title ?? SCENARIOS.find(each => each.name === option.scenario)?.title ?? option.scenario,
      groups: [{ title: "Link workers", levers: LEVERS.slice(0, 2) }, { title: "What support does", levers: LEVERS.slice(2, 5) }],
      more: [{ title: "Dates", levers: LEVERS.slice(5) }],
    }));
    return { setting, options, link: link(setting) };
  };

  const cell = (words, about) => `<td class="number" data-about="${about}">${words}</td>`;
  const html = setting => {
    const options = [setting.a, setting.b].filter(Boolean);
    const posts = options.map(option => option.changes?.["link_workers.posts"] ?? 2);
    return {
      question: SCENARIOS.find(each => each.name === setting.a.scenario)?.question ?? "What if?",
      cautions: posts[0] < 1 ? "<p>The queue will keep growing.</p>" : "",
      answer: `<p><strong>Waits:</strong> With ${posts.join(" and ")} posts.</p><p><strong>Cash:</strong> Seed ${setting.seed ?? 1}.</p>`,
      queues: "<details><summary>The numbers</summary><p>Some.</p></details>",
      table: `<div class="region" role="region" aria-label="People" tabindex="0"><table><caption>People</caption>
        <thead><tr><th scope="col">What</th>${options.map((_, i) => `<th scope="col">${"AB"[i]}</th>`).join("")}</tr></thead>
        <tbody>${["Discharged", "Relapses"].map(what => `<tr><th scope="row">${what}</th>${posts.map(each => cell(each, `${what}: 2026/27, simulation error, assumed.`)).join("")}</tr>`).join("")}</tbody></table></div>`,
      bridge: "<h2>From headline to cash</h2><p>None.</p>",
      lines: "<p><strong>What is assumed:</strong> all.</p>",
      basis: "<p>Every number here: made up.</p>",
      provenance: "<p>Made by a test.</p>",
    };
  };

  const answers = {
    start: () => ({ version: "0", first: "pilot", scenarios: SCENARIOS, can: { brief: false } }),
    open: ({ setting, link: given }) => opened(setting ?? read(given)),
    answer: ({ setting }) => ({
      html: html(setting), hash: "0123456789abcdef", seed: setting.seed ?? 1, replications: setting.replications, link: link(setting),
      options: [setting.a, setting.b].filter(Boolean).map((option, i, all) => ({ place: "ab"[i], name: option.scenario, title: option.title ?? option.scenario, letter: all.length > 1 ? "AB"[i] : "", hash: "" })),
    }),
    sure: body => ({ ...answers.answer(body), html: { ...html(body.setting), lines: "<p><strong>What would change the answer:</strong> one input.</p>" } }),
    link: ({ setting }) => ({ link: link(setting) }),
    save: () => ({ files: [{ name: "my_plan.toml", text: "title = 'mine'\n" }], command: "spsim run my_plan.toml", solve: ["spsim solve my_plan.toml"] }),
    download: ({ what }) => ({ name: `${what}.html`, type: "text/html", base64: btoa("a report") }),
    read: ({ name }) => opened({ a: { scenario: "pilot", title: name, changes: { "link_workers.posts": 5 } } }),
  };

  function wrong(how) {
    const error = new Error(how.message ?? how.faults?.map(each => each.message).join(" ") ?? "The program has stopped.");
    return Object.assign(error, how);
  }

  function ask(kind, body, how) {
    asked.push({ kind, body: structuredClone(body) });
    most = Math.max(most, (air += 1));
    return answered(kind, body, how).finally(() => { air -= 1; });
  }

  function answered(kind, body, { onProgress, signal }) {
    return new Promise((resolve, reject) => {
      const stop = () => reject(wrong({ stopped: true, message: "Stopped." }));
      if (signal.aborted) return stop();
      signal.addEventListener("abort", stop);
      if (kind === "answer" && slow > 500) onProgress("runs", 1, 3);
      setTimeout(() => {
        if (next && (kind === "answer" || next.kind === kind)) {
          const how = next;
          next = null;
          return reject(wrong(how));
        }
        try {
          resolve(answers[kind](body));
        } catch (error) {
          reject(wrong({ message: "This link cannot be read." }));
        }
      }, kind === "answer" ? slow : kind === "sure" ? late : 0);
    });
  }

  return { kind: "file", ask, asked, most: () => most, takes(ms) { slow = ms; }, lingers(ms) { late = ms; }, fails(how) { next = how; } };
})();
