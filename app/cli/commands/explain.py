"""`spsim explain`: one simulated person's story, in two worlds side by side."""

import argparse
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from app import words
from app.ask import Explain
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces import terminal as screen
from app.faces.as_json import as_json
from experiments.explain import USED, Life, Moment
from sim.inputs import World
from sim.loading import Loaded
from sim.units import MONTHS


def explain(args: argparse.Namespace) -> Printed:
    """One person's story in two worlds."""
    explained = answered(Explain(args.scenario, args.person, args.replication, args.seed), quiet=args.quiet)
    loaded, seed, life = explained.case.loaded, explained.case.seed, explained.life
    if args.json:
        return Printed(as_json({"scenario": loaded.name, "hash": loaded.hash, "seed": seed, **life.as_dict()}))
    return Printed(story(loaded, seed, life, everything=args.all))


DATE, WEEK, GAP = 11, 4, "  "
MORAL = (
    "Same person, same luck: any difference is the programme's doing. One life shows how the model works, not what the "
    "service achieves."
)
LEFT_OUT = {  # on one screen: more and more, until it holds the rest
    "later meetings": r"Meeting (?!1 )|Misses a meeting",
    "use of care and what reviews found": f".*{re.escape(USED)}$|(Routine|Supported) review",
    "what came of support": r"Support and activities are over|Reached|Goes on with|Meeting",
}


def story(loaded: Loaded, seed: int, life: Life, *, everything: bool) -> str:
    """A life line in two columns: on one screen, without what is of little note, or whole."""
    usual, programme = (life.weeks_in_care[world.value] for world in (World.USUAL, World.PROGRAMME))
    luck, fewer = f"replication {life.replication}, seed {seed}", usual - programme
    difference = f"{abs(fewer):.0f} weeks {'fewer' if fewer > 0 else 'more'} with the programme"
    end = words.day(life.ends.isoformat())
    both = f"{usual:.0f} with usual care, {programme:.0f} with the programme"
    care = f"Weeks in care after {life.care_began}, up to {end}: {both}"
    above = [
        screen.paragraph(f"Person {life.person} of {life.people} in “{loaded.scenario.title}” ({luck})"),
        screen.paragraph("; ".join([*life.traits, *life.before]), screen.INDENT),
    ]
    below = screen.paragraph(f"{care}: {difference if abs(fewer) >= 0.5 else 'the same in both'}. {MORAL}")
    head = [_columns("", "week", ["usual care"], ["programme"]), "-" * screen.width()]
    room = screen.room_beside(*above, below, headings=len(head))
    lines = [*head, *(_in_full(life.moments) if everything else _on_one_screen(life.moments, room))]
    return "\n\n".join(part for part in [*above, "\n".join(lines), below] if part)


def _in_full(moments: Sequence[Moment]) -> list[str]:
    return list(map(_moment, in_short(moments)))


def _on_one_screen(moments: Sequence[Moment], room: int) -> list[str]:
    """Whole if there is room; else without more and more of what is of little note."""
    lines, note = _in_full(moments), ""
    for n in range(1, len(LEFT_OUT) + 1):
        if "\n".join([*lines, note]).count("\n") < room:
            break
        kept = [_without(moment, "|".join([*LEFT_OUT.values()][:n])) for moment in moments]
        lines = _in_full([moment for moment in kept if moment.usual or moment.programme])
        note = screen.paragraph(f"Left out: {words.listed([*LEFT_OUT][:n])}. Everything: add --all", screen.INDENT)
    fitting = screen.fitting(lines, room - 1 - note.count("\n"), "and {n} days more")
    return [*fitting, *([note] if note else [])]


def _without(moment: Moment, left_out: str) -> Moment:
    usual, programme = (
        [text for text in said if not re.match(left_out, text)] for said in (moment.usual, moment.programme)
    )
    return replace(moment, usual=usual, programme=programme)


def in_short(moments: Sequence[Moment]) -> Iterator[Moment]:
    """Days on which both worlds saw the same use of care and nothing else, counted together while they last."""
    alike: list[Moment] = []
    for moment in moments:
        if moment.usual == moment.programme and all(text.endswith(USED) for text in moment.usual):
            alike.append(moment)
            continue
        yield from _together(alike)
        alike = []
        yield moment
    yield from _together(alike)


def _together(alike: Sequence[Moment]) -> Iterator[Moment]:
    """Several such days as one."""
    if len(alike) < 2:
        yield from alike
        return
    uses = Counter(text.removesuffix(USED) for moment in alike for text in moment.usual)
    said = [f"{line}: {n}, up to {_date(alike[-1].day)}." for line, n in uses.items()]
    yield Moment(alike[0].day, alike[0].week, said, said)


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def _moment(moment: Moment) -> str:
    return _columns(_date(moment.day).rjust(DATE), str(moment.week), moment.usual, moment.programme)


def _columns(on: str, week: str, usual: Sequence[str], programme: Sequence[str]) -> str:
    """A date, a week, and two columns of sentences."""
    column = (screen.width() - DATE - WEEK - 3 * len(GAP)) // 2
    left, right = ([line for text in said for line in textwrap.wrap(text, column)] for said in (usual, programme))
    lines = []
    for n in range(max(len(left), len(right), 1)):
        cells = [
            on if n == 0 else "",
            (week if n == 0 else "").rjust(WEEK),
            left[n] if n < len(left) else "",
            right[n] if n < len(right) else "",
        ]
        lines.append(f"{cells[0]:{DATE}}{GAP}{cells[1]}{GAP}{cells[2]:{column}}{GAP}{cells[3]}".rstrip())
    return "\n".join(lines)
