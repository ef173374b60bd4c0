/* The player: spsim.player.show(element, data, {onAsk}). One clock, one or two worlds, a person to follow.
   `data` is what app/faces/player/shown.py makes; `onAsk` shows the answer of many runs. */
"use strict";
(() => {
  const { World, Steps, Scene, say, DAY, WEEK } = globalThis.spsim.player;
  const SPEEDS = [1, 3, 7, 14, 28]; // days a second
  const SAID_EVERY = 400; // milliseconds between two captions while it plays
  const MOST_FRAME = 100; // milliseconds: a page that was asleep does not leap
  const FAR = 2 * WEEK; // beyond which people do not fly, but are there
  const WALL = matchMedia("(min-width: 100em)"); // a projector, as player.css: nobody scrolls there
  const HEAD = 96; // pixels of the page's own head, above or out of sight
  const LOOKS = ["a", "b"];
  const DATES = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const COUNTS = new Intl.NumberFormat("en-GB");

  function make(name, attributes = {}, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...inside.filter((each) => each !== null && each !== undefined));
    return made;
  }

  function drawn(name, attributes, parent) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.append(made);
    return made;
  }

  function put(node, said) {
    if (node.textContent !== said) node.textContent = said;
  }

  let shown = 0; // players on this page, so that ids differ

  class Player {
    constructor(element, data, { onAsk } = {}) {
      this.data = data;
      this.says = data.says;
      this.onAsk = onAsk;
      this.id = `player-${++shown}`;
      this.worlds = data.worlds.map((_, n) => new World(data, n));
      this.steps = new Steps(this.worlds);
      this.step = 0;
      this.minute = 0;
      this.playing = false;
      this.person = -1;
      this.still = matchMedia("(prefers-reduced-motion: reduce)");
      this.start = Date.UTC(...data.start.split("-").map((part, i) => Number(part) - (i === 1 ? 1 : 0)));
      this._build(element);
      this.frame = this.frame.bind(this);
      this.goTo(0);
      this._say(this.says.begins, "", false);
      this.still.addEventListener("change", this._stillness = () => this._ofMotion());
      this._ofMotion();
    }

    /* ---------------------------------------------------------------- words */

    date(minute) {
      return DATES.format(this.start + Math.floor(minute / DAY) * DAY * 60000);
    }

    who(person) {
      const [first] = this.worlds;
      if (first.own[person] || this.worlds.length === 1) return say(this.says.person, { n: person + 1 });
      const other = this.worlds[1];
      return say(this.says.person_only, { n: other.own[person], world: this.nameOf(other) });
    }

    nameOf(world) {
      return world.short;
    }

    titleOf(world) {
      return world.letter ? `${world.letter}: ${world.name}` : world.name;
    }

    /* What happens at step k, as a caption and a sentence. */
    caption(k) {
      const of = this.steps.of(k), [[world, row]] = of, { log } = world;
      const person = log.person[row], what = log.what[row], day = Math.floor(log.minute[row] / DAY);
      const who = person >= 0 ? this.who(person) : `${world.posts[-1 - person].title}:`;
      let happens = this.data.events[what][1];
      if (person < 0 && what === world.events.POST_VACANT) happens = `${happens} (${this.data.vacancies[log.where[row]]})`;
      const where = of.length < this.worlds.length && this.worlds.length > 1 ? ` (${this.nameOf(world)})` : "";
      return [say(this.says.caption, { day, who, happens: `${happens}${where}.` }), log.sentence(row)];
    }

    /* ---------------------------------------------------------------- what it is made of */

    _build(element) {
      const { says, data } = this;
      this.stage = make("div", { class: this.worlds[this.worlds.length - 1].parts.support ? "worlds" : "worlds beside-usual", tabindex: "0", role: "group", "aria-label": `${says.picture_of} ${says.keys}`, onkeydown: (event) => this._key(event) });
      this.scenes = this.worlds.map((world, n) => this._world(world, n));
      this.element = make("section", { class: "spsim-player", "aria-label": says.player },
        make("div", { class: "story" },
          make("p", {}, make("strong", {}, say(says.story, { many: data.many })), ` ${say(says.story_more, { replication: data.replication, seed: data.seed })}`),
          make("button", { type: "button", class: "ask", onclick: () => this.ask() }, says.answer)),
        make("div", { class: "desk" }, make("div", {}, this._clock(), this._controls()), this._time()), this.stage, this._legend(), this._changes(), this._follow(), this._numbers(),
        make("p", { class: "note" }, says.synthetic));
      element.replaceChildren(this.element);
      this.element.addEventListener("click", (event) => {
        const node = event.target.closest?.(".dot");
        if (node && node.person >= 0) this.follow(node.person);
      });
      this._width = new ResizeObserver(() => this._lay());
      this._width.observe(this.stage);
      this._lay();
      addEventListener("resize", this._height = () => this._lay());
      addEventListener("beforeprint", this._print = () => {
        this.numbers.open = true;
        this._table(); // what hears that it is open comes too late for the paper
      });
    }

    _world(world, n) {
      const { says } = this, svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("role", "img");
      const cost = make("span", { class: "amount" }), freed = make("span", { class: "amount" });
      const ticker = make("p", { class: "ticker" }), priced = world.cost[world.cost.length - 1] !== world.cost[0];
      if (!world.usual && priced) ticker.append(`${says.cost} `, cost, ". ");
      if (!world.usual && world.parts.reviews) ticker.append(`${says.freed}: `, freed);
      const box = make("section", { class: `world ${LOOKS[n]}`, "aria-label": this.titleOf(world) },
        make("h3", { dir: "auto" }, this.titleOf(world)), ticker, world.note ? make("p", { class: "note" }, world.note) : null, svg);
      this.stage.append(box);
      const scene = new Scene(svg, world, this.data);
      scene.label = (person) => (this.worlds[0].own[person] ? String(person + 1) : `${this.nameOf(world)} ${world.own[person]}`);
      return Object.assign(scene, { box, cost, freed });
    }

    _clock() {
      this.date_ = make("p", { class: "date" });
      this.events = make("p", { class: "note" });
      this.said = make("p", { class: "said" });
      this.more = make("p", { class: "more" });
      this.live = make("div", { class: "live" }, this.said, this.more);
      return make("div", { class: "clock" }, make("div", {}, this.date_, this.events), this.live);
    }

    _controls() {
      const { says } = this;
      const button = (said, does, look = "") => make("button", { type: "button", class: look, onclick: does }, said);
      this.playButton = button(says.play, () => (this.playing ? this.pause() : this.play()), "play");
      this.speed = make("select", { id: `${this.id}-speed` }, ...says.speeds.map((said, i) => make("option", { value: SPEEDS[i] }, said)));
      this.speed.selectedIndex = 2;
      this.stillNote = make("p", { class: "note" }, says.still);
      return make("div", { class: "controls" },
        make("div", { class: "buttons", role: "group", "aria-label": says.controls },
          this.playButton, button(says.back, () => this.stepBy(-1)), button(says.step, () => this.stepBy(1)),
          button(says.day, () => this.forward(DAY)), button(says.week, () => this.forward(WEEK)), button(says.restart, () => this.restart()),
          this.speedBox = make("span", { class: "speed" }, make("label", { for: this.speed.id }, says.speed), this.speed)),
        this.stillNote);
    }

    _time() {
      const { says, data } = this, days = Math.ceil(data.horizon / DAY);
      this.range = make("input", { type: "range", id: `${this.id}-time`, min: 0, max: days, step: 1, value: 0,
        oninput: () => this.toMinute(Math.min(Number(this.range.value) * DAY, data.horizon)) });
      this.lines = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      this.lines.setAttribute("role", "img");
      this.lines.setAttribute("class", "lines");
      this.series = this._series();
      this.dated = this._dated();
      this.range.setAttribute("aria-label", says.time);
      return make("div", { class: "time" }, this.range, this.lines);
    }

    /* Each date on which something changes, to go to. */
    _changes() {
      if (!this.dated.length) return null;
      const go = (each) => make("button", { type: "button", class: "link", onclick: () => this.toMinute(each.since, true) }, each.said);
      return make("details", { class: "dated" }, make("summary", {}, this.says.dated), make("ul", {}, ...this.dated.map((each) => make("li", {}, go(each)))));
    }

    /* The line for a link worker, week by week, of each world; where nobody ever waits, people with a link worker. */
    _series() {
      const { says } = this, weekly = this.worlds.map((world) => world.weekly(["waiting", "caseload", "care"]));
      const key = ["waiting", "caseload", "care"].find((each) => weekly.some((of) => of[each].some(Boolean))) ?? "care";
      const title = say(says.lines, { what: { waiting: says.waiting, caseload: says.supported, care: says.care }[key] });
      return { title, of: weekly.map((of) => of[key]), most: Math.max(4, ...weekly.flatMap((of) => of[key])) };
    }

    _dated() {
      const found = new Map();
      for (const world of this.worlds)
        for (const [since, until, , said] of world.dated) {
          const key = `${since} ${until} ${said}`, before = found.get(key);
          if (before) before.worlds.push(world);
          else found.set(key, { since, until, said, worlds: [world] });
        }
      return [...found.values()].sort((a, b) => a.since - b.since)
        .map((each) => ({ ...each, said: each.worlds.length < this.worlds.length ? `${each.said} (${this.nameOf(each.worlds[0])})` : each.said }));
    }

    _legend() {
      const { says } = this, legend = make("ul", { class: "legend" });
      const entry = (look, said, number = "") => {
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        svg.setAttribute("viewBox", "-11 -11 22 22");
        svg.setAttribute("aria-hidden", "true");
        if (look === "seat taken") drawn("rect", { x: -9, y: -9, width: 18, height: 18, rx: 3, class: look }, svg);
        else {
          const dot = drawn("g", { class: look }, svg);
          drawn("circle", { r: 9 }, dot);
          if (number) drawn("text", { y: 4, "text-anchor": "middle", "font-size": 11 }, dot).textContent = number;
        }
        legend.append(make("li", {}, svg, said));
      };
      if (this.worlds.some((world) => world.parts.support)) {
        legend.append(make("li", { class: "of" }, says.legend));
        says.legend_wait.forEach((said, i) => entry(`dot wait wait${i}`, said, ["2", "5", "9", "14"][i]));
        entry("dot seat", says.legend_seat);
        entry("dot course", says.legend_course);
        if (this.scenes.some((scene) => scene.peak.keeping.some(Boolean))) entry("dot keeping", says.legend_stays);
        entry("seat taken", says.legend_held);
      }
      entry("dot care", says.legend_care);
      if (this.worlds.some((world) => world.parts.reviews)) entry("dot discharged", says.legend_discharged);
      return legend;
    }

    _follow() {
      const { says } = this;
      this.which = make("input", { type: "number", id: `${this.id}-person`, min: 1, max: this.data.people, step: 1, inputmode: "numeric", value: this.data.worth_following + 1 });
      this.wrong = make("p", { class: "wrong", role: "alert" });
      this.about = make("h3", {});
      this.traits = make("p", { class: "note" });
      this.whyButton = make("button", { type: "button", onclick: () => this.why() }, says.why);
      this.reason = make("div", { class: "reason", role: "status" });
      this.lives = make("div", { class: "lives" });
      this.life = make("div", { class: "life", hidden: true }, this.about, this.traits, this.whyButton, this.reason, this.lives);
      return make("section", { class: "follow", "aria-label": says.follow },
        make("h3", {}, says.follow),
        make("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); this.follow(Number(this.which.value) - 1); } },
          make("label", { for: this.which.id }, says.choose), this.which,
          make("button", {}, says.follow_button),
          make("button", { type: "button", onclick: () => this.follow(this.data.worth_following) }, says.first_moved),
          make("button", { type: "button", onclick: () => this.unfollow() }, says.unfollow)),
        this.wrong, this.life);
    }

    /* The same as the pictures, as a table. */
    _numbers() {
      const { says } = this, rows = this._rows();
      this.cells = [];
      const table = make("table", {},
        make("caption", {}, says.where),
        make("thead", {}, make("tr", {}, make("td", {}), ...this.worlds.map((world) => make("th", { scope: "col", dir: "auto" }, this.titleOf(world))))),
        make("tbody", {}, ...rows.map(([title, of]) => make("tr", {}, make("th", { scope: "row", dir: "auto" }, title), ...this.worlds.map((world) => {
          const cell = make("td", { class: "number" });
          this.cells.push({ cell, world, of });
          return cell;
        })))));
      this.numbers = make("details", { class: "numbers", ontoggle: () => this._table() }, make("summary", {}, says.numbers),
        make("div", { class: "region", tabindex: "0", role: "region", "aria-label": says.where }, table));
      return this.numbers;
    }

    _rows() {
      const { says, worlds, data } = this, [first] = worlds, any = (part) => worlds.some((world) => world.parts[part]);
      const has = (part, of) => (world) => (world.parts[part] ? of(world) : "–");
      const rows = [];
      if (any("support")) {
        rows.push([says.waiting, has("support", (world) => world.count("waiting"))], [says.supported, has("support", (world) => world.count("caseload"))]);
        const posts = worlds.reduce((most, world) => (world.parts.support && world.posts.length > most.length ? world.posts : most), []);
        posts.slice(0, 12).forEach((post, n) => rows.push([`${post.title}: ${says.seats_head}`, (world) => (world.parts.support && world.posts[n] ? say(says.seats, { taken: world.takenOf(n), room: world.isFilled(n) ? world.roomOf(n).slots : 0 }) : "–")]));
      }
      if (any("activities")) {
        rows.push([says.wants, has("activities", (world) => world.count("wants"))], [says.in_activities, has("activities", (world) => world.count("course") + world.count("keeping"))]);
        if (this.scenes.some((scene) => scene.peak.happened[first.events.STARTED_HELPING])) rows.push([says.helping, (world) => world.count("helping")]);
      }
      if (any("care_team")) rows.push([says.care_wait, (world) => world.count("care_wait")], [says.care_place, (world) => world.count("care_place")]);
      rows.push([says.care, (world) => world.count("care")]);
      if (any("reviews")) rows.push([says.discharged, has("reviews", (world) => world.count("discharged"))]);
      for (const [, title, events] of data.doors) {
        const ever = this.scenes.some((scene) => events.some((what) => scene.peak.happened[what]));
        if (ever) rows.push([`${says.doors}: ${title}`, (world) => events.reduce((sum, what) => sum + world.state.happened[what], 0)]);
      }
      if (worlds.some((world) => world.cost[world.cost.length - 1] !== world.cost[0])) rows.push([says.cost, (world) => (world.usual ? "–" : this._by(world, world.cost))]);
      if (any("reviews")) rows.push([says.freed, has("reviews", (world) => (world.usual ? "–" : this._by(world, world.freed)))]);
      return rows;
    }

    /* What there is by now of what is said by week. */
    _by(world, weekly) {
      return weekly[this.minute >= world.horizon ? weekly.length - 1 : Math.min(weekly.length - 1, Math.floor(this.minute / WEEK))];
    }

    /* ---------------------------------------------------------------- drawing */

    _lay() {
      const wide = this.stage.clientWidth, laid = `${wide} ${WALL.matches && innerHeight}`;
      if (!wide || laid === this.laid) return;
      this.laid = laid;
      const lay = (scene, begin = 1) => {
        const inside = getComputedStyle(scene.box);
        const within = scene.box.clientWidth - parseFloat(inside.paddingLeft) - parseFloat(inside.paddingRight);
        return scene.lay(within, WALL.matches ? this._roomBelow(scene.svg) : Infinity, begin);
      };
      const sizes = this.scenes.map((scene) => lay(scene)), least = Math.min(...sizes);
      this.scenes.forEach((scene, n) => sizes[n] > least && lay(scene, least)); // side by side they are drawn alike
      this._drawLines();
    }

    /* What is left of a screen under the controls, once its own head is out of sight or stands above them. */
    _roomBelow(svg) {
      const above = svg.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
      return innerHeight - HEAD - above;
    }

    /* Queues over time, dated events, and a mark for now. */
    _drawLines() {
      const { data, series, says } = this, width = Math.max(200, this.lines.parentElement.clientWidth), height = 92, edge = 12;
      const x = (minute) => edge + ((width - 2 * edge) * minute) / data.horizon, y = (people) => 70 - (52 * people) / series.most;
      this.x = x;
      this.lines.replaceChildren();
      this.lines.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.lines.setAttribute("aria-label", `${series.title}. ${this.worlds.map((world, n) => say(says.line_most, { world: this.titleOf(world), n: Math.max(0, ...series.of[n]) })).join(" ")}`);
      drawn("line", { x1: x(0), x2: x(data.horizon), y1: y(0), y2: y(0), class: "axis" }, this.lines);
      const title = drawn("text", { x: edge, y: 11, class: "small" }, this.lines);
      title.textContent = `${series.title} (${say(says.line_scale, { n: series.most })})`;
      drawn("line", { x1: x(0), x2: x(data.horizon), y1: y(series.most), y2: y(series.most), class: "grid" }, this.lines);
      series.of.forEach((of, n) => {
        const points = of.map((people, week) => `${x((week + 1) * WEEK).toFixed(1)},${y(people).toFixed(1)}`);
        drawn("polyline", { points: points.join(" "), class: `line ${LOOKS[n]}` }, this.lines);
      });
      for (const each of this.dated) {
        drawn("line", { x1: x(each.since), x2: x(each.since), y1: 18, y2: 74, class: "event" }, this.lines);
        if (each.until > each.since) drawn("rect", { x: x(each.since), y: 77, width: Math.max(3, x(each.until) - x(each.since)), height: 5, class: "event-mark" }, this.lines);
        else drawn("path", { d: `M${x(each.since)} 74l5 9h-10z`, class: "event-mark" }, this.lines);
      }
      this.now = drawn("line", { x1: 0, x2: 0, y1: 14, y2: 90, class: "now" }, this.lines);
      this._mark();
    }

    _mark() {
      this.now.setAttribute("transform", `translate(${this.x(this.minute).toFixed(1)} 0)`);
    }

    /* Work all worlds to a moment and draw it. `moved`: whether people may be seen to fly. */
    _show(seek, minute, now, motion) {
      const far = Math.abs(minute - this.minute) > FAR;
      this.minute = minute;
      this.worlds.forEach((world, n) => {
        const scene = this.scenes[n];
        const back = seek(world, n, (person, what) => scene.hear(person, what));
        scene.refresh(now, back || far, motion && !this.still.matches);
        put(scene.cost, this._by(world, world.cost));
        put(scene.freed, this._by(world, world.freed));
      });
      const day = Math.floor(minute / DAY);
      if (day !== this.day) {
        this.day = day;
        const date = this.date(minute);
        put(this.date_, say(this.says.clock, { day, date }));
        this.range.value = String(day);
        this.range.setAttribute("aria-valuetext", say(this.says.time_text, { day, days: Math.ceil(this.data.horizon / DAY), date }));
      }
      this._mark();
      this._lifeNow();
      if (this.numbers.open) this._table();
    }

    _table() {
      for (const { cell, world, of } of this.cells) put(cell, String(of(world)));
    }

    _describe() {
      const { says } = this;
      this.scenes.forEach((scene) => {
        const { world } = scene;
        scene.svg.setAttribute("aria-label", say(says.picture, {
          world: this.titleOf(world), day: this.day, waiting: world.count("waiting"), supported: world.count("caseload"),
          activities: world.count("course") + world.count("keeping"), care: world.count("care"), discharged: world.count("discharged"),
        }));
      });
    }

    _say(said, more, aloud) {
      if (aloud) this.live.setAttribute("role", "status");
      else this.live.removeAttribute("role");
      put(this.said, said);
      put(this.more, more);
      put(this.events, say(this.says.event_of, { n: COUNTS.format(this.step), count: COUNTS.format(this.steps.count) }));
    }

    /* ---------------------------------------------------------------- the clock */

    /* After so many steps, from the first event to the last. */
    goTo(k, aloud = false) {
      this.pause();
      k = Math.max(0, Math.min(k, this.steps.count));
      const near = Math.abs(k - this.step) === 1, last = k > 0 ? this.steps.of(k) : [];
      this.step = k;
      this._show((world, n, watch) => world.seek(this.steps.rows[n][k], this.steps.minute[k], watch), this.steps.minute[k], performance.now(), near);
      this._spot(last);
      if (k > 0) this._say(...this.caption(k), aloud);
      else this._say(this.says.begins, "", aloud);
      this._describe();
      this._animate();
    }

    stepBy(n) {
      this.goTo(this.step + n, true);
    }

    /* To a minute: everything that has happened by then. */
    toMinute(minute, aloud = false) {
      this.pause();
      this._at(minute, performance.now(), Math.abs(minute - this.minute) <= WEEK);
      this._spot([]);
      this._captionNow(aloud);
      this._describe();
      this._animate();
    }

    forward(minutes) {
      this.toMinute(Math.min(this.data.horizon, (Math.floor(this.minute / minutes) + 1) * minutes), true);
    }

    restart() {
      this.goTo(0, true);
    }

    _at(minute, now, motion) {
      this._show((world, n, watch) => world.at(minute, watch), minute, now, motion);
      this.step = this.steps.until(minute);
    }

    _captionNow(aloud) {
      if (this.step > 0) this._say(...this.caption(this.step), aloud);
      else this._say(this.says.begins, "", aloud);
    }

    _spot(last) {
      for (const scene of this.scenes) scene.spotted = -1;
      for (const [world, row] of last) this.scenes[world.n].spotted = world.log.person[row];
      for (const scene of this.scenes) scene._rings();
    }

    play() {
      if (this.playing || this.still.matches) return;
      if (this.minute >= this.data.horizon) this.goTo(0);
      this.playing = true;
      this._spot([]);
      this.live.removeAttribute("role");
      put(this.playButton, this.says.pause);
      this.before = performance.now();
      this._animate();
    }

    pause() {
      if (!this.playing) return;
      this.playing = false;
      put(this.playButton, this.says.play);
      this._describe();
    }

    _animate() {
      if (!this.asked) this.asked = requestAnimationFrame(this.frame);
    }

    frame(now) {
      this.asked = 0;
      let more = false;
      if (this.playing) {
        const passed = Math.max(0, Math.min(now - this.before, MOST_FRAME));
        this.before = now;
        const minute = Math.min(this.data.horizon, this.minute + (passed / 1000) * Number(this.speed.value) * DAY);
        this._at(minute, now, true);
        if (now - (this.saidAt ?? 0) > SAID_EVERY) {
          this.saidAt = now;
          this._captionNow(false);
        }
        if (minute >= this.data.horizon) this.pause();
        more = this.playing;
      }
      for (const scene of this.scenes) more = scene.frame(now) || more;
      if (more) this._animate();
    }

    _key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.stage) return;
      const does = {
        " ": () => (this.playing ? this.pause() : this.play()), ArrowRight: () => this.stepBy(1), ArrowLeft: () => this.stepBy(-1),
        d: () => this.forward(DAY), w: () => this.forward(WEEK), Home: () => this.restart(), End: () => this.toMinute(this.data.horizon, true),
      }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!does) return;
      event.preventDefault();
      does();
    }

    _ofMotion() {
      const still = this.still.matches;
      if (still) this.pause();
      this.playButton.disabled = still;
      this.speedBox.hidden = still;
      this.stillNote.hidden = !still;
    }

    /* ---------------------------------------------------------------- one person */

    follow(person) {
      const { says } = this;
      if (!Number.isInteger(person) || person < 0 || person >= this.data.people) {
        put(this.wrong, say(says.no_such, { n: this.which.value, most: this.data.people }));
        this.which.setAttribute("aria-invalid", "true");
        return;
      }
      put(this.wrong, "");
      this.which.removeAttribute("aria-invalid");
      this.person = person;
      this.which.value = String(person + 1);
      this.life.hidden = false;
      put(this.about, this.who(person));
      const kinds = this.worlds.filter((world) => world.own[person]).map((world) => world.kinds[world.kind[person]]);
      put(this.traits, kinds[0] ?? "");
      put(this.reason, "");
      for (const scene of this.scenes) {
        scene.followed = person;
        scene._rings();
      }
      this.followed = this.worlds.map((world) => this._life(world, person));
      this.lives.replaceChildren(...this.followed.map((each) => each.box));
      this._lifeNow();
    }

    unfollow() {
      this.person = -1;
      this.life.hidden = true;
      for (const scene of this.scenes) {
        scene.followed = -1;
        scene._rings();
      }
    }

    /* What `spsim explain` tells of a person in one world, day by day. */
    _life(world, person) {
      const { says } = this, lines = [], list = make("ol", {});
      for (const row of world.rowsOf[person]) {
        const said = world.log.sentence(row), minute = world.log.minute[row];
        if (!said) continue;
        const line = make("li", {}, make("span", { class: "when" }, say(says.line_day, { day: Math.floor(minute / DAY), date: this.date(minute) })), ` ${said}`);
        lines.push({ line, row });
        list.append(line);
      }
      const now = make("p", { class: "whereabouts" });
      const box = make("section", { class: `one ${LOOKS[world.n]}` }, make("h4", { dir: "auto" }, say(says.in_world, { world: this.titleOf(world) })), now,
        world.own[person] ? make("div", { class: "list", tabindex: "0", role: "region", "aria-label": say(says.in_world, { world: this.titleOf(world) }) }, list) : make("p", {}, says.not_here));
      return { world, box, lines, now };
    }

    /* Where in each life line it is now. */
    _lifeNow() {
      if (this.person < 0) return;
      let waits = false;
      for (const { world, lines, now } of this.followed) {
        const rows = world.state.rows, waiting = this._isWaiting(world);
        let last = null;
        for (const { line, row } of lines) {
          const past = row < rows;
          if (past) last = line;
          if (line.past !== past) line.className = (line.past = past) ? "past" : "to-come";
        }
        if (last !== now.at) {
          now.at?.removeAttribute("aria-current");
          last?.setAttribute("aria-current", "time");
          now.at = last;
          const inside = last?.closest(".list");
          if (inside) inside.scrollTop = last.offsetTop - inside.clientHeight / 2;
        }
        put(now, last || !world.own[this.person] ? "" : this.says.not_yet);
        waits ||= waiting;
      }
      if (this.whyButton.hidden === waits) {
        this.whyButton.hidden = !waits;
        put(this.reason, "");
      }
    }

    _isWaiting(world) {
      return world.has("waiting", this.person) || world.among("wants", this.person) >= 0;
    }

    /* Why the person waits, from the log: in each world in which they do. */
    why() {
      this.reason.replaceChildren(...this.worlds.filter((world) => this._isWaiting(world))
        .map((world) => make("p", {}, make("strong", {}, `${this.nameOf(world)}: `), this._why(world, this.person).join(" "))));
    }

    _why(world, person) {
      const { says } = this, said = [];
      const before = (n) => say(says.before[Math.min(n, 2)], { n });
      const waited = (minutes) => (minutes >= 2 * WEEK ? say(says.waits_weeks, { weeks: Math.floor(minutes / WEEK) }) : say(says.waits_days, { days: Math.floor(minutes / DAY) }));
      if (world.has("waiting", person)) {
        const order = world.line(), mine = world.served[person];
        said.push(waited(world.waitedBy(person, world.minute)));
        let room = 0, taken = 0, filled = 0, free = false;
        world.posts.forEach((post, n) => {
          if (!((post.serves >> mine) & 1)) return;
          if (world.isFilled(n)) {
            const { slots } = world.roomOf(n);
            filled++;
            room += slots;
            taken += world.takenOf(n);
            const shut = post.run_down.some(([from, until]) => from <= world.minute && world.minute < until);
            if (shut) said.push(say(says.run_down, { post: post.title }));
            free ||= !shut && world.takenOf(n) < slots;
          } else if (world.state.vacancy[n] >= 0) said.push(say(says.post_out, { post: post.title, why: this.data.vacancies[world.state.vacancy[n]] }));
        });
        if (!filled) said.push(says.no_post);
        else if (free) said.push(says.moving);
        else if (taken >= room) said.push(say(says.all_taken, { room }));
        said.push(before(order.slice(0, order.indexOf(person)).filter((each) => world.served[each] === mine).length));
        return said;
      }
      const a = world.among("wants", person), activity = world.activities[a], room = world.placesOf(a);
      said.push(waited(world.minute - world.since("wants", person, a)));
      if (!world.isOpen(activity)) said.push(say(says.place_shut, { activity: activity.title }));
      else if (world.takenIn(a) >= room) said.push(say(says.place_taken, { room, activity: activity.title }));
      else said.push(says.moving);
      said.push(before(world.lineFor(a).indexOf(person)));
      return said;
    }

    ask() {
      this.pause();
      this.onAsk?.();
    }

    end() {
      this.pause();
      cancelAnimationFrame(this.asked);
      this._width.disconnect();
      this.still.removeEventListener("change", this._stillness);
      removeEventListener("resize", this._height);
      removeEventListener("beforeprint", this._print);
      this.element.remove();
    }
  }

  /* Show what happened, in an element. Returns the player: goTo(step), toMinute(minute), play(), pause(), follow(person),
     and end(), which takes it away again. */
  globalThis.spsim.player.show = (element, data, wants) => new Player(element, data, wants);
})();
