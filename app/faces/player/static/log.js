/* What is where at any moment? The log of one world, read back from its text, and a machine that works through it.
   Nothing here draws: tests run it in Node and hold its counts against the program's own. */
"use strict";
(() => {
  globalThis.spsim ??= {};
  const DAY = 1440, WEEK = 7 * DAY;
  const PERSON = 0, ACTIVITY = 1; // what distinguishes two stays of one kind (`By` in sim/stays.py); 2: the post
  const EVERY = 4096; // rows between two states that are kept, so that a step back is short

  /* Whole numbers of 0 and above, one after another. */
  class Numbers {
    constructor(text) {
      const read = atob(text);
      this.bytes = Uint8Array.from(read, (each) => each.charCodeAt(0));
      this.at = 0;
    }

    next() {
      let number = 0, times = 1, byte;
      do {
        byte = this.bytes[this.at++];
        number += (byte & 127) * times;
        times *= 128;
      } while (byte > 127);
      return number;
    }

    signed() {
      const number = this.next();
      return number % 2 ? -(number + 1) / 2 : number / 2;
    }

    all() {
      const found = [];
      while (this.at < this.bytes.length) found.push(this.next());
      return found;
    }
  }

  /* The rows of a log that are shown, a column each. */
  class Log {
    constructor(data, world) {
      const numbers = new Numbers(world.rows), count = world.count;
      const says = new Set(data.withWhere), values = new Set(data.withValue);
      this.count = count;
      this.minute = new Int32Array(count);
      this.person = new Int32Array(count);
      this.what = new Uint8Array(count);
      this.where = new Int32Array(count);
      this.value = new Int32Array(count);
      this.pattern = new Uint16Array(count);
      this.first = new Int32Array(count + 1); // of the numbers of its sentence
      const said = [];
      let minute = 0, person = 0;
      for (let i = 0; i < count; i++) {
        minute += numbers.next();
        person += numbers.signed();
        const pattern = numbers.next(), [what, pieces] = world.patterns[pattern];
        this.minute[i] = minute;
        this.person[i] = person;
        this.pattern[i] = pattern;
        this.what[i] = what;
        if (says.has(what)) this.where[i] = numbers.signed();
        if (values.has(what)) this.value[i] = numbers.next();
        this.first[i] = said.length;
        for (let n = 1; n < pieces.length; n++) said.push(numbers.next());
      }
      this.first[count] = said.length;
      this.numbers = said;
      this.patterns = world.patterns;
    }

    /* What `spsim explain` tells of a row; "" where it tells nothing. */
    sentence(i) {
      const pieces = this.patterns[this.pattern[i]][1];
      let said = pieces[0];
      for (let n = 1; n < pieces.length; n++) said += this.numbers[this.first[i] + n - 1] + pieces[n];
      return said;
    }
  }

  /* Where everybody is: after some rows of the log, at some minute. */
  class State {
    constructor(world) {
      const n = world.people, a = world.activities.length;
      this.rows = 0; // worked through
      this.since = world.stays.map((stay) => filled(stay.by === PERSON ? n : stay.by === ACTIVITY ? n * a : world.posts.length));
      this.opened = world.stays.map(() => 0); // how many are open
      this.happened = new Int32Array(world.eventCount); // how often, so far
      this.other = new Uint8Array(n); // never referred to the programme
      this.here = new Uint8Array(n); // come, and not left
      this.waited = new Int32Array(n); // before day 0, in the line for a link worker
      this.stranded = new Uint8Array(n);
      this.post = filled(n);
      this.seat = filled(n);
      this.seats = world.posts.map(() => []); // of each post: who has which seat, -1 for nobody
      this.place = filled(n * a);
      this.places = world.activities.map(() => []);
      this.vacancy = filled(world.posts.length); // why a post is empty
      this.added = new Int32Array(a); // places, by those who help
      this.used = new Int32Array(world.posts.length); // contact minutes of this week
      this.uses = new Int32Array(world.lines.length); // of care, so far
      this.week = 0;
      this.reviews = 0; // held this week
    }

    copy() {
      const made = Object.create(State.prototype);
      for (const [key, value] of Object.entries(this))
        made[key] = ArrayBuffer.isView(value) ? value.slice() : Array.isArray(value)
          ? value.map((each) => (typeof each === "number" ? each : each.slice())) : value;
      return made;
    }
  }

  /* The week of a diary: at the minute in which one ends it is still shown. */
  const weekOf = (minute) => Math.floor(Math.max(0, minute - 1) / WEEK);
  const filled = (n) => new Int32Array(n).fill(-1);

  /* One world: its log, and its state at a moment. `watch(person, what, row)` hears every row as it is worked through. */
  class World {
    constructor(data, n) {
      const world = data.worlds[n];
      Object.assign(this, {
        n, letter: world.letter, name: world.name, short: world.short, usual: world.usual, note: world.note, parts: world.parts,
        posts: world.posts, activities: world.activities, lines: world.lines, dated: world.dated,
        cost: world.cost, freed: world.freed, carePlaces: world.care_places, horizon: world.horizon,
        stays: data.stays, people: data.people, shown: new Set(world.shown),
      });
      this.eventCount = Math.max(...Object.keys(data.events).map(Number)) + 1;
      this.events = Object.fromEntries(Object.entries(data.events).map(([what, [name]]) => [name, Number(what)]));
      this.number = Object.fromEntries(data.stays.map((stay, i) => [stay.key, i]));
      for (const [key, of] of [["own", "own"], ["kind", "kind"], ["rank", "rank"], ["served", "line"]])
        this[key] = Int32Array.from(new Numbers(world[of]).all());
      this.kinds = world.kinds;
      this.log = new Log(data, world);
      this._tables();
      this._rowsOf();
      this.start();
    }

    /* What each event opens and closes, as flat tables. */
    _tables() {
      this.opens = new Int8Array(this.eventCount).fill(-1);
      this.closes = new Int8Array(this.eventCount).fill(-1);
      this.left = [-1, -1];
      this.stays.forEach((stay, s) => {
        for (const what of stay.opens) this.opens[what] = s;
        for (const what of stay.closes) this.closes[what] = s;
        if (stay.left >= 0) this.left[stay.left] = s;
      });
    }

    /* Of each person: which rows are about them. */
    _rowsOf() {
      this.rowsOf = Array.from({ length: this.people }, () => []);
      for (let i = 0; i < this.log.count; i++) if (this.log.person[i] >= 0) this.rowsOf[this.log.person[i]].push(i);
    }

    start() {
      this.state = new State(this);
      this.kept = [this.state.copy()];
      this.minute = -1;
    }

    /* How many rows there are up to a minute, that one included. */
    rowsUntil(minute) {
      let low = 0, high = this.log.count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.log.minute[middle] <= minute) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    /* Work on, or go back, until so many rows are worked through, at a minute. Returns whether it went back. */
    seek(rows, minute, watch) {
      const back = rows < this.state.rows;
      if (back) this.state = this.kept[Math.floor(rows / EVERY)].copy();
      else if (rows - this.state.rows > 2 * EVERY) { // far ahead: begin where a state is kept
        const nearest = this.kept[Math.min(this.kept.length - 1, Math.floor(rows / EVERY))];
        if (nearest.rows > this.state.rows) this.state = nearest.copy();
      }
      while (this.state.rows < rows) {
        this._row(this.state.rows, watch);
        this.state.rows++;
        if (this.state.rows % EVERY === 0 && this.kept.length === this.state.rows / EVERY) this.kept.push(this.state.copy());
      }
      this.minute = minute;
      this._newWeek(weekOf(minute));
      return back;
    }

    /* Everything up to a minute, that one included. */
    at(minute, watch) {
      return this.seek(this.rowsUntil(minute), minute, watch);
    }

    _newWeek(week) {
      const state = this.state;
      if (week === state.week) return;
      state.week = week;
      state.used.fill(0);
      state.reviews = 0;
    }

    _row(i, watch) {
      const { minute, person: persons, what: whats, where: wheres, value: values } = this.log, state = this.state;
      const person = persons[i], what = whats[i], where = wheres[i], value = values[i], at = minute[i];
      this._newWeek(weekOf(at));
      state.happened[what]++;
      if (person < 0) this._post(-1 - person, what, where, at);
      else {
        this._note(person, what, where, value);
        this._move(person, what, where, at);
      }
      if (watch) watch(person, what, i);
    }

    _post(post, what, why, at) {
      const state = this.state, since = state.since[this.number.post];
      if (what === this.events.POST_FILLED) {
        since[post] = at;
        state.vacancy[post] = -1;
        state.opened[this.number.post]++;
      } else {
        since[post] = -1;
        state.vacancy[post] = why;
        state.opened[this.number.post]--;
      }
    }

    /* What is neither opened nor closed. */
    _note(person, what, where, value) {
      const state = this.state, { events } = this;
      if (what === events.REFERRED || what === events.CARE_REFERRED) {
        state.here[person] = 1;
        state.other[person] = what === events.CARE_REFERRED ? 1 : 0;
      } else if (what === events.LEFT) state.here[person] = 0;
      else if (what === events.JOINED_QUEUE) state.waited[person] = value;
      else if (what === events.MET || what === events.MISSED) state.used[where] += value;
      else if (what === events.STARTED_HELPING) state.added[where] += value;
      else if (what === events.STOPPED_HELPING) state.added[where] -= value;
      else if (what === events.REVIEWED) state.reviews++;
      else if (what === events.CARE_USED) state.uses[where]++;
    }

    _move(person, what, where, at) {
      const state = this.state;
      const closes = what === this.events.LEFT ? this.left[where] : this.closes[what], opens = this.opens[what];
      if (closes >= 0 && this._counted(person, closes)) this._close(closes, person, where);
      if (opens >= 0 && this._counted(person, opens)) {
        if (opens === this.number.waiting) state.stranded[person] = what === this.events.STRANDED ? 1 : 0;
        this._open(opens, person, where, at);
      }
    }

    /* People who are never referred to the programme are counted at the care team, and nowhere else. */
    _counted(person, stay) {
      return !this.state.other[person] || this.stays[stay].others === 1;
    }

    index(stay, person, where) {
      return this.stays[stay].by === ACTIVITY ? person * this.activities.length + where : person;
    }

    _open(stay, person, where, at) {
      const state = this.state;
      state.since[stay][this.index(stay, person, where)] = at;
      state.opened[stay]++;
      if (stay === this.number.caseload && where >= 0) {
        state.post[person] = where;
        state.seat[person] = sit(state.seats[where], person);
      } else if (stay === this.number.course || stay === this.number.keeping)
        state.place[this.index(stay, person, where)] = sit(state.places[where], person);
    }

    _close(stay, person, where) {
      const state = this.state, at = this.index(stay, person, where);
      if (state.since[stay][at] < 0) return;
      state.since[stay][at] = -1;
      state.opened[stay]--;
      if (stay === this.number.caseload && state.post[person] >= 0) {
        state.seats[state.post[person]][state.seat[person]] = -1;
        state.post[person] = state.seat[person] = -1;
      } else if (stay === this.number.course || stay === this.number.keeping) {
        state.places[where][state.place[at]] = -1;
        state.place[at] = -1;
      }
    }

    /* How many are in a stay: of a kind, or of an activity. */
    count(key, activity = -1) {
      const stay = this.number[key];
      if (activity < 0) return this.state.opened[stay];
      const since = this.state.since[stay], step = this.activities.length;
      let found = 0;
      for (let at = activity; at < since.length; at += step) if (since[at] >= 0) found++;
      return found;
    }

    has(key, person, activity = 0) {
      const stay = this.number[key];
      return this.state.since[stay][this.index(stay, person, activity)] >= 0;
    }

    since(key, person, activity = 0) {
      const stay = this.number[key];
      return this.state.since[stay][this.index(stay, person, activity)];
    }

    /* In what a person is within an activity's stays: -1 for in none of them. */
    among(key, person) {
      for (let a = 0; a < this.activities.length; a++) if (this.has(key, person, a)) return a;
      return -1;
    }

    /* People in line for a link worker, in the order in which they are taken. */
    line() {
      const since = this.state.since[this.number.waiting], { stranded } = this.state, found = [];
      for (let person = 0; person < this.people; person++) if (since[person] >= 0) found.push(person);
      const rank = (person) => (stranded[person] ? 0 : 1 + this.rank[person]);
      const from = (person) => since[person] - this.before(person);
      return found.sort((a, b) => rank(a) - rank(b) || from(a) - from(b) || a - b);
    }

    /* People in line for an activity, in order. */
    lineFor(activity) {
      const since = this.state.since[this.number.wants], step = this.activities.length, found = [];
      for (let person = 0; person < this.people; person++) if (since[person * step + activity] >= 0) found.push(person);
      return found.sort((a, b) => since[a * step + activity] - since[b * step + activity] || a - b);
    }

    /* Minutes waited before day 0: they count until a first link worker is given. */
    before(person) {
      return this.state.stranded[person] ? 0 : this.state.waited[person];
    }

    waitedBy(person, minute) {
      return minute - this.since("waiting", person) + this.before(person);
    }

    /* Slots and contact minutes of a post now; places of an activity now, with those that helpers add. */
    roomOf(post) {
      const [, slots, minutes] = inForce(this.posts[post].room, this.minute);
      return { slots, minutes };
    }

    isFilled(post) {
      return this.state.since[this.number.post][post] >= 0;
    }

    isOpen(thing) {
      return thing.opens <= this.minute && this.minute < thing.closes;
    }

    placesOf(activity) {
      return this.isOpen(this.activities[activity])
        ? inForce(this.activities[activity].room, this.minute)[1] + this.state.added[activity] : 0;
    }

    takenOf(post) {
      return taken(this.state.seats[post]);
    }

    takenIn(activity) {
      return taken(this.state.places[activity]);
    }

    /* How many are in each of some stays when each week ends: as the program's own measures count them. */
    weekly(keys) {
      const found = Object.fromEntries(keys.map((key) => [key, []]));
      const was = [this.state.rows, this.minute];
      for (let end = WEEK; end <= this.horizon; end += WEEK) {
        this.at(end);
        for (const key of keys) found[key].push(this.count(key));
      }
      this.seek(was[0], was[1]);
      return found;
    }
  }

  /* Both worlds' rows in one order, event by event: what happens to a person in the same minute, in the same words, in
     both is one step. `rows[n][k]`: how many rows of world n there are after k steps. */
  class Steps {
    constructor(worlds) {
      this.worlds = worlds;
      this.rows = worlds.map(() => [0]);
      this.minute = [0];
      const at = worlds.map(() => 0);
      while (worlds.some((world, n) => at[n] < world.log.count)) {
        const next = worlds.map((world, n) => (at[n] < world.log.count ? world.log.minute[at[n]] : Infinity));
        const first = next.indexOf(Math.min(...next));
        const key = keyOf(worlds[first].log, at[first]);
        worlds.forEach((world, n) => {
          if (n === first || (next[n] === next[first] && keyOf(world.log, at[n]) === key)) at[n]++;
          this.rows[n].push(at[n]);
        });
        this.minute.push(next[first]);
      }
    }

    get count() {
      return this.minute.length - 1;
    }

    /* How many steps there are up to a minute, that one included. */
    until(minute) {
      let low = 0, high = this.count;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (this.minute[middle] <= minute) low = middle;
        else high = middle - 1;
      }
      return low;
    }

    /* In which worlds step k happens, and which row it is in each. */
    of(k) {
      return this.worlds.flatMap((world, n) => (this.rows[n][k] > this.rows[n][k - 1] ? [[world, this.rows[n][k] - 1]] : []));
    }
  }

  const keyOf = (log, i) => `${log.person[i]} ${log.what[i]} ${log.where[i]} ${log.sentence(i)}`;

  const taken = (seats) => seats.reduce((sum, who) => sum + (who >= 0 ? 1 : 0), 0);

  function sit(seats, person) {
    let seat = seats.indexOf(-1);
    if (seat < 0) seat = seats.length;
    seats[seat] = person;
    return seat;
  }

  function inForce(rows, minute) {
    let found = rows[0];
    for (const row of rows) if (row[0] <= minute) found = row;
    return found;
  }

  /* A sentence with its names and numbers. */
  const say = (pattern, what = {}) => pattern.replace(/\{(\w+)(:,)?\}/g, (whole, key) => (key in what ? what[key] : whole));

  globalThis.spsim.player = { ...globalThis.spsim.player, World, Steps, Numbers, say, DAY, WEEK };
})();
