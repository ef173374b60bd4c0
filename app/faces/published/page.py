"""What does a finance lead read of published figures? One HTML file, as a report is made: no script, no network.

Text first: what is evidence, what is only fit. Then the ledger with its misses, then every figure by its use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.asking.ledger import Entry
from app.asking.validating import Held
from app.faces.page.shapes import Block, Each, Fold, Points, Section
from app.faces.page.shell import page
from app.faces.published import sentences
from app.tables.published import USES, Predicted, checked, checks, figures, ledger, predicted, readings, used_as
from app.tables.table import shown
from app.texts import cleaned

QUESTION = "What of this is evidence, and what is only fit?"


@dataclass(frozen=True)
class Published:
    """All that the page is made from."""

    held: tuple[Held, ...]
    entries: tuple[Entry, ...]
    replications: int
    provenance: str


def write_page(published: Published, path: Path) -> None:
    """Write the page."""
    path.write_text(render(published), encoding="utf-8", newline="\n")


def render(published: Published) -> str:
    """The page as text."""
    few = [sentences.too_few(published.replications)] if published.replications < sentences.FEW else []
    return page(
        "document.html",
        title=QUESTION,
        skip="Skip to the answer",
        narrow=False,
        first=_clean([*sentences.in_short(figures(published.held), published.entries), *few]),
        sections=_clean([one for one in sections(published) if one.of]),
        provenance=published.provenance,
    )


def _clean(block: object) -> object:
    """A block with every text in it cleaned: titles and sources are other people's."""
    if isinstance(block, tuple) and hasattr(block, "_make"):
        return block._make(map(_clean, block))
    return [_clean(one) for one in block] if isinstance(block, list | tuple) else cleaned(block)


def sections(published: Published) -> list[Section]:
    """The ledger, every figure by its use, and what no figure can tell."""
    entries, rows = published.entries, predicted(published.entries)
    known, known_fits = figures(published.held), checked(published.held)
    by_use = [used_as(known, use) for use in USES]
    return [
        Section("ledger", "Held out, and predicted beforehand", [*_ledger(entries, rows)]),
        Section("figures", "Every published figure, by its use", [shown(one) for one in by_use if one.rows]),
        Section("fits", "Does each fit give its own figures?", [shown(checks(known_fits))] if known_fits else []),
        Section("cannot", "What these figures cannot tell, however good the fit", _cannot_tell(published.held)),
    ]


def _ledger(entries: Sequence[Entry], rows: Sequence[Predicted]) -> list[Block]:
    counted = [one for one in rows if one.entry.counted]
    of_inputs = [one for one in rows if one.entry.set_from_it]
    again = [one for one in rows if one.entry.same_as and not one.entry.set_from_it]
    ahead = [one for one in rows if one.entry.held.published is None]
    blocks: list[Block] = []
    if counted:
        blocks.append(
            shown(ledger("No input was fitted to these or set from them", counted, sentences.WHAT_SHARP_MEANS))
        )
    if missed := sentences.misses(entries):
        blocks += ["Missed, and left as they are: no input was moved to meet one.", Points(missed)]
    if ahead:
        blocks.append(shown(ledger("Predicted, and not published yet", ahead)))
    if of_inputs:
        blocks += [sentences.not_counted(entries), shown(ledger("An input was set from these: not counted", of_inputs))]
    if again:
        blocks.append(shown(ledger("The same published figures, held against a variant: counted once", again)))
    if entries:
        blocks.append(Fold("How each figure was read, and which inputs drive it", [shown(readings(entries))]))
    return blocks


def _cannot_tell(held: Sequence[Held]) -> list[Block]:
    found: list[tuple[str, Sequence[Block]]] = [
        (one.case.loaded.scenario.title, [Points(one.targets.not_identified)])
        for one in held
        if one.targets.not_identified
    ]
    return [Fold("Scenario by scenario", [Each(found)])] if found else []
