/* The player in a file of its own: the answer of many runs stands below it. */
"use strict";
(() => {
  const answer = document.getElementById("the-answer");
  const show = () => {
    answer.open = true;
    const heading = answer.querySelector("h2");
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  };
  const data = JSON.parse(document.getElementById("run").textContent);
  globalThis.spsim.player.alone = globalThis.spsim.player.show(document.getElementById("player"), data, { onAsk: show });
})();
