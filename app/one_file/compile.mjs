// What lies in the page is made by the Python that will run there: here in Node, from the same parts.
//
// node compile.mjs PARTS: of PARTS/given.zip, an archive of all files, PARTS/program.zip is made.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [parts] = process.argv.slice(2);
const { loadPyodide } = createRequire(import.meta.url)(resolve(parts, "pyodide.js"));
const python = await loadPyodide({
  indexURL: resolve(parts) + "/",
  lockFileContents: { info: { abi_version: "2026_0" }, packages: {} },
  env: { HOME: "/home", PYTHONNODEBUGRANGES: "1" }, // compiled without columns, which are a fifth of what is compiled
});
const names = python.globals.get("dict")();
python.runPython(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "compiled.py"), "utf8"), { globals: names });
const made = names.get("made")(python.toPy(new Uint8Array(readFileSync(join(parts, "given.zip")))));
writeFileSync(join(parts, "program.zip"), made.toJs());
