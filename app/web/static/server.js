// How does the page ask the program that serves it? One request for each question; what is said on the way comes as
// lines of JSON, and the last line is the answer. Nothing is kept here.
(() => {
  "use strict";
  globalThis.spsim ??= {};

  const MOST_BYTES = 2_000_000; // as app/web/bodies.py
  const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const fault = (message, more = {}) => Object.assign(new Error(message), more);
  const stopped = () => fault("Stopped. No answer was made.", { stopped: true });
  const gone = (message) => fault(message, { gone: true });
  const GO_ON = "Nothing on this page is lost: open the address that spsim web prints, then try again here.";
  const NO_PROGRAM = `The program behind this page was stopped. Start it again with spsim web. ${GO_ON}`;
  const OTHER_LAUNCH = `The program was started again, and does not know this page yet. ${GO_ON}`;

  // The lines of an answer, one by one, as they arrive.
  async function* linesOf(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) yield JSON.parse(line);
    }
  }

  // The answer, once it is there; or why there is none.
  function answerIn(said) {
    if (said.answer) return said.answer;
    if (said.stopped) throw stopped();
    if (said.faults) throw fault(said.faults.map((one) => one.message).join(" "), { faults: said.faults });
    throw fault(said.refused);
  }

  async function heard(response, { onProgress, onSay }) {
    for await (const said of linesOf(response)) {
      if (said.progress) onProgress?.(...said.progress);
      else if (said.say) onSay?.(said.say);
      else return answerIn(said);
    }
    throw gone(NO_PROGRAM); // it was stopped while it spoke
  }

  async function ask(kind, body, { onProgress, onSay, signal } = {}) {
    const text = JSON.stringify(body);
    if (new Blob([text]).size > MOST_BYTES) throw fault("That is too large: a request has at most 2 MB.");
    const asked = {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Spsim-Page": page },
      body: text,
      signal,
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
    };
    try {
      const response = await fetch(`/ask/${encodeURIComponent(kind)}`, asked);
      if (response.status === 403) throw gone(OTHER_LAUNCH);
      return await heard(response, { onProgress, onSay });
    } catch (error) {
      if (signal?.aborted) throw stopped();
      if (error.gone || error.stopped || error.faults) throw error;
      throw error instanceof TypeError ? gone(NO_PROGRAM) : error; // a TypeError is how fetch says that nobody answers
    }
  }

  spsim.backend = { kind: "server", ask };
})();
