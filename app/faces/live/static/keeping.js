// How is what was found kept? A link, files, downloads, a file opened or dropped: made by Python, handed over here.
"use strict";
globalThis.spsim ??= {};
spsim.keeping = (() => {
  const { on, make, ask, open, problem, say, setting, stayed, unmoved } = spsim.page;
  const by = id => document.getElementById(id);
  const MOST = 1_000_000; // bytes of a file that is opened
  const LONGEST = 200; // letters of its name
  const UNREAD = "cannot be read. Of a folder, open a file that lies in it; of a file that was moved, open it again.";
  const NO_LINK = "A link of this page has a #, and after it what was changed. This text has none.";
  const NO_COPY = "The browser does not let this page copy. The link is marked: copy it with Ctrl+C.";
  const KINDS = [
    ["report", "Report", "To read, print or send: one HTML file"],
    ["workbook", "Workbook", "Excel, with every number"],
    ["brief", "Brief", "Word, two pages for a board"],
    ["csv", "Tables", "CSV, for other programs"],
  ];

  on("started", ({ can }) => {
    const offered = KINDS.filter(([what]) => can[what] !== false);
    by("downloads").replaceChildren(...offered.map(([what, name, title]) => {
      const onclick = ({ target }) => busy(target, () => download(what));
      return make("button", { type: "button", class: "plain", title, onclick }, name);
    }));
  });
  on("opened", ({ link }) => showLink(link));
  on("answer", ({ answer, current }) => current && showLink(answer.link));
  on("setting", () => {
    by("saved").hidden = true;
    by("solving").firstElementChild?.removeAttribute("open");
  });

  // A file lies in another folder on every machine, and whose folder this one is concerns nobody.
  function here() {
    return location.protocol === "file:" ? location.pathname.split("/").pop() : location.href.split("#")[0];
  }

  function showLink(link) {
    by("link").value = link ? `${here()}${link}` : "";
    by("link").placeholder = link ? "" : "Too much for a link: save it as a file";
  }

  async function linked() {
    try {
      const same = unmoved();
      const { link } = await ask("link", { setting: setting() });
      if (!same()) return linked();
      showLink(link);
      by("link").select();
      await copy(by("link").value);
      say("The link is copied.");
      words(by("copy"), "Copied");
    } catch (error) {
      problem(error);
    }
  }

  // Of a link only what stands after the # counts: the file, or the server's port, is another on every machine.
  async function openSent() {
    const sent = by("sent").value.trim();
    if (!sent.includes("#")) return problem(new Error(NO_LINK));
    const here = stayed();
    const opened = await open({ link: sent.slice(sent.indexOf("#")) });
    if (opened) say("The link is opened.");
    if (!here()) return;
    if (!opened) return by("problem").focus();
    by("sent").value = "";
    spsim.page.goTo(null, by("answer"));
  }

  async function copy(text) {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    if (!document.execCommand("copy")) throw new Error(NO_COPY);
  }

  function words(of, text) {
    of.dataset.words ??= of.textContent;
    of.textContent = text;
    setTimeout(() => { of.textContent = of.dataset.words; }, 2000);
  }

  async function busy(of, work) {
    if (of.hasAttribute("aria-busy")) return; // pressed again
    of.setAttribute("aria-busy", "true");
    const before = of.textContent;
    of.textContent = "Being made…";
    try {
      await work();
    } catch (error) {
      if (!error.stopped) problem(error);
    }
    of.textContent = before;
    of.removeAttribute("aria-busy");
  }

  function give(name, type, content) {
    const at = URL.createObjectURL(new Blob([content], { type }));
    const link = make("a", { href: at, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(at), 60_000);
    say(`${name} is downloaded.`);
  }

  async function download(what) {
    const { name, type, base64 } = await ask("download", { setting: setting(), what });
    give(name, type, Uint8Array.from(atob(base64), each => each.charCodeAt(0)));
  }

  async function save() {
    const same = unmoved();
    const { files, command } = await ask("save", { setting: setting() });
    for (const { name, text } of files) give(name, "application/toml", text);
    if (!same()) return; // the command is not of what is set now
    const saved = files.length
      ? `Saved: ${files.map(each => each.name).join(" and ")}. `
      : "Nothing was changed, so there is no file to save. ";
    by("saved").replaceChildren(make("p", {}, `${saved}This command gives the same answer, to the last digit:`), typed(command));
    by("saved").hidden = false;
  }

  const typed = command => make("div", { class: "region", role: "region", "aria-label": "Command", tabindex: "0" },
    make("pre", {}, make("code", {}, command)));

  // What takes minutes is not done on the page: what to type for it stands at the levers.
  async function solving({ target }) {
    if (!target.open) return;
    const same = unmoved();
    try {
      const { files, solve } = await ask("save", { setting: setting() });
      if (!same()) return; // and the fold is closed
      const first = files.length ? " “Save these levers” gives the file that is named here." : "";
      target.lastElementChild.replaceChildren(...(solve.length
        ? [make("p", {}, `The fewest posts and places, at the least cost: a search of some minutes, by this command.${first} Any target can stand in it.`),
          ...solve.map(typed)]
        : [make("p", {}, "Nobody waits for a link worker here, so there is no target of waits to meet.")]));
    } catch (error) {
      if (!error.stopped) problem(error);
    }
  }

  // A file's name may hold what turns or hides the words about it.
  function named(file) {
    return file.name.replace(/\p{C}/gu, "\ufffd").slice(-60);
  }

  // Of two that are opened the later wins, however long the first takes to read.
  async function read(file) {
    if (!file) return;
    const here = stayed();
    if (await open({ coming: contents(file) })) say(`${named(file)} is opened.`);
    else if (here()) by("problem").focus();
  }

  async function contents(file) {
    if (file.size > MOST) throw new Error(`${named(file)} is larger than 1 MB: no scenario is.`);
    const bytes = new Uint8Array(await file.arrayBuffer().catch(() => { throw new Error(`${named(file)} ${UNREAD}`); }));
    const base64 = btoa(Array.from(bytes, each => String.fromCharCode(each)).join(""));
    return ask("read", { name: file.name.slice(-LONGEST), base64 });
  }

  document.addEventListener("DOMContentLoaded", () => {
    by("solving").append(make("details", { ontoggle: solving },
      make("summary", {}, "The least that meets a target"), make("div", { class: "small" })));
    by("copy").addEventListener("click", linked);
    by("link").addEventListener("focus", () => by("link").select());
    by("open-sent").addEventListener("click", openSent);
    by("sent").addEventListener("keydown", event => event.key === "Enter" && openSent());
    by("print").addEventListener("click", () => print());
    by("save").addEventListener("click", event => busy(event.target, save));
    by("file").addEventListener("change", event => {
      read(event.target.files[0]);
      event.target.value = ""; // so that the same file can be opened again
    });
  });
  addEventListener("dragover", event => event.preventDefault());
  addEventListener("drop", event => {
    event.preventDefault(); // else the browser leaves the page for the file
    read(event.dataTransfer?.files[0]);
  });

  return { give };
})();
