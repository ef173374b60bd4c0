/* How is a moment drawn? Boxes, seats, bars and doors that stand still, and a circle for each person, which moves.
   Only what has changed is drawn again: a frame moves the circles that are under way, and nothing else. */
"use strict";
(() => {
  const { DAY, WEEK, say } = globalThis.spsim.player;
  const SVG = "http://www.w3.org/2000/svg";
  const LEAST_TYPE = 13, SMALLER = 0.95; // pixels; from one size that is tried to the next
  const FLIGHT = 450; // milliseconds from one place to the next
  const SMALL = 0.62; // of a circle where it waits for nothing
  const MOST_POSTS = 8, MOST_ACTIVITIES = 10, MOST_ROWS = 5; // of seats for one post
  const ALL_ANEW = 300; // rows at once after which everybody is placed anew
  const CLASSES = [4, 8, 12]; // weeks waited, at which the colour changes

  function element(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (parent) parent.append(made);
    return made;
  }

  /* Say or set something anew only where it differs: the browser then has nothing to do. */
  function text(node, said) {
    if (node.said === said) return;
    node.said = said;
    node.textContent = said;
  }

  function set(node, key, value) {
    const kept = (node.kept ??= {});
    if (kept[key] === value) return;
    kept[key] = value;
    node.setAttribute(key, value);
  }

  const clamp = (least, value, most) => Math.max(least, Math.min(value, most));

  /* Seats, a circle's room each, row after row within a width. `from`: "right" for a line whose head is on the right. */
  class Grid {
    constructor(x, y, width, pitch, most, from = "left") {
      this.columns = Math.max(1, Math.floor(width / pitch));
      Object.assign(this, { x, y, width, pitch, most, from });
      this.rows = Math.ceil(Math.min(most, most) / this.columns);
    }

    get height() {
      return this.rows * this.pitch;
    }

    at(i) {
      if (i >= this.most) return null;
      const column = i % this.columns, row = Math.floor(i / this.columns);
      const across = (column + 0.5) * this.pitch;
      return [this.from === "right" ? this.x + this.width - across : this.x + across, this.y + (row + 0.5) * this.pitch];
    }
  }

  /* One world on a sheet of SVG. */
  class Scene {
    constructor(svg, world, data) {
      Object.assign(this, { svg, world, says: data.says, doors: data.doors, data });
      this.dots = new Map(); // by person
      this.moving = new Set();
      this.free = []; // circles that nobody has
      this.touched = new Map(); // person: the last door they went through
      this.followed = this.spotted = -1;
      this.peak = peaks(world);
    }

    /* Draw everything for a width in pixels, and place everybody; smaller where it is then no higher than `most`, as on
       a wall, where nobody scrolls. `begin`: how large at most; and that is how large it is, at the end. */
    lay(width, most = Infinity, begin = 1) {
      let size = begin;
      do this._draw(width, size);
      while (this.height > most && this.type > LEAST_TYPE && (size *= SMALLER));
      if (this.height > most && size < begin) this._draw(width, size = begin);
      this.everybody();
      return size;
    }

    _draw(width, size) {
      this.svg.replaceChildren();
      this.dots.clear();
      this.moving.clear();
      this.free = [];
      this.width = width;
      this.type = Math.max(LEAST_TYPE, clamp(LEAST_TYPE, width / 46, 23) * size);
      this.pitch = Math.max(15, clamp(15, width / 40, 32) * size);
      this.still = element("g", {}, this.svg);
      this.people = element("g", { class: "people" }, this.svg);
      this.rings = element("g", { class: "rings" }, this.svg);
      this.spot = this._ring("spot");
      this.ring = this._ring("followed");
      this.texts = {};
      const { parts } = this.world;
      let y = 4;
      if (parts.support) y = this._pathway(y);
      else y = this._note(parts.reviews || parts.care_lines ? this.says[this.world.usual ? "no_programme" : "no_link_workers"] : "", y);
      y = this._doors(y + this.type * 0.6);
      y = this._care(y + this.type * 0.6);
      this.height = Math.ceil(y + 4);
      set(this.svg, "viewBox", `0 0 ${Math.round(width)} ${this.height}`);
      this.svg.setAttribute("font-size", this.type.toFixed(1));
    }

    _ring(name) {
      const ring = element("g", { class: name }, this.rings);
      element("circle", { r: (this.pitch * 0.62).toFixed(1) }, ring);
      ring.label = element("text", { y: (-this.pitch * 0.72).toFixed(1), "text-anchor": "middle" }, ring);
      return ring;
    }

    /* ---------------------------------------------------------------- what stands still */

    _note(said, y) {
      if (!said) return y;
      const lines = wrapped(said, this.width / (this.type * 0.5));
      lines.forEach((line, i) => this._text(8, y + this.type * (1.2 + 1.3 * i), line, "muted"));
      return y + this.type * (0.8 + 1.3 * lines.length);
    }

    _text(x, y, said, look = "", anchor = "start", parent = this.still) {
      const node = element("text", { x: x.toFixed(1), y: y.toFixed(1), class: look, "text-anchor": anchor }, parent);
      text(node, said);
      return node;
    }

    _box(x, y, width, height, look = "box") {
      return element("rect", { x: (x + 1).toFixed(1), y: y.toFixed(1), width: (width - 2).toFixed(1), height: Math.max(0, height).toFixed(1), rx: 5, class: look }, this.still);
    }

    _arrow(points) {
      const [x, y] = points[points.length - 1], [px, py] = points[points.length - 2];
      const turn = (Math.atan2(y - py, x - px) * 180) / Math.PI;
      element("path", { d: `M${points.map((each) => each.map((n) => n.toFixed(1)).join(" ")).join("L")}`, class: "arrow" }, this.still);
      element("path", { d: "M0 0L-9 -5L-9 5Z", class: "head", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${turn.toFixed(0)})` }, this.still);
    }

    /* Waiting, with a link worker, in an activity: side by side where there is room, else one under another. */
    _pathway(y) {
      const { width, world, type } = this, wide = width >= 560, gap = wide ? type * 1.7 : type * 1.5;
      const activities = world.parts.activities ? 1 : 0;
      const line = this.peak.waiting > 8 ? 0.27 : 0.21; // a line that stays short takes little room
      const shares = activities ? [line, (1 - line) * 0.47, (1 - line) * 0.53] : [0.4, 0.6];
      const room = width - gap * (shares.length - 1);
      if (!wide) {
        const top = this._waiting(0, y, width, 0);
        this._arrow([[width / 2, top], [width / 2, top + gap]]);
        const middle = this._posts(0, top + gap, width);
        if (!activities) return middle;
        this._arrow([[width / 2, middle], [width / 2, middle + gap]]);
        return this._activities(0, middle + gap, width);
      }
      const [w1, w2, w3] = shares.map((share) => share * room);
      const posts = this._posts(w1 + gap, y, w2);
      const last = activities ? this._activities(w1 + w2 + 2 * gap, y, w3) : 0;
      const bottom = Math.max(posts, last, this._waiting(0, y, w1, Math.max(posts, last) - y));
      const middle = y + Math.min(bottom - y, type * 7) / 2;
      this._arrow([[w1 + 2, middle], [w1 + gap - 2, middle]]);
      if (activities) this._arrow([[w1 + gap + w2 + 2, middle], [w1 + w2 + 2 * gap - 2, middle]]);
      return bottom;
    }

    _heading(x, y, width, said, name) {
      const { type } = this, number = this._text(x + width - 8, y + type * 1.35, "", "strong", "end");
      const lines = wrapped(said, (width - 16 - type * 2) / (type * 0.56));
      lines.forEach((line, i) => this._text(x + 8, y + type * (1.35 + 1.2 * i), line, "strong"));
      this.texts[name] = number;
      return y + type * (1.8 + 1.2 * (lines.length - 1));
    }

    /* The line for a link worker: its head on the right, beside the seats. */
    _waiting(x, y, width, least) {
      const { type, pitch } = this, box = this._box(x, y, width, least);
      const top = this._heading(x, y, width, this.says.waiting, "waiting");
      this.texts.longest = this._text(x + 8, top + type * 0.8, "", "muted");
      const first = top + type * 1.3, columns = Math.max(1, Math.floor((width - 12) / pitch));
      const rows = Math.ceil(this.peak.waiting / columns), fit = Math.floor((least - (first - y) - type * 1.4) / pitch);
      const shown = clamp(1, rows, Math.max(fit, 4));
      this.queue = new Grid(x + 6, first, width - 12, pitch, Math.min(this.peak.waiting, shown * columns), "right");
      this.texts.queueMore = this._text(x + 8, first + shown * pitch + type, "", "strong");
      this.entry = [x - pitch, first + pitch / 2];
      const bottom = Math.max(y + least, first + shown * pitch + (rows > shown ? type * 1.4 : type * 0.4));
      box.setAttribute("height", (bottom - y).toFixed(1));
      return bottom;
    }

    /* Every post: its seats, and its diary of this week. */
    _posts(x, y, width) {
      const { type, pitch, world } = this, box = this._box(x, y, width, 0);
      let top = this._heading(x, y, width, this.says.supported, "supported");
      this.posts = world.posts.slice(0, MOST_POSTS).map((post, n) => {
        const most = Math.max(this.peak.seats[n], ...post.room.map((row) => row[1]), 1);
        const columns = Math.max(1, Math.floor((width - 12) / pitch));
        const grid = new Grid(x + 6, top + type * 1.5, width - 12, pitch, Math.min(most, columns * MOST_ROWS));
        const name = this._text(x + 8, top + type, post.title, "", "start");
        const count = this._text(x + width - 8, top + type, "", "muted", "end");
        const seats = this._seats(grid), under = top + type * 1.5 + grid.height + 3;
        const track = element("rect", { x: x + 8, y: under, width: width - 16, height: type * 0.55, class: "track" }, this.still);
        const bar = element("rect", { x: x + 8, y: under, width: 0, height: type * 0.55, class: "bar" }, this.still);
        const hours = this._text(x + 8, under + type * 1.5, "", "muted small");
        top = under + type * (world.shown.has(world.events.MET) ? 2 : 0.3);
        if (!world.shown.has(world.events.MET)) for (const each of [track, bar, hours]) each.setAttribute("visibility", "hidden");
        return { n, grid, seats, name, count, bar, hours, wide: width - 16 };
      });
      if (world.posts.length > MOST_POSTS) {
        this.texts.morePosts = this._text(x + 8, top + type, "", "muted");
        top += type * 1.6;
      }
      this.postsLeft = [x + 6, top - pitch / 2];
      box.setAttribute("height", (top - y + 4).toFixed(1));
      return top + 4;
    }

    _seats(grid) {
      const size = grid.pitch * 0.9;
      return Array.from({ length: grid.most }, (_, i) => {
        const [x, y] = grid.at(i);
        return element("rect", { x: (x - size / 2).toFixed(1), y: (y - size / 2).toFixed(1), width: size.toFixed(1), height: size.toFixed(1), rx: 3, class: "seat" }, this.still);
      });
    }

    /* Every activity: who waits for a place, and its places. */
    _activities(x, y, width) {
      const { type, pitch, world } = this, box = this._box(x, y, width, 0);
      let top = this._heading(x, y, width, this.says.in_activities, "activities");
      const apart = world.activities.some((each, n) => each.title.length * 0.53 + (this.peak.wants[n] ? 12 : 7) + (this.peak.keeping[n] ? 5 : 0) > width / type);
      this.activities = world.activities.slice(0, MOST_ACTIVITIES).map((activity, n) => {
        const wait = Math.min(this.peak.wants[n], Math.max(2, Math.floor(width / pitch / 4)));
        const left = wait ? (wait + 0.6) * pitch : 0;
        const most = Math.max(this.peak.places[n], ...activity.room.map((row) => row[1]), 1);
        const columns = Math.max(1, Math.floor((width - 12 - left) / pitch));
        const name = this._text(x + 8, top + type, activity.title);
        if (apart) top += type * 1.1;
        const count = apart ? this._text(x + 8, top + type, "", "muted") : this._text(x + width - 8, top + type, "", "muted", "end");
        const grid = new Grid(x + 6 + left, top + type * 1.4, width - 12 - left, pitch, Math.min(most, columns * MOST_ROWS));
        const line = new Grid(x + 6, top + type * 1.4, wait * pitch + 1, pitch, wait, "right");
        const seats = this._seats(grid);
        top += type * 1.4 + grid.height + type * 0.5;
        return { n, grid, line, seats, name, count };
      });
      if (world.activities.length > MOST_ACTIVITIES) {
        this.texts.moreActivities = this._text(x + 8, top + type, "", "muted");
        top += type * 1.6;
      }
      this.activitiesLeft = [x + 6, top - pitch / 2];
      box.setAttribute("height", (top - y + 4).toFixed(1));
      return top + 4;
    }

    /* Doors out, each with its name and how many have gone by it; the last leads on. */
    _doors(y) {
      const { type, world, width } = this, shown = this.doors.filter(([key, , events]) => this._hasDoor(key, events));
      const all = shown.map(([key, title, events]) => ({ key, title, events, look: "door" }));
      if (world.parts.activities)
        all.push({ key: "afterwards", title: this.says.afterwards, events: [world.events.ENGAGEMENT_SUSTAINED], look: "door on" });
      const lines = Math.ceil(all.length / Math.max(1, Math.floor(width / (type * 6.3)))), columns = Math.ceil(all.length / lines);
      const wide = Math.min(width / columns, type * 12), tall = type * 3.1;
      this.doorAt = new Map();
      this.doorCounts = all.map((door, i) => {
        const x = (i % columns) * wide, top = y + Math.floor(i / columns) * tall;
        element("path", { d: doorway(x + 3, top + 2, type * 1.25, tall - type * 0.7), class: door.look }, this.still);
        const count = this._text(x + type * 1.75, top + type * 1.1, "", "strong");
        wrapped(door.title, (wide - type * 1.9) / (type * 0.47)).slice(0, 2).forEach((line, n) =>
          this._text(x + type * 1.75, top + type * (2 + 0.9 * n), line, "small"));
        for (const what of door.events) this.doorAt.set(what, [x + type * 0.8, top + tall / 2 - type * 0.3]);
        return { count, events: door.events };
      });
      return y + Math.ceil(all.length / columns) * tall;
    }

    _hasDoor(key, events) {
      const { parts } = this.world;
      if (key === "left") return true;
      if (!parts.support) return false;
      return parts.activities || !["nothing", "dropped_out", "closed"].includes(key) || events.some((what) => this.peak.happened[what]);
    }

    /* In care, reviews, discharged, and the loop by which a relapse leads back. */
    _care(y) {
      const { type, world, width, says } = this, { parts } = world, small = this.pitch * SMALL;
      const gate = parts.reviews ? clamp(type * 5, width * 0.13, type * 9) : 0;
      const half = parts.reviews ? (width - gate) / 2 : width;
      const pool = (x, name, title, most) => {
        const box = this._box(x, y, half, 0, `box ${name}`);
        const top = this._heading(x, y, half, title, name);
        const note = this._text(x + 8, top + type * 0.7, "", "muted small");
        const columns = Math.max(1, Math.floor((half - 12) / small)), rows = clamp(2, Math.ceil(most / columns), 6);
        const grid = new Grid(x + 6, top + type * 1.1, half - 12, small, Math.min(Math.max(most, 1), columns * rows));
        const bottom = top + type * 1.1 + rows * small + 5;
        return { box, grid, note, taken: [], bottom, more: 0 };
      };
      this.pools = { care: pool(0, "care", parts.reviews ? says.care : says.no_care_pool, this.peak.care) };
      if (parts.reviews) this.pools.discharged = pool(half + gate, "discharged", says.discharged, this.peak.discharged);
      const bottom = Math.max(...Object.values(this.pools).map((each) => each.bottom));
      for (const each of Object.values(this.pools)) each.box.setAttribute("height", (bottom - y).toFixed(1));
      this.gate = [half + gate / 2, y + type * 2.2];
      if (!parts.support) this.entry = [-this.pitch, y + type * 3];
      let end = bottom;
      if (parts.reviews) {
        const middle = half + gate / 2;
        this._text(middle, y + type * 1.2, says.reviews, "strong", "middle");
        this.texts.reviews = this._text(middle, y + type * 3.6, "", "muted small", "middle");
        this._arrow([[half + 5, y + type * 2.2], [half + gate - 5, y + type * 2.2]]);
      }
      if (parts.relapse) {
        const from = half + gate + half * 0.3, to = half * 0.7, low = bottom + type * 1.3;
        element("path", { d: `M${from.toFixed(1)} ${bottom}C${from.toFixed(1)} ${low + type} ${to.toFixed(1)} ${low + type} ${to.toFixed(1)} ${bottom + 9}`, class: "arrow loop" }, this.still);
        element("path", { d: "M0 0L-5 9L5 9Z", class: "head", transform: `translate(${to.toFixed(1)} ${bottom + 1})` }, this.still);
        this.loop = [(from + to) / 2, low + type * 0.4];
        this.texts.relapse = this._text((from + to) / 2, low + type * 1.6, "", "", "middle");
        end = low + type * 2;
      }
      this.extra = [];
      const more = parts.care_team ? [["care_wait"], ["care_place"]] : [];
      if (parts.care_lines && world.shown.has(world.events.CARE_USED)) world.lines.forEach((_, line) => more.push(["care_use", line]));
      for (const [key, line] of more) {
        end += type * 1.4;
        this.extra.push({ key, line, node: this._text(8, end) });
      }
      return end + type * 0.3;
    }

    /* ---------------------------------------------------------------- who moves */

    /* Hear a row as it is worked through. */
    hear(person, what) {
      if (person < 0) return;
      const door = this.doorAt.get(what) ?? (what === this.world.events.DISCHARGED ? this.gate
        : what === this.world.events.RELAPSED ? this.loop : undefined);
      if (door || !this.touched.has(person)) this.touched.set(person, door);
    }

    /* Draw the state that the world is in now. `now`: milliseconds on the machine's clock; `anew`: it jumped. */
    refresh(now, anew, motion) {
      const day = Math.floor(this.world.minute / DAY);
      if (!anew && !this.touched.size && day === this.counted) return;
      this.counted = day;
      if (anew || this.touched.size > ALL_ANEW) this.everybody();
      else {
        let lines = false;
        for (const [person, via] of this.touched) lines = this._place(person, now, motion, via) || lines;
        if (lines) this._lines(now, motion);
      }
      this.touched.clear();
      this._counts();
    }

    /* Everybody at once, where they are, without motion. */
    everybody() {
      this.touched.clear();
      for (const pool of Object.values(this.pools)) {
        pool.taken.length = 0;
        pool.more = 0;
      }
      for (const dot of [...this.dots.values()]) this._drop(dot);
      this.hidden = new Map();
      for (let person = 0; person < this.world.people; person++) if (this.world.state.here[person]) this._place(person, 0, false);
      this._lines(0, false);
      this._counts();
    }

    /* Where a person is drawn: what they came to last of all that they have. */
    _whereabouts(person) {
      const { world } = this, { state } = world;
      if (!state.here[person] || state.other[person]) return null;
      let found = null, latest = -1;
      const take = (since, place) => {
        if (since >= latest && since >= 0) [found, latest] = [place, since];
      };
      take(world.since("waiting", person), { kind: "waiting" });
      if (world.has("caseload", person)) take(world.since("caseload", person), { kind: "seat", post: state.post[person], seat: state.seat[person] });
      for (let a = 0; a < world.activities.length; a++) {
        take(world.since("wants", person, a), { kind: "wants", activity: a });
        for (const key of ["course", "keeping"])
          take(world.since(key, person, a), { kind: key, activity: a, seat: state.place[person * world.activities.length + a] });
      }
      if (found) return found;
      return { kind: world.has("discharged", person) ? "discharged" : "care" };
    }

    /* Put a person where they are. Returns whether a line has changed. */
    _place(person, now, motion, via) {
      const was = this.hidden.get(person) ?? this.dots.get(person)?.place, place = this._whereabouts(person);
      const line = (each) => each?.kind === "waiting" || each?.kind === "wants";
      if (was && (was.kind === "care" || was.kind === "discharged") && was.kind !== place?.kind) this._leavePool(person, was);
      if (!place) {
        this._gone(person, now, motion, via);
        return line(was);
      }
      if (line(place)) {
        if (via) this.vias = (this.vias ?? new Map()).set(person, via);
        this._remember(person, place);
        return true;
      }
      let at, scale = 1;
      if (place.kind === "seat") at = this.posts[place.post]?.grid.at(place.seat);
      else if (place.kind === "course" || place.kind === "keeping") at = this.activities[place.activity]?.grid.at(place.seat);
      else {
        [at, scale] = [this._inPool(person, place.kind, was), SMALL];
      }
      this._remember(person, place);
      if (at) this._send(person, place, at, scale, now, motion, via);
      else this._hide(person, place);
      return line(was);
    }

    _remember(person, place) {
      const dot = this.dots.get(person);
      if (dot) dot.place = place;
      else this.hidden.set(person, place);
    }

    _hide(person, place) {
      const dot = this.dots.get(person);
      if (dot) this._drop(dot);
      this.hidden.set(person, place);
    }

    _inPool(person, kind, was) {
      const pool = this.pools[kind] ?? this.pools.care;
      if (was?.kind === kind) return pool.taken.indexOf(person) < 0 ? null : pool.grid.at(pool.taken.indexOf(person));
      let seat = pool.taken.indexOf(-1);
      if (seat < 0) seat = pool.taken.length;
      if (seat >= pool.grid.most) {
        pool.more++;
        return null;
      }
      pool.taken[seat] = person;
      return pool.grid.at(seat);
    }

    _leavePool(person, was) {
      const pool = this.pools[was.kind] ?? this.pools.care, seat = pool.taken.indexOf(person);
      if (seat >= 0) pool.taken[seat] = -1;
      else pool.more--;
    }

    /* Lines close up: everybody in one is sent to their place in it. */
    _lines(now, motion) {
      const { world } = this;
      this.order = world.parts.support ? world.line() : [];
      this.order.forEach((person, i) => this._inLine(person, { kind: "waiting" }, this.queue?.at(i), now, motion));
      this.orders = (this.activities ?? []).map((activity) => {
        const order = this.peak.wants[activity.n] ? world.lineFor(activity.n) : [];
        order.forEach((person, i) => {
          const place = this._whereabouts(person);
          if (place.kind === "wants" && place.activity === activity.n) this._inLine(person, place, activity.line.at(i), now, motion);
        });
        return order;
      });
      this.vias?.clear();
      this._waits(true);
    }

    _inLine(person, place, at, now, motion) {
      if (this._whereabouts(person)?.kind !== place.kind) return;
      if (at) this._send(person, place, at, 1, now, motion, this.vias?.get(person));
      else this._hide(person, place);
    }

    /* A circle for a person. */
    _dot(person) {
      let dot = this.dots.get(person);
      if (dot) return dot;
      const node = this.free.pop() ?? this._circle();
      dot = { person, node, x: this.entry?.[0] ?? 0, y: this.entry?.[1] ?? 0, scale: 1, place: this.hidden.get(person), isNew: true };
      node.person = person;
      set(node, "visibility", "visible");
      this.hidden.delete(person);
      this.dots.set(person, dot);
      return dot;
    }

    _circle() {
      const node = element("g", {}, this.people);
      element("circle", { r: (this.pitch * 0.41).toFixed(1) }, node);
      node.number = element("text", { y: (this.pitch * 0.19).toFixed(1), "text-anchor": "middle", "font-size": (this.pitch * 0.52).toFixed(1) }, node);
      return node;
    }

    _drop(dot) {
      set(dot.node, "visibility", "hidden");
      dot.node.person = -1;
      this.moving.delete(dot);
      this.dots.delete(dot.person);
      this.free.push(dot.node);
    }

    _send(person, place, [x, y], scale, now, motion, via) {
      const dot = this._dot(person);
      dot.place = place;
      this._look(dot);
      if (!motion || (dot.isNew && this.world.minute <= 0)) {
        this.moving.delete(dot);
        Object.assign(dot, { x, y, scale, isNew: false });
        draw(dot);
        return;
      }
      dot.isNew = false;
      if (!via && dot.toX === x && dot.toY === y && this.moving.has(dot)) return;
      if (!via && dot.x === x && dot.y === y) return;
      Object.assign(dot, { fromX: dot.x, fromY: dot.y, fromScale: dot.scale, toX: x, toY: y, toScale: scale, via, began: now, lasts: via ? FLIGHT * 1.6 : FLIGHT, gone: false });
      this.moving.add(dot);
    }

    /* A person leaves: by the door, and is seen no more. */
    _gone(person, now, motion, via) {
      const dot = this.dots.get(person);
      this.hidden.delete(person);
      if (!dot) return;
      if (!motion || !via) {
        this._drop(dot);
        return;
      }
      Object.assign(dot, { fromX: dot.x, fromY: dot.y, fromScale: dot.scale, toX: via[0], toY: via[1], toScale: SMALL, via: undefined, began: now, lasts: FLIGHT, gone: true });
      this.moving.add(dot);
    }

    /* The colour of a circle, and the weeks waited in it. */
    _look(dot) {
      const { world } = this, { kind } = dot.place, { person } = dot;
      let look = kind, said = "";
      if (kind === "waiting" || kind === "wants") {
        const minutes = kind === "waiting" ? world.waitedBy(person, world.minute) : world.minute - world.since("wants", person, dot.place.activity);
        const weeks = Math.floor(minutes / WEEK);
        look = `wait wait${CLASSES.filter((least) => weeks >= least).length}`;
        said = String(weeks);
      }
      if (world.has("discharged", person) && kind !== "discharged") look += " out";
      set(dot.node, "class", `dot ${look}`);
      text(dot.node.number, said);
    }

    /* Waits grow: once a day is enough, as they are said in weeks. */
    _waits(anyway = false) {
      const day = Math.floor(this.world.minute / DAY);
      if (day === this.day && !anyway) return;
      this.day = day;
      for (const person of this.order) {
        const dot = this.dots.get(person);
        if (dot) this._look(dot);
      }
      for (const order of this.orders)
        for (const person of order) {
          const dot = this.dots.get(person);
          if (dot?.place.kind === "wants") this._look(dot);
        }
    }

    /* ---------------------------------------------------------------- what is counted */

    _counts() {
      const { world, says, texts } = this, { state, parts } = world;
      this._waits();
      if (parts.support) {
        const waiting = world.count("waiting");
        text(texts.waiting, String(waiting));
        const longest = this.order.reduce((most, person) => Math.max(most, world.waitedBy(person, world.minute)), 0);
        text(texts.longest, waiting ? say(says.longest, { weeks: Math.floor(longest / WEEK) }) : says.nobody);
        text(texts.queueMore, waiting > this.queue.most ? say(says.more, { n: waiting - this.queue.most }) : "");
        text(texts.supported, String(world.count("caseload")));
        this.posts.forEach((post) => this._post(post));
        if (texts.morePosts) text(texts.morePosts, this._more("more_posts", world.posts.length, MOST_POSTS, (n) => [world.takenOf(n), world.isFilled(n) ? world.roomOf(n).slots : 0]));
      }
      if (parts.activities) {
        text(texts.activities, String(world.count("course") + world.count("keeping")));
        this.activities.forEach((activity) => this._activity(activity));
        if (texts.moreActivities) text(texts.moreActivities, this._more("more_activities", world.activities.length, MOST_ACTIVITIES, (n) => [world.takenIn(n), world.placesOf(n)]));
      }
      for (const door of this.doorCounts) text(door.count, String(door.events.reduce((sum, what) => sum + state.happened[what], 0)));
      text(texts.care, String(world.count("care")));
      if (texts.discharged) text(texts.discharged, String(world.count("discharged")));
      if (texts.reviews) text(texts.reviews, say(says.reviews_week, { n: state.reviews }));
      if (texts.relapse) text(texts.relapse, `${says.relapse} (${state.happened[world.events.RELAPSED]})`);
      for (const [kind, pool] of Object.entries(this.pools)) {
        const drawn = pool.taken.reduce((sum, who) => sum + (who >= 0 ? 1 : 0), 0) + pool.more;
        const above = world.count(kind) - drawn;
        text(pool.note, [
          above > 0 && parts.support ? say(says.above, { n: above }) : "",
          pool.more > 0 ? say(says.not_drawn, { n: pool.more }) : "",
        ].filter(Boolean).join("; "));
      }
      for (const { key, line, node } of this.extra) text(node, this._extra(key, line));
      this._rings();
    }

    _extra(key, line) {
      const { world, says } = this;
      if (key === "care_use") return say(says.care_use, { line: world.lines[line], n: world.state.uses[line] });
      return `${says[key]}: ${world.count(key)}`;
    }

    _more(key, all, most, of) {
      let taken = 0, room = 0;
      for (let n = most; n < all; n++) {
        const [some, more] = of(n);
        taken += some;
        room += more;
      }
      return say(this.says[key], { n: all - most, taken, room });
    }

    _post(post) {
      const { world, says } = this, { slots, minutes } = world.roomOf(post.n), seats = world.state.seats[post.n];
      const filled = world.isFilled(post.n), why = world.state.vacancy[post.n];
      const room = filled ? slots : 0, taken = world.takenOf(post.n);
      const over = Math.max(0, taken - room);
      text(post.count, filled ? say(says.seats, { taken, room }) + (over ? `, ${say(says.over, { n: over })}` : "")
        : why >= 0 ? this.data.vacancies[why] : says.not_open);
      set(post.count, "class", filled ? "muted" : "alarm");
      post.seats.forEach((seat, i) => set(seat, "class", seats[i] >= 0 && seats[i] !== undefined ? "seat taken" : filled && i < slots ? "seat" : "seat shut"));
      if (world.shown.has(world.events.MET)) {
        const used = world.state.used[post.n], share = filled && minutes ? Math.min(1, used / minutes) : 0;
        set(post.bar, "width", (share * post.wide).toFixed(1));
        text(post.hours, filled ? say(says.hours, { used: Math.round(used / 6) / 10, room: Math.round(minutes / 6) / 10 }) : "");
      }
    }

    _activity(activity) {
      const { world, says } = this, room = world.placesOf(activity.n), places = world.state.places[activity.n];
      const open = world.isOpen(world.activities[activity.n]);
      const waiting = this.orders[activity.n].length, stay = this.peak.keeping[activity.n] ? world.count("keeping", activity.n) : 0;
      text(activity.count, open || world.takenIn(activity.n)
        ? [say(says.places, { taken: world.takenIn(activity.n), room }), waiting ? say(says.wait_place, { n: waiting }) : "", stay ? say(says.keeping, { n: stay }) : ""].filter(Boolean).join(", ")
        : says.not_open);
      set(activity.count, "class", open ? "muted" : "alarm");
      activity.seats.forEach((seat, i) => set(seat, "class", places[i] >= 0 && places[i] !== undefined ? "seat taken" : i < room ? "seat" : "seat shut"));
    }

    /* ---------------------------------------------------------------- frames */

    /* Move what is under way. Returns whether anything is. */
    frame(now) {
      for (const dot of this.moving) {
        const part = clamp(0, (now - dot.began) / dot.lasts, 1), eased = part < 0.5 ? 2 * part * part : 1 - 2 * (1 - part) * (1 - part);
        const [x, y] = dot.via ? through(dot, eased) : [dot.fromX + (dot.toX - dot.fromX) * eased, dot.fromY + (dot.toY - dot.fromY) * eased];
        Object.assign(dot, { x, y, scale: dot.fromScale + (dot.toScale - dot.fromScale) * eased });
        draw(dot);
        if (part >= 1) {
          this.moving.delete(dot);
          if (dot.gone) this._drop(dot);
        }
      }
      this._rings();
      return this.moving.size > 0;
    }

    /* Rings around the person who is followed, and the person of the event that was stepped to. */
    _rings() {
      for (const [ring, person] of [[this.ring, this.followed], [this.spot, this.spotted]]) {
        const dot = person >= 0 ? this.dots.get(person) : undefined;
        set(ring, "visibility", dot ? "visible" : "hidden");
        if (!dot) continue;
        set(ring, "transform", `translate(${dot.x.toFixed(1)} ${dot.y.toFixed(1)})`);
        text(ring.label, this.label(person));
      }
    }

    label(person) {
      return String(person + 1);
    }
  }

  function draw(dot) {
    const scale = dot.scale === 1 ? "" : ` scale(${dot.scale.toFixed(2)})`;
    dot.node.setAttribute("transform", `translate(${dot.x.toFixed(1)} ${dot.y.toFixed(1)})${scale}`);
  }

  /* A point of the way by a door. */
  function through(dot, part) {
    const [x, y] = dot.via, first = part < 0.5, t = first ? part * 2 : part * 2 - 1;
    const [ax, ay, bx, by] = first ? [dot.fromX, dot.fromY, x, y] : [x, y, dot.toX, dot.toY];
    return [ax + (bx - ax) * t, ay + (by - ay) * t];
  }

  function doorway(x, y, width, height) {
    return `M${x} ${y + height}V${y + width / 2}A${width / 2} ${width / 2} 0 0 1 ${x + width} ${y + width / 2}V${y + height}Z`;
  }

  /* Words on several lines. */
  function wrapped(said, letters) {
    const lines = [""];
    for (const word of said.split(" ")) {
      const last = lines[lines.length - 1];
      if (last && last.length + 1 + word.length > letters) lines.push(word);
      else lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
    return lines;
  }

  /* The most there ever is of everything that needs room, and what happens at all. */
  function peaks(world) {
    const peak = { waiting: 0, care: 0, discharged: 0, seats: world.posts.map(() => 0) };
    for (const key of ["wants", "places", "keeping"]) peak[key] = world.activities.map(() => 0);
    const wants = world.activities.map(() => 0), { events, log } = world;
    world.start();
    world.seek(log.count, world.horizon, (person, what, i) => {
      const { state } = world, where = log.where[i], opens = world.opens[what];
      if (opens === world.number.caseload && where >= 0) peak.seats[where] = Math.max(peak.seats[where], state.seats[where].length);
      if (opens === world.number.course || opens === world.number.keeping) peak.places[where] = Math.max(peak.places[where], state.places[where].length);
      if (opens === world.number.wants) wants[where]++;
      if (world.closes[what] === world.number.wants) wants[where]--;
      if (what === events.STAYED_ON) peak.keeping[where]++;
      if (log.minute[i + 1] === log.minute[i]) return; // a line that is joined and left within a minute is none
      for (const key of ["waiting", "care", "discharged"]) peak[key] = Math.max(peak[key], state.opened[world.number[key]]);
      wants.forEach((n, activity) => { peak.wants[activity] = Math.max(peak.wants[activity], n); });
    });
    peak.happened = world.state.happened.slice();
    world.at(0);
    return peak;
  }

  Object.assign(globalThis.spsim.player, { Scene });
})();
