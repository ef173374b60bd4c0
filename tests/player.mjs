// What the player's own machine makes of its data: run by Node, without any browser. Reads {data} as JSON, prints JSON.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

runInThisContext(readFileSync(process.argv[2], "utf8"));
const { World, Steps, WEEK } = globalThis.spsim.player;
const data = JSON.parse(readFileSync(0, "utf8"));
const KEYS = data.stays.map((stay) => stay.key).filter((key) => key !== "post");

/* All that a state says, to be compared. */
function said(world) {
  const { kept, ...state } = world.state;
  return JSON.stringify(state, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value));
}

const worlds = data.worlds.map((_, n) => new World(data, n));
const found = worlds.map((world) => {
  const weekly = world.weekly(KEYS);
  const hours = []; // contact minutes of each post in each whole week, when it ends
  for (let end = WEEK; end <= world.horizon; end += WEEK) {
    world.at(end);
    hours.push([...world.state.used]);
  }
  world.at(world.horizon);
  return {
    weekly,
    hours,
    happened: [...world.state.happened],
    rows: [...world.log.minute].map((minute, i) => [minute, world.log.person[i], world.log.what[i], world.log.sentence(i)]),
    end: said(world),
  };
});

// Every event by stepping, forwards; then there and back again.
const steps = new Steps(worlds);
for (const world of worlds) world.start();
let short = 0;
for (let k = 1; k <= steps.count; k++)
  worlds.forEach((world, n) => {
    short = Math.max(short, steps.rows[n][k] - steps.rows[n][k - 1]);
    world.seek(steps.rows[n][k], steps.minute[k]);
  });
const stepped = worlds.map((world) => {
  world.at(world.horizon);
  return said(world);
});
const back = worlds.map((world, n) => {
  const rows = Math.floor(world.log.count / 3), minute = rows ? world.log.minute[rows - 1] : 0;
  world.seek(rows, minute);
  const gone = said(world), fresh = new World(data, n);
  fresh.seek(rows, minute);
  return gone === said(fresh);
});
const both = Array.from({ length: steps.count }, (_, k) => steps.of(k + 1).length).filter((n) => n > 1).length;
process.stdout.write(JSON.stringify({ worlds: found, stepped, back, steps: steps.count, both, longest: short, week: WEEK }));
