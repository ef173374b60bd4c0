"""Which parts of the report does the page show, each as a piece of HTML? Page one, and the bridge.

They are made by the macros that the report is made by, and from the same words and tables. Texts of a scenario are
cleaned on the way in and escaped wherever they are shown.
"""

from collections.abc import Sequence

from markupsafe import escape

from app import words
from app.faces.page.first import page_one
from app.faces.page.sections import the_bridge
from app.faces.page.shapes import Block, Each, Figure, Fold
from app.faces.page.shell import pages_of
from app.faces.page.together import fold
from app.provenance import assumed_count, command_again
from app.tables.board import people_and_money
from app.tables.options import names_of
from app.tables.table import Shown, shown
from app.tables.table import with_about as numbers_said
from app.texts import cleaned
from app.words import Sentence
from experiments.answer import AnswerInShort

EVERY_ROW = "Every row: people, waits and money"
NOT_YET = (
    "not worked out yet. Until it is, every ± is simulation error alone: what nobody knows of the inputs is in none of "
    "them."
)
SELDOM = (
    "{} means that it happens, or differs, in so few of the runs: too few to say how often. More replications may tell."
)
FIRST = 12  # characters of a hash that people compare


def fragments(answer: AnswerInShort, target: float | None = None) -> dict[str, str]:
    """Each part by the name of its place on the page. `target`: weeks within which people are to be given a link
    worker, which are the same in all options."""
    clean = cleaned(answer)
    names = names_of(clean.scenarios)
    by_letter = dict(zip((one.name for one in clean.scenarios), words.headed(clean, names), strict=True))
    first, basis = page_one(clean, names), basis_of(clean)
    parts: dict[str, Sequence[Block | None]] = {
        "cautions": [*first.above, *first.grave],
        "answer": [*first.compared, *_answer(clean, first.answer)],
        "basis": [Sentence("Every number here", words.about_every_number(basis))],
        "queues": [first.picture],
        "table": [first.table, *fold(EVERY_ROW, _with_target(shown(people_and_money(clean, names)), target))],
        "bridge": the_bridge(clean, by_letter),
        "lines": [*first.lines, *_not_varied(clean)],
        "provenance": [provenance(clean)],
    }
    said = {name: html([with_about(one, basis) for one in blocks if one]) for name, blocks in parts.items()}
    return {"question": str(escape(first.question)), **said}


def _answer(answer: AnswerInShort, lines: Sequence[Block]) -> list[Block]:
    """The answer in three lines; of two options, after who waits, whom only one of them leaves with nothing."""
    cut = words.cut_short_in_words(answer, names_of(answer.scenarios))
    after = next((i for i, line in enumerate(lines, 1) if isinstance(line, Sentence) and line.name == "Waits"), 0)
    return [*lines[:after], *([Sentence("Cut short", cut)] if cut else []), *lines[after:]]


def _with_target(table: Shown, target: float | None) -> Shown:
    """With the target of waits where a row is held against it."""
    if target is None:
        return table
    return table._replace(rows=[[words.with_target(row[0], target), *row[1:]] for row in table.rows])


def _not_varied(answer: AnswerInShort) -> list[Block]:
    """That inputs have not been varied yet, where they will be: no interval may be taken for more than it is."""
    varied = any(one.swings for one in answer.scenarios)
    return [] if varied or answer.options.years is None else [Sentence("What would change the answer", NOT_YET)]


def basis_of(answer: AnswerInShort) -> words.Basis:
    """What is the same of every number of an answer."""
    options = answer.scenarios
    return words.Basis(
        answer.options.years,
        min(one.years for one in options),
        options[0].prices.year,
        answer.provenance.replications,
        tuple(map(assumed_count, options)),
    )


def with_about(block: Block, basis: words.Basis) -> Block:
    """A block in which every number of every table says what it is."""
    match block:
        case Shown():
            return numbers_said(_to_be_read_here(block), basis)
        case Figure():
            return block._replace(table=numbers_said(_to_be_read_here(block.table), basis) if block.table else None)
        case Fold():
            return block._replace(of=[with_about(one, basis) for one in block.of])
        case Each():
            return Each([(name, [with_about(one, basis) for one in inside]) for name, inside in block.of])
    return block


def _to_be_read_here(table: Shown) -> Shown:
    """With a note on what was seen too seldom that begins with one of its own numbers, and sends nobody to the JSON."""
    seen = next((found[1] for row in table.rows for cell in row if (found := words.SAID_SHORTLY.search(cell))), "")
    return table._replace(note=table.note.replace(words.SHORTLY, SELDOM.format(seen)))


def html(blocks: Sequence[Block]) -> str:
    """Blocks as a report shows them."""
    parts = pages_of().get_template("parts.html").module
    return str(parts.blocks(blocks))  # type: ignore[attr-defined]


def provenance(answer: AnswerInShort) -> Sentence:
    """By what the answer is known, and how it is made again."""
    made = answer.provenance
    return Sentence(
        "This answer",
        f"spsim {made.version}, seed {made.seed}, {made.replications} replications, "
        f"answer {str(made.answer)[:FIRST]}. The same again: {command_again(answer)}",
    )
