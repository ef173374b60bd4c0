// A worker of the page: a Python of its own, which answers what it is asked, one question after another.
//
// Pyodide stands before this text, in the same script. It asks for its parts as if it were on the web: they are handed to
// it here, from what the page carries, and nothing else can be had. It also insists on being a module, which a page that
// was opened from a disk cannot start: what tells it of a classic worker is taken away.
"use strict";
self.importScripts = undefined;

const LIBRARY = "lib/python314.zip";
const ABI = "2026_0"; // of Pyodide, which wants to hear it from a list of packages: here there are none

async function booted({ wasm, program }) {
  const files = filesIn(program);
  self.fetch = async at => {
    const name = String(at).split("/").at(-1);
    if (name === "pyodide.asm.wasm") return {}; // and asks for it once more, below
    if (name === "python_stdlib.zip") return new Response(files.get(LIBRARY));
    throw new Error(`${name} is not in this file.`);
  };
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module: wasm,
    instance: await WebAssembly.instantiate(wasm, imports),
  });
  const python = await loadPyodide({
    indexURL: "blob:parts/",
    createPyodideModule: _createPyodideModule,
    lockFileContents: { info: { abi_version: ABI }, packages: {} },
    fsInit: async FS => unpack(FS, files),
    env: { HOME: "/home", PYTHONDONTWRITEBYTECODE: "1" },
  });
  return python.pyimport("app.one_file.desk");
}

// Files one after another, behind a line that says where they go and how long they are.
function filesIn(program) {
  const ends = program.indexOf(10);
  let at = ends + 1;
  const listed = JSON.parse(new TextDecoder().decode(program.subarray(0, ends)));
  return new Map(listed.map(([place, size]) => [place, program.subarray(at, (at += size))]));
}

function unpack(FS, files) {
  for (const [place, content] of files) {
    if (place === LIBRARY) continue;
    FS.mkdirTree(`/${place.slice(0, place.lastIndexOf("/"))}`);
    FS.writeFile(`/${place}`, content, { canOwn: true });
  }
}

// --- questions, one after another ------------------------------------------------------------------------------------

let desk;
let stop = 0; // the question that is to stop
const turn = new MessageChannel(); // what was sent here meanwhile is heard before a message that is sent now
turn.port1.start();

function stopped(id) {
  return new Promise(heard => {
    turn.port1.addEventListener("message", () => heard(stop === id), { once: true });
    turn.port2.postMessage(null);
  });
}

async function answered({ id, kind, body }) {
  const python = await desk;
  postMessage({ id, begun: true });
  if (kind === "run") return { answer: python.run(JSON.stringify(body.setting), body.first, body.past) ?? true };
  if (kind === "ran") return { answer: python.ran(JSON.stringify(body.setting), body.first, body.past) };
  if (kind === "add") return { answer: python.add(body.found) ?? true };
  const progress = (what, done, of) => postMessage({ id, progress: [what, done, of] });
  const say = sentence => postMessage({ id, say: sentence });
  return JSON.parse(await python.answered.callPromising(kind, JSON.stringify(body), progress, say, () => stopped(id)));
}

addEventListener("message", ({ data }) => {
  if (data.stop) stop = data.stop;
  else if (data.boot) {
    desk = booted(data.boot);
    desk.then(() => postMessage({ live: true }), error => postMessage({ failed: String(error) }));
  } else {
    const { id } = data;
    answered(data).then(said => postMessage({ id, answered: said }), error => postMessage({ id, failed: String(error) }));
  }
});
