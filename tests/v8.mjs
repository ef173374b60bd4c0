// The kernel's file in V8, for tests/v8.py: a memory in, the kernel's work on it, the memory out.
//
// A request is two numbers of 32 bits (how many bytes follow, and at which byte the block begins) and so many bytes,
// which lie in the memory from __heap_base on. The reply is two numbers of 64 bits, 0 where all went well and how many
// milliseconds of processor time it took, and the bytes.
import { readFileSync, readSync, writeSync } from "node:fs";

const PAGE = 65536;
const module = new WebAssembly.Module(readFileSync(process.argv[2]));
let { memory, work_through, __heap_base } = new WebAssembly.Instance(module, {}).exports;
const begins = Math.ceil(__heap_base.value / 16) * 16;

function read(bytes) {
  for (let at = 0; at < bytes.length; ) {
    const more = readSync(0, bytes, at, bytes.length - at, null);
    if (more === 0) process.exit(0);
    at += more;
  }
  return bytes;
}

function took(began) {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

function write(bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at, bytes.length - at);
}

write(new Uint8Array(Uint32Array.of(begins).buffer));
for (;;) {
  const [size, block] = new Uint32Array(read(new Uint8Array(8)).buffer);
  const pages = Math.ceil((begins + size) / PAGE) - memory.buffer.byteLength / PAGE;
  if (pages > 0) memory.grow(pages);
  read(new Uint8Array(memory.buffer, begins, size));
  let failed = 0;
  const began = process.cpuUsage();
  try {
    work_through(block);
  } catch (trap) {
    failed = 1;
  }
  write(new Uint8Array(Float64Array.of(failed, took(began)).buffer));
  write(new Uint8Array(memory.buffer, begins, size));
}
