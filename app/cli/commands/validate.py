"""`spsim validate`: does the model give the figures that were published?

A miss that the targets declare is printed with its reason and is not held against the scenario.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, get_args

from app import words
from app.ask import Held, Validate
from app.asking.cases import provenance
from app.cli.asking import answered
from app.cli.commands.ledger import check, compare, predict, write
from app.cli.exits import DONE, MISSED, Printed
from app.cli.options import one_or_all
from app.faces import terminal as screen
from app.faces.as_json import as_json
from app.faces.published.sentences import FEW, too_few
from experiments.along import fits_of
from experiments.catalogue import entries
from experiments.fit_rows import rows_of
from experiments.targets import Target
from experiments.verdicts import CENTRAL, Verdict, Word
from sim.faults import printable


def validate(args: argparse.Namespace) -> Printed:
    """Every target of a scenario, or of every scenario that comes with the program."""
    one_or_all(args)
    names = (args.scenario,) if args.scenario else tuple(one.path for one in entries() if one.targets)
    if args.predict or args.compare:
        return predict(args, names) if args.predict else compare(args, names)
    check(args, names)
    request = Validate(names, seed=args.seed, replications=args.replications, engine=args.engine, jobs=args.jobs)
    held = answered(request, quiet=args.quiet)
    code = MISSED if any(verdict.fails for one in held for verdict in one.verdicts) else DONE
    return Printed(_said(held, args), code, then=lambda: write(args, held))


def _said(held: Sequence[Held], args: argparse.Namespace) -> str:
    """All that is printed: of one scenario, or of all."""
    if args.json:
        rows = [_as_dict(one, args) for one in held]
        every = {"provenance": provenance(args.typed), "scenarios": rows, **_counts(held)}
        return as_json(every if args.scenario is None else rows[0])
    if args.scenario is None:
        return _all_text(held, args)
    return (_in_full if args.all else _in_short)(held[0], args.replications)


# ---------------------------------------------------------------- saying it


def _held_out(verdicts: Sequence[Verdict]) -> str:
    """How many figures are evidence."""
    held = [verdict for verdict in verdicts if verdict.target.use == "hold out"]
    if not held:
        return "None held out: inputs were fitted to these figures, so meeting them shows the fit and nothing more."
    missed = sum(not (verdict.near and verdict.likely) for verdict in held)
    return f"{len(held)} held out, never fitted to: {missed or 'none'} missed."


def _as_dict(one: Held, args: argparse.Namespace) -> dict[str, Any]:
    loaded, targets, verdicts = one.case.loaded, one.targets, one.verdicts
    return {
        "provenance": {**provenance(args.typed), "seed": one.case.seed, "replications": args.replications},
        "scenario": loaded.name,
        "hash": loaded.hash,
        "status": targets.status,
        "why": targets.why,
        "targets": [as_row(verdict) for verdict in verdicts],
        "held_out": sum(verdict.target.use == "hold out" for verdict in verdicts),
        "missed": sum(verdict.word in MISSES for verdict in verdicts),
        "fails": sum(verdict.fails for verdict in verdicts),
        "not_identified": _cannot_tell(one),
    }


def as_row(verdict: Verdict) -> dict[str, Any]:
    """One figure, for JSON."""
    target, (low, high) = verdict.target, verdict.central or (None, None)
    mean = {key: asdict(verdict.simulated)[key] for key in ("mean", "half_width", "error_low", "error_high")}
    return {
        "name": verdict.name,
        "title": target.title,
        "use": target.use,
        "published": target.published,
        "per_cent": target.per_cent,
        "starts": target.starts.isoformat(),
        "ends": target.ends.isoformat(),
        "source": target.source,
        "within": None if target.between else target.tolerance,
        "between": target.between,
        "simulated": {**mean, "central_90": {"low": low, "high": high}},
        "mean_near_enough": verdict.near,
        "published_in_central_90": verdict.likely,
        "verdict": verdict.word,
        "miss": target.miss,
        "fails": verdict.fails,
    }


def _in_full(one: Held, replications: int) -> str:
    """Every figure, every miss, and what the figures cannot tell."""
    top, table, below = _parts(one, replications)
    sections = [screen.section(title, *map(screen.bullet, texts)) for title, texts in _lists(one).items() if texts]
    return "\n\n".join([*top, table, *below[:1], *sections, *below[1:]])


def _in_short(one: Held, replications: int) -> str:
    """On one screen: the figures (where there are too many, those that are not met), and as much else as it holds."""
    top, table, [near, again] = _parts(one, replications)
    if screen.room_beside(*top, table, again) < 0:
        missed = [verdict for verdict in one.verdicts if verdict.word != "met"]
        few = screen.fitting(_table(missed or one.verdicts).split("\n"), screen.room_beside(*top, again, headings=2))
        table = "\n".join([*few, f"{len(one.verdicts) - len(missed)} figures that are met: add --all"])
    parts = [*top, table]
    for title, texts in _lists(one).items():
        bullets = list(map(screen.bullet, texts))
        room = screen.room_beside(*parts, again, headings=2)
        if bullets and bullets[0].count("\n") + 1 < room:
            parts.append(screen.section(title, *screen.fitting(bullets, room)))
    if near.count("\n") < screen.room_beside(*parts, again, headings=2):
        parts.append(near)
    return "\n\n".join([*parts, f"{again}\nEverything: add --all"])


def _parts(one: Held, replications: int) -> tuple[list[str], str, list[str]]:
    """What stands above the table, the table, and what stands below it."""
    loaded, targets, verdicts = one.case.loaded, one.targets, one.verdicts
    name = f"{loaded.scenario.title} ({loaded.name})"
    status = [f"Status: {targets.status}. {printable(targets.why or '')}"] if targets.status else []
    top = [f"{name}: {_how_many(verdicts)} {_held_out(verdicts)}", *status]
    near = (
        "Near: the simulated mean is within 5 % of the published figure (within 1 for counts under 10), or within the "
        f"target's own tolerance. In it: the published figure is where {100 * CENTRAL:.0f} % of single real services "
        "would be."
    )
    command = f"spsim validate {loaded.name} --seed {one.case.seed} --replications {replications}"
    again = f"The same again:\n{screen.command(command)}"
    return list(map(screen.paragraph, top)), _table(verdicts), [screen.paragraph(near), again]


def _table(verdicts: Sequence[Verdict]) -> str:
    heads = ["", "use", "published", "mean", "±", "near?", f"{100 * CENTRAL:.0f} % of services", "in it?"]
    return screen.table(heads, [_row(verdict) for verdict in verdicts], indent="")


def _lists(one: Held) -> dict[str, list[str]]:
    """Figures that are not as they should be, and what no figure can tell: each under its heading."""
    return {
        "Missed, and not declared": _those(one.verdicts, "missed"),
        "Missed, as the targets declare": _those(one.verdicts, "declared miss"),
        "Declared as missed, but met: delete the declaration": _those(one.verdicts, "met, though declared missed"),
        "What these figures cannot tell, however good the fit": _cannot_tell(one),
    }


def _cannot_tell(one: Held) -> list[str]:
    """What the figures leave open: as their file says, and as the scenario's fit finds."""
    fit = rows_of(fits_of(one.case.loaded), one.case.scenario)
    return [*one.targets.not_identified, *(words.unsaid(fit) if fit else [])]


def _those(verdicts: Sequence[Verdict], word: Word) -> list[str]:
    """The figures of one verdict, with what was declared of each."""
    return [": ".join(filter(None, (one.target.title, one.target.miss))) for one in verdicts if one.word == word]


def _all_text(held: Sequence[Held], args: argparse.Namespace) -> str:
    """A line for each figure, scenario by scenario; what fails once more; how many of everything there are."""
    parts = []
    for one in held:
        cells = [_row(verdict) for verdict in one.verdicts]
        rows = [
            [verdict.name, use, published, mean, of_services, verdict.word]
            for verdict, (_, use, published, mean, _, _, of_services, _) in zip(one.verdicts, cells, strict=True)
        ]
        head = f"{one.case.loaded.name}: {one.targets.status or 'no status stated'}"
        heads = ["", "use", "published", "mean", f"{100 * CENTRAL:.0f} % of services", ""]
        parts.append(screen.section(head, screen.table(heads, rows)))
    failing = [(one.case.loaded.name, verdict) for one in held for verdict in one.verdicts if verdict.fails]
    said = (f"{name}, {verdict.target.title}: {verdict.word}" for name, verdict in failing)
    parts.append(screen.section("Not as the files of targets say", *map(screen.bullet, said)))
    parts.append(screen.paragraph(_counts_in_words(_counts(held))))
    if args.replications < FEW:
        parts.append(screen.paragraph(too_few(args.replications)))
    parts.append(f"The same again:  spsim validate --all --replications {args.replications}")
    return "\n\n".join(part for part in parts if part)


def _counts(held: Sequence[Held]) -> dict[str, dict[str, int]]:
    """How many scenarios claim what, and how many figures came out how."""
    verdicts = [verdict for one in held for verdict in one.verdicts]
    held_out = [verdict for verdict in verdicts if verdict.target.use == "hold out"]
    return {
        "status": {status or "not stated": sum(one.targets.status == status for one in held) for status in STATUSES},
        "figures": {word: sum(verdict.word == word for verdict in verdicts) for word in get_args(Word)},
        "held_out": {word: sum(verdict.word == word for verdict in held_out) for word in get_args(Word)},
    }


def _counts_in_words(counts: Mapping[str, Mapping[str, int]]) -> str:
    """'5 scenarios: 3 reproduce, 2 illustrative. 60 figures: 57 met, 3 declared misses, ...'"""
    status, figures, held_out = counts["status"], counts["figures"], counts["held_out"]
    out = sum(held_out.values())
    return (
        f"{sum(status.values())} scenarios: {status['reproduces']} reproduce what was published, "
        f"{status['illustrative']} illustrative. {sum(figures.values())} figures: {figures['met']} met, "
        f"{figures['declared miss']} declared misses, {figures['missed']} missed and not declared, "
        f"{figures['met, though declared missed']} met though declared missed, "
        f"{figures['stated']} put in as they stand, {figures['prediction']} predictions. "
        f"{out} of them held out, never fitted to: {held_out['met']} met. Figures that were predicted before they were "
        "compared are counted apart: add --report FILE.html."
    )


STATUSES = ("reproduces", "illustrative", None)
MISSES = ("missed", "declared miss")


def _how_many(verdicts: Sequence[Verdict]) -> str:
    """How many figures are missed, and whether the targets say so."""
    missed, declared = (sum(verdict.word == word for verdict in verdicts) for word in MISSES)
    figures = f"{len(verdicts)} published figure{'s' * (len(verdicts) != 1)}"
    if not missed + declared:
        return f"{figures}, none missed."
    so = "as declared" if not missed else f"{declared} of them as declared" if declared else "not declared"
    return f"{missed + declared} of {figures} missed, {so}."


def _row(verdict: Verdict) -> list[str]:
    target, seen = verdict.target, verdict.simulated
    unit, places = " %" if target.per_cent else "", _decimals(target)
    half_width = "" if seen.half_width is None else f"{seen.half_width:.{max(1, places)}f}"
    services = "" if verdict.central is None else "{1:.{0}f} to {2:.{0}f}{3}".format(places, *verdict.central, unit)
    judged = (
        ["-", "-"]
        if target.use == "prediction"
        else ["yes" if good else "NO" for good in (verdict.near, verdict.likely)]
    )
    return [
        target.title,
        target.use,
        f"{target.published:g}{unit}",
        f"{seen.mean:.{max(1, places)}f}{unit}",
        half_width,
        judged[0],
        services,
        judged[1] if services else "-",
    ]


def _decimals(target: Target) -> int:
    """As many as were published, but for counts: they are whole."""
    return 0 if target.kind.is_count else len(f"{target.published:g}".partition(".")[2])
