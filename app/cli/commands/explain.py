"""`spsim explain`: one simulated person's story, in two worlds side by side."""

import argparse
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
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
    return Printed(story(loaded, seed, life))


DATE, WEEK, GAP = 11, 4, "  "
COLUMN = (screen.WIDTH - DATE - WEEK - 3 * len(GAP)) // 2
MORAL = (
    "The same person with the same luck: what differs is the programme's doing. "
    "One person shows how the model works, not what the service achieves."
)


def story(loaded: Loaded, seed: int, life: Life) -> str:
    """A life line in two columns."""
    usual, programme = (life.weeks_in_care[world.value] for world in (World.USUAL, World.PROGRAMME))
    lines = [_columns("", "week", ["usual care"], ["programme"]), "-" * screen.WIDTH]
    lines += [_moment(moment) for moment in in_short(life.moments)]
    luck, fewer = f"replication {life.replication}, seed {seed}", usual - programme
    difference = f"{abs(fewer):.0f} weeks {'fewer' if fewer > 0 else 'more'} with the programme"
    end = words.day(life.ends.isoformat())
    both = f"{usual:.0f} under usual care, {programme:.0f} with the programme"
    care = f"Weeks in care after referral, up to {end}: {both}"
    parts = [
        screen.paragraph(f"Person {life.person} of {life.people} in “{loaded.scenario.title}” ({luck})"),
        screen.paragraph("; ".join([*life.traits, *life.before]), screen.INDENT),
        "\n".join(lines),
        screen.paragraph(f"{care}: {difference if abs(fewer) >= 0.5 else 'the same in both'}. {MORAL}"),
    ]
    return "\n\n".join(part for part in parts if part)


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
    left, right = ([line for text in said for line in textwrap.wrap(text, COLUMN)] for said in (usual, programme))
    lines = []
    for n in range(max(len(left), len(right), 1)):
        cells = [
            on if n == 0 else "",
            (week if n == 0 else "").rjust(WEEK),
            left[n] if n < len(left) else "",
            right[n] if n < len(right) else "",
        ]
        lines.append(f"{cells[0]:{DATE}}{GAP}{cells[1]}{GAP}{cells[2]:{COLUMN}}{GAP}{cells[3]}".rstrip())
    return "\n".join(lines)
