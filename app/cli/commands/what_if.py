"""`spsim what-if`: what was expected of a change, what came out, and what to decide with it?

Exit code 1 where a file says that something else came out than does. That something else was expected before the run is
no fault, and is said.
"""

import argparse
from collections.abc import Sequence

from app import words
from app.ask import WhatIf
from app.asking.cases import provenance
from app.cli.asking import answered
from app.cli.exits import DONE, MISSED, Printed
from app.cli.options import one_or_all
from app.faces import terminal as screen
from app.faces.as_json import as_json
from experiments.what_ifs import WhatIfResult, answer_to
from sim.loading import bundled, load


def what_if(args: argparse.Namespace) -> Printed:
    """One question, or every one that comes with the program."""
    one_or_all(args)
    every = args.scenario is None
    loaded = [load(name) for name in (bundled() if every else [args.scenario])]
    asked = tuple(one for one in loaded if not every or one.scenario.what_if)
    request = WhatIf(asked, replications=args.replications, engine=args.engine, jobs=args.jobs)
    found = answered(request, quiet=args.quiet)
    code = DONE if all(one.agrees for one in found) else MISSED
    if args.json:
        rows = [answer_to(one) for one in found]
        return Printed(as_json({"provenance": provenance(args.typed), "what_ifs": rows} if every else rows[0]), code)
    return Printed(_all(found) if every else _one(found[0], everything=args.all), code)


# ---------------------------------------------------------------- saying it


def _one(found: WhatIfResult, *, everything: bool) -> str:
    """A question and its answer: what was expected first."""
    row, case = answer_to(found), found.case
    here, there = case.here.loaded, case.there.loaded
    said = [
        ("Question", here.scenario.question or here.scenario.title),
        ("Expected", f"{row.expected}, because {row.because}"),
        ("Came out", f"{row.came_out}. {words.measured(row)}"),
        ("", words.against_expectation(row)),
        ("In words", row.answer),
        ("Decide", row.decide),
    ]
    notes = [screen.bullet(note.message) for one in (case.here, case.there) for note in one.notes]
    command = f"spsim what-if {here.name} --replications {found.replications}"
    parts = [
        screen.paragraph(f"{here.scenario.title} ({here.name}), beside {there.scenario.title} ({there.name})"),
        "\n".join(screen.paragraph(f"{head:<10}{text}", "", " " * 10) for head, text in said),
        "" if found.agrees else screen.paragraph(words.disagreement(row)),
    ]
    below = screen.section("The same again", screen.command(command))
    few = notes if everything else screen.fitting(notes, screen.room_beside(*parts, below))
    parts += [screen.section("Made comparable", *few), below]
    return "\n\n".join(part for part in parts if part)


def _all(found: Sequence[WhatIfResult]) -> str:
    """A row each."""
    rows = [answer_to(one) for one in found]
    lines = [
        [
            f"{row.name}: {row.measure.name}",
            words.difference_in_short(row),
            f"{row.came_out}{', NOT expected' * (row.as_expected is False)}",
        ]
        for row in rows
    ]
    as_expected, not_so, open_ = (sum(row.as_expected is one for row in rows) for one in (True, False, None))
    wrong = [row for row in rows if not row.agrees]
    counts = (
        f"{len(rows)} what-ifs: {as_expected} as expected, {not_so} not as expected, {open_} not settled. "
        f"{len(wrong) or 'None'} of their files state a different result."
    )
    return "\n\n".join(
        part
        for part in [
            screen.table(["", "difference", "came out"], lines, indent=""),
            screen.section("Files that say otherwise", *(screen.bullet(words.disagreement(row)) for row in wrong)),
            screen.paragraph(counts),
        ]
        if part
    )
