"""What do the figures rest on, in words? The comparator, cautions, how sure, how it was made; which sheets follow."""

from collections.abc import Callable, Iterable, Sequence

from app import words
from app.faces.workbook.book import Book, Column, Sheet
from app.provenance import known, made_rows, precision_in_words
from app.words import Sentence
from experiments.answer import Answer, ScenarioAnswer
from experiments.rows import as_plain

Say = Callable[[ScenarioAnswer], Sequence[Sentence]]
Block = tuple[str, Iterable[Sentence]]


def notes(book: Book, answer: Answer) -> Sheet:
    """Of every option alike. The list of sheets is added by `list_of_sheets` once they are there."""
    page = book.sheet(
        "Notes",
        "Notes: what the figures rest on",
        "Care freed is capacity: it is cash only as far as a budget holder can take money out.",
        [Column("", width=36), Column("", width=110)],
        head=False,
    )
    page.row = 2
    for title, rows in _blocks(answer):
        block(page, title, rows)
    return page


def list_of_sheets(book: Book, page: Sheet) -> None:
    """What each of the others shows."""
    block(page, "In this workbook", [Sentence(name, title) for name, title in book.sheets if name != page.page.name])


def block(page: Sheet, title: str, rows: Iterable[Sentence]) -> None:
    """A heading, and a row for each sentence; nothing where there is none."""
    rows = list(rows)
    if not rows:
        return
    page.block(title)
    for said in rows:
        page.text(page.row, 0, said.name, "label")
        page.text(page.row, 1, said.text, "text")
        page.row += 1


def _blocks(answer: Answer) -> list[Block]:
    def each(say: Say) -> list[Sentence]:
        """What is said of every option, and of which."""
        several = len(answer.scenarios) > 1
        return [
            Sentence(f"{said.name}: {one.title}" if several else said.name, said.text)
            for one in answer.scenarios
            for said in say(one)
            if said.text
        ]

    limits = dict.fromkeys(sentence for one in answer.scenarios for sentence in words.cannot_tell(one))
    return [
        ("Before you read on", _cautions(words.above_the_answer(answer))),
        ("What is compared", each(_compared)),
        ("The options", [Sentence("Together", text) for text in words.options_in_words(answer.options)]),
        ("Who pays, and with whose money", each(_money)),
        ("How freed care becomes cash", each(_cash)),
        ("How sure", each(lambda one: words.how_sure(one, answer.provenance.replications))),
        ("Where the answer changes, all else equal", each(_turns)),
        ("Cautions", _cautions(words.below_the_answer(answer))),
        ("What this cannot tell", [Sentence("Limit", sentence) for sentence in limits]),
        ("How it was made", [*_made(answer), *each(_known)]),
    ]


def _cautions(groups: Iterable[words.Cautions]) -> list[Sentence]:
    """A row for each, with the options that it is about."""
    return [Sentence(f"Caution: {of}" if of else "Caution", text) for of, texts in groups for text in texts]


def _compared(one: ScenarioAnswer) -> list[Sentence]:
    return [
        Sentence("Question", words.question_of(one)),
        Sentence("Compared with", words.comparator_in_words(one)),
        Sentence("Setting", f"{words.setting_in_words(one)} {words.channels_in_words(one)}"),
    ]


def _money(one: ScenarioAnswer) -> list[Sentence]:
    no_price = "No price is entered for the service; others bear the cost."
    return [
        Sentence("Who pays, who gains", words.who_pays(one) or no_price),
        Sentence("Empty places", words.empty_places_in_words(one) or ""),
        *(Sentence("Against the budget", f"{said.name}: {said.text}") for said in words.spending_in_words(one)),
        Sentence("For each £1 spent", words.per_pound_in_words(one) or ""),
        *(Sentence("In parts", text) for text in words.apart_in_words(one)),
        *words.margin_in_words(one),
        *words.transfers_in_words(one),
    ]


def _cash(one: ScenarioAnswer) -> list[Sentence]:
    return [*words.cash_rules_in_words(one), *(Sentence("Posts that go", text) for text in words.posts_in_words(one))]


def _turns(one: ScenarioAnswer) -> list[Sentence]:
    if not one.swings:
        swung = [Sentence("Inputs", "No input was run at its low and high in this run.")]
    else:
        swung = [*words.swings_in_words(one.swings), Sentence("Local figures", words.get_first(one.swings) or "")]
    return [*words.what_would_change(one), *swung]


def _known(one: ScenarioAnswer) -> list[Sentence]:
    return [
        Sentence("Values", words.grades_in_words(one)),
        Sentence("Published headline", words.headline_in_words(one) or "None is stated."),
    ]


def _made(answer: Answer) -> list[Sentence]:
    rows = [Sentence(*row) for row in made_rows(as_plain(answer.provenance), map(known, answer.scenarios))]
    return [*rows, Sentence("Precision", precision_in_words(answer.precision) or "No precision was asked for.")]
