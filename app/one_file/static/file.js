// Who answers the page, where nothing but this file is there? A Python in a worker, opened from the parts below.
//
// Two of them, once the first is live: they share the replications of an answer, in slices, between which each can hear
// that it is to stop. A worker that falls silent is replaced, and asked again once.
"use strict";
globalThis.spsim ??= {};
spsim.backend = (() => {
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const DAMAGED = "This file is damaged: a part of it is missing or not as it was made. Get it once more from where you had it.";
  const TOO_OLD = "This browser is too old to open this file. Edge, Chrome, Firefox or Safari of the last two years can.";
  const STARTING = "The program is getting ready.";
  const STARTED_AGAIN = "What works the answers out had stopped, and was started again. Nothing is lost.";
  const GONE = "What works the answers out has stopped, and did not start again. Load the page again: what you set is in its address.";
  const REPLICATIONS = 60; // where a setting does not say, as app/live/setting.py
  const FEWEST = 20; // replications that are worth sharing
  const SLICES = 4; // of an answer
  const LONG = new Set(["sure", "download"]);
  const TICK = 1000; // milliseconds; a page that sleeps does not tick
  const DEAF = 10; // ticks until a worker that has not even begun is given up
  const SILENT = 60; // ticks until one is that says nothing while it works

  const fault = (message, more = {}) => Object.assign(new Error(message), { said: true, ...more });
  const stopped = () => fault("Stopped. No answer was made.", { stopped: true });

  // --- what the file carries ---------------------------------------------------------------------------------------

  const parsed = new Promise(done => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done, { once: true });
    else done();
  });

  // Five letters are four bytes, the last of them perhaps fewer.
  function bytesOf(text) {
    const values = new Uint8Array(128).fill(255);
    [...DIGITS].forEach((digit, value) => { values[digit.charCodeAt(0)] = value; });
    const letters = new TextEncoder().encode(text);
    const whole = Math.ceil(letters.length / 5);
    const bytes = new DataView(new ArrayBuffer(4 * whole));
    for (let n = 0; n < whole; n++) {
      let number = 0;
      for (let at = 5 * n; at < 5 * n + 5; at++) number = number * 85 + (at < letters.length ? values[letters[at]] : 84);
      bytes.setUint32(4 * n, number);
    }
    return new Uint8Array(bytes.buffer, 0, 4 * whole - (5 * whole - letters.length));
  }

  async function part(id) {
    try {
      const block = document.getElementById(id);
      const opened = new Blob([bytesOf(block.textContent)]).stream().pipeThrough(new DecompressionStream("gzip"));
      const bytes = new Uint8Array(await new Response(opened).arrayBuffer());
      block.remove();
      return bytes;
    } catch (error) {
      throw Object.assign(fault(DAMAGED), { cause: error });
    }
  }

  async function parts() {
    if (!globalThis.DecompressionStream || !globalThis.WebAssembly) throw fault(TOO_OLD);
    await parsed;
    const [script, wasm, program] = await Promise.all(["spsim-python", "spsim-wasm", "spsim-files"].map(part));
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    return { address, boot: { wasm: await WebAssembly.compile(wasm), program } };
  }

  // --- a worker ----------------------------------------------------------------------------------------------------

  class Desk {
    #last = Promise.resolve();
    #count = 0;

    get idle() { // once all that it was asked is answered
      return this.#last;
    }

    constructor(held) {
      this.held = held;
      this.start();
    }

    start() {
      this.worker?.terminate();
      this.ready = false;
      this.heard = () => {};
      this.live = this.held.then(({ address, boot }) => new Promise((live, failed) => {
        this.worker = new Worker(address);
        this.worker.addEventListener("message", ({ data }) => {
          if (data.live) live((this.ready = true));
          else if (data.failed && !data.id) failed(fault(GONE, { cause: data.failed, gone: true }));
          else this.heard(data);
        });
        this.worker.addEventListener("error", event => {
          event.preventDefault();
          failed(fault(GONE, { cause: event.message, gone: true }));
          this.heard({ died: true });
        });
        this.worker.postMessage({ boot });
      }));
      this.live.catch(() => {});
    }

    // One question after another. A caller that stops need not wait for the worker to notice.
    ask(kind, body, how = {}) {
      const { signal } = how;
      const answer = this.#last.then(() => {
        if (signal?.aborted) throw stopped();
        return this.#answer(kind, body, how, how.onSay);
      });
      this.#last = answer.catch(() => {});
      const early = new Promise((_, refused) => signal?.addEventListener("abort", () => refused(stopped()), { once: true }));
      early.catch(() => {});
      return Promise.race([answer, early]);
    }

    async #answer(kind, body, how, say) {
      try {
        return await this.#once(kind, body, how);
      } catch (error) {
        if (!error.died) throw error;
      }
      this.start();
      say?.(STARTED_AGAIN);
      try {
        return await this.#once(kind, body, how);
      } catch (error) {
        throw error.died ? fault(GONE, { gone: true }) : error;
      }
    }

    async #once(kind, body, { onProgress, onSay, signal }) {
      await this.live;
      const id = ++this.#count;
      return new Promise((answered, refused) => {
        let left = DEAF;
        const died = () => end(refused, fault(GONE, { died: true }));
        const clock = setInterval(() => { if (--left < 0) died(); }, TICK);
        const end = (settle, value) => {
          clearInterval(clock);
          this.heard = () => {};
          settle(value);
        };
        this.heard = said => {
          if (said.died) return died();
          if (said.id !== id) return;
          left = SILENT;
          if (said.progress && !signal?.aborted) onProgress?.(...said.progress);
          if (said.say && !signal?.aborted) onSay?.(said.say);
          if (said.failed) {
            console.error(said.failed);
            end(refused, fault("The page itself is at fault here. What you set is still in its link.", { cause: said.failed }));
          }
          if (said.answered) answerIn(said.answered, value => end(answered, value), error => end(refused, error));
        };
        this.worker.postMessage({ id, kind, body });
        signal?.addEventListener("abort", () => this.worker.postMessage({ stop: id }), { once: true });
      });
    }
  }

  function answerIn(said, answered, refused) {
    if (said.answer) answered(said.answer);
    else if (said.stopped) refused(stopped());
    else if (said.faults) refused(fault(said.faults.map(one => one.message).join(" "), { faults: said.faults }));
    else refused(fault(said.refused));
  }

  // --- who is asked what --------------------------------------------------------------------------------------------

  const held = parts();
  held.catch(() => {});
  const first = new Desk(held);
  let second = null;
  first.live.then(() => { second = new Desk(held); }, () => {});

  // What takes long is asked of the second, so that the first is there for the next move of a lever.
  async function ask(kind, body, how = {}) {
    if (kind === "answer") return shared(body, how);
    return (LONG.has(kind) && second?.ready ? second : first).ask(kind, body, how);
  }

  // An answer's replications are run in slices, by the worker that is free, and what the second found is given to the first, which
  // then has nothing left to run. The second goes on meanwhile: it is the first that has to take it before it answers. Where
  // the second is still busy with something long that was stopped, it helps from when it has heard so. Between two slices
  // everybody hears whether to stop. Where a slice fails, the answer says why.
  async function shared(body, how) {
    const { replications = REPLICATIONS } = body.setting ?? {};
    if (second?.ready && replications >= FEWEST) {
      const size = Math.max(FEWEST / 2, Math.ceil(replications / SLICES));
      const slices = Array.from({ length: Math.ceil(replications / size) }, (_, n) => [n * size, Math.min(replications, (n + 1) * size)]);
      const stop = { signal: how.signal };
      let done = 0;
      let lent = null; // what the second is at
      const next = async (desk, kind) => {
        const [from, past] = slices.shift();
        const found = await desk.ask(kind, { setting: body.setting, first: from, past }, stop);
        how.onProgress?.("replications", (done += past - from), replications);
        return found;
      };
      const helps = async () => {
        while (slices.length) first.ask("add", { found: await (lent = next(second, "ran")) }, stop).catch(() => {});
      };
      second.idle.then(helps).catch(() => {});
      try {
        while (slices.length) await next(first, "run");
        await lent;
      } catch (error) {
        if (error.stopped) throw error;
      }
    }
    return first.ask("answer", body, how);
  }

  // --- whose software is inside -------------------------------------------------------------------------------------

  parsed.then(() => {
    const text = document.getElementById("spsim-licences")?.textContent;
    const fold = document.createElement("details");
    fold.append(document.createElement("summary"), document.createElement("pre"));
    fold.firstChild.textContent = "Licences of what is inside this file";
    fold.lastChild.textContent = text;
    document.querySelector("footer > *").append(fold);
  });

  return { kind: "file", ask, get workers() { return [first, second].map(desk => desk?.worker).filter(Boolean); } };
})();
