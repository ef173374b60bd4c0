"""What was run is not run again: replications, kept by all that they depend on; and what was made of a scenario.

A replication is a pure function of what an engine is given (inputs, luck, number) and of which sums are wanted of it.
The key of a case is the hash of exactly these: so a change of a title, or of a price, runs nothing again, and whatever
changes a log does. The bank has a bounded size and forgets first what was not asked about for longest.

`part` is what another worker ran, as plain bytes: a line that begins them, a checksum, a table of contents, and the
sums. Nothing in it is carried out. `add` takes it, whole or not at all.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import accumulate, pairwise
from threading import Lock
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from app.live.faults import refused
from experiments.run import Case, Progress, Replication, run
from sim.errors import Unreadable
from sim.inputs import World
from sim.simulate import Engine
from sim.sums import Kept

MEGABYTE = 1 << 20
ROOM = 128 * MEGABYTE
CASES_AT_MOST = 16  # of which it is remembered what was made of them
STRETCH = 64  # replications after which what is done is kept, so that nothing of it is lost where a run is stopped
EVENTS_AT_MOST = 1_000_000_000  # of all cases in all worlds: some minutes
EVENTS = 4_000_000  # of such a stretch, about: a run that is stopped ends soon, however large its scenario is
BEGINS = b"spsim part 1\n"
CHECKSUM = 32  # bytes
WORLDS = tuple(World)

Made = TypeVar("Made")
Worlds = Mapping[World, Kept]


class Bank:
    """A runner that remembers. It may be asked from several threads at once. `room`: bytes."""

    def __init__(self, room: int = ROOM) -> None:
        self.room, self._used = room, 0
        self._kept: OrderedDict[str, dict[int, Worlds]] = OrderedDict()
        self._cases: OrderedDict[Hashable, tuple[Case, dict[Hashable, object]]] = OrderedDict()
        self._lock = Lock()

    # ------------------------------------------------ cases

    def known(self, case: Case) -> Case:
        """The same case as it was asked about before, with what is known of it."""
        with self._lock:
            found = self._cases.setdefault(_identity(case), (case, {}))
            self._cases.move_to_end(_identity(case))
            while len(self._cases) > CASES_AT_MOST:
                self._cases.popitem(last=False)
        return found[0]

    def once(self, case: Case, what: Hashable, make: Callable[[], Made]) -> Made:
        """What was made of a known case before, or is made now."""
        _, made = self._cases.get(_identity(case), (case, {}))
        if what not in made:
            made[what] = make()
        return made[what]  # type: ignore[return-value]

    # ------------------------------------------------ replications

    def run(
        self,
        cases: Sequence[Case],
        numbers: range,
        *,
        jobs: int = 1,
        engine: Engine = "fast",
        progress: Progress = lambda done: None,
        sums_only: bool = True,
    ) -> list[list[Replication]]:
        """These replications of every case: those that are not there are run, and kept."""
        if not sums_only:
            return run(cases, numbers, jobs=jobs, engine=engine, progress=progress)
        _refuse_too_much(cases, len(numbers))
        keys = [self._key(case) for case in cases]
        found = {key: self._there(key, numbers) for key in keys}
        first = {key: case for key, case in reversed([*zip(keys, cases, strict=True)])}  # of each key
        done = sum(len(found[key]) for key in keys)
        progress(done)
        for those, stretch in _missing(found, numbers, _stretch_of(cases)):
            step = partial(_further, progress, done)
            some = [first[key] for key in those]
            for key, runs in zip(
                those, run(some, stretch, jobs=jobs, engine=engine, progress=step, sums_only=True), strict=True
            ):
                ran = {one.number: one.kept for one in runs}
                found[key] |= ran
                self._keep(key, ran)
            done += len(stretch) * sum(keys.count(key) for key in those)
            progress(done)
        return [
            case.replications(numbers, [dict(found[key][n]) for n in numbers])
            for case, key in zip(cases, keys, strict=True)
        ]

    def _key(self, case: Case) -> str:
        return self.once(case, "key", partial(key_of, case))

    def _there(self, key: str, numbers: range) -> dict[int, Worlds]:
        """Those that are kept."""
        with self._lock:
            kept = self._kept.get(key, {})
            if kept:
                self._kept.move_to_end(key)
            return {n: kept[n] for n in numbers if n in kept}

    def _keep(self, key: str, ran: Mapping[int, Worlds]) -> None:
        """Keep these; forget others, the case first that was not asked about for longest."""
        with self._lock:
            kept = self._kept.setdefault(key, {})
            self._used += sum(size_of(one) for n, one in ran.items() if n not in kept)
            kept.update(ran)
            self._kept.move_to_end(key)
            while self._used > self.room and len(self._kept) > 1:
                _, forgotten = self._kept.popitem(last=False)
                self._used -= sum(map(size_of, forgotten.values()))

    # ------------------------------------------------ what another worker ran

    def part(self, cases: Sequence[Case], numbers: range, progress: Progress = lambda done: None) -> bytes:
        """These replications of every case, as far as they were not here before, for the bank of another worker."""
        keys = dict.fromkeys(map(self._key, cases))
        before = {key: self._there(key, numbers) for key in keys}
        self.run(cases, numbers, progress=progress)
        ran = {key: {n: one for n, one in self._there(key, numbers).items() if n not in before[key]} for key in keys}
        return packed(ran)

    def add(self, part: bytes) -> None:
        """Keep what another worker ran. Raises Unreadable for what is no part, and then keeps nothing of it."""
        for key, ran in unpacked(part).items():
            self._keep(key, ran)


def key_of(case: Case) -> str:
    """All that its replications depend on: what an engine is given, and what is wanted of its log."""
    given = [case.inputs[world] for world in WORLDS]
    text = repr((case.seed, given, case.shape.frame(people=0, waits=0), list(case.wanted.number)))
    return sha256(text.encode()).hexdigest()


def size_of(worlds: Worlds) -> int:
    """Bytes of one replication: worlds that are the same share theirs."""
    return sum(len(part) for one in {id(one): one for one in worlds.values()}.values() for part in one)


def _identity(case: Case) -> Hashable:
    """A scenario that is the same object is the same: a loaded one never changes."""
    return id(case.scenario), case.name, case.seed


def _further(progress: Progress, before: int, done: int) -> None:
    progress(before + done)


def _refuse_too_much(cases: Sequence[Case], replications: int) -> None:
    """A page does not wait for long: what would take it is for the command line. In events and not in seconds, so that
    one setting is refused on every machine or on none."""
    each = len(WORLDS) * sum(case.size.events for case in cases)
    if replications * each > EVENTS_AT_MOST:
        fewer = int(EVENTS_AT_MOST / each)
        instead = f"Ask for {fewer:,} at most" if fewer else "Make it smaller"
        raise refused(
            f"{replications:,} replications of so large a service are too much for a page (about "
            f"{replications * each:,.0f} events). {instead}, or save it and run it from the command line.",
            "replications",
        )


def _stretch_of(cases: Sequence[Case]) -> int:
    """How many replications are run before they are kept: fewer of large scenarios."""
    return max(1, min(STRETCH, int(EVENTS / max(case.size.events for case in cases))))


def _missing(found: Mapping[str, Mapping[int, Worlds]], numbers: range, most: int) -> Iterator[tuple[list[str], range]]:
    """What is still to be run: stretches of numbers, and the cases that lack all of them."""
    lacking: dict[tuple[range, ...], list[str]] = {}
    for key, there in found.items():
        lacking.setdefault(tuple(_stretches([n for n in numbers if n not in there], most)), []).append(key)
    return ((keys, stretch) for stretches, keys in lacking.items() for stretch in stretches)


def _stretches(numbers: Sequence[int], most: int) -> Iterator[range]:
    """Numbers that follow each other, not too many at a time."""
    begins = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[i - 1] + 1 or i - begins == most:
            yield range(numbers[begins], numbers[i - 1] + 1)
            begins = i


# ---------------------------------------------------------------- parts

Lengths = list[list[int]]  # of a replication: of each world, of each of its parts
Contents = dict[str, dict[int, Lengths]]
CONTENTS = TypeAdapter(Contents)


def packed(ran: Mapping[str, Mapping[int, Worlds]]) -> bytes:
    """Replications as plain bytes."""
    contents = {
        key: {n: [[len(part) for part in one[world]] for world in WORLDS] for n, one in some.items()}
        for key, some in ran.items()
    }
    sums = (part for some in ran.values() for one in some.values() for world in WORLDS for part in one[world])
    body = json.dumps(contents, separators=(",", ":")).encode() + b"\n" + b"".join(sums)
    return BEGINS + sha256(body).digest() + body


def unpacked(part: bytes) -> dict[str, dict[int, Worlds]]:
    """Such bytes, read. Raises Unreadable."""
    body = part[len(BEGINS) + CHECKSUM :]
    if not part.startswith(BEGINS) or part[len(BEGINS) :][:CHECKSUM] != sha256(body).digest():
        raise Unreadable("What another worker ran is damaged, or not ours.")
    table, _, sums = body.partition(b"\n")
    try:
        contents = CONTENTS.validate_json(table)
    except ValidationError:
        raise Unreadable("What another worker ran has no table of contents.") from None
    shape = (len(WORLDS), len(Kept._fields))
    if any(
        (len(one), *map(len, one)) != (shape[0], *[shape[1]] * len(one))
        for some in contents.values()
        for one in some.values()
    ):
        raise Unreadable("What another worker ran is of other worlds than ours.")
    lengths = [each for some in contents.values() for one in some.values() for world in one for each in world]
    if sum(lengths) != len(sums) or any(each < 0 for each in lengths):
        raise Unreadable("What another worker ran is not as long as it says.")
    ends = iter(pairwise(accumulate(lengths, initial=0)))
    return {
        key: {n: {world: Kept(*(sums[slice(*next(ends))] for _ in Kept._fields)) for world in WORLDS} for n in some}
        for key, some in contents.items()
    }
