"""What does the first sheet say? Page one in words, how the answer was made, and what is on the other sheets."""

from collections.abc import Iterable

from app import words
from app.provenance import Answer, made_rows, precision_in_words
from app.workbook.book import Book, Column


def summary(book: Book, answer: Answer) -> None:
    """The question, the answer in words, how sure, and how it was made."""
    first, *others = answer["scenarios"]
    titles = {scenario["name"]: scenario["title"] for scenario in answer["scenarios"]}
    page = book.sheet(
        "Summary",
        words.question_of(first),
        "A simulation of made-up people, not for decisions about any individual. Care freed is capacity: it is cash "
        "only as far as a budget holder can take money out.",
        [Column("", width=30), Column("", width=115)],
        head=False,
    )
    said: list[tuple[str, Iterable[tuple[str, str]]]] = [
        (
            "The answer",
            [
                ("Compared with", words.comparator_in_words(first)),
                ("Setting", f"{words.setting_in_words(first)} {words.channels_in_words(first)}"),
                *_cautions(words.above_the_answer(answer), "Before you read on"),
                *((f"{scenario['title']}", f"{words.answer_in_words(scenario)}") for scenario in [first, *others]),
                *(("Compared", words.comparison_in_words(one, titles)) for one in answer["comparisons"][: len(others)]),
                ("Who pays, who gains", words.who_pays(first) or "No price is entered for the service; somebody pays."),
                *(("Empty places", text) for text in [words.empty_places_in_words(first)] if text),
                *(("For each £1 spent", text) for text in [words.per_pound_in_words(first)] if text),
                *(("Posts that go", text) for text in words.posts_in_words(first)),
                ("People", " ".join(words.people_in_words(first))),
            ],
        ),
        ("Cautions", _cautions(words.below_the_answer(answer), "Caution")),
        ("How sure", words.how_sure(first, answer["made"]["replications"])),
        ("What this cannot tell", [("Limit", sentence) for sentence in words.cannot_tell(first)]),
        (
            "How it was made",
            [
                *made_rows(answer),
                *((f"Assumptions of “{s['title']}”", words.grades_in_words(s)) for s in answer["scenarios"]),
                ("Precision", precision_in_words(answer["precision"]) or "No precision was asked for."),
                ("Published headline", words.headline_in_words(first) or "None is stated."),
            ],
        ),
        ("In this workbook", SHEETS),
    ]
    page.row = 2
    for title, rows in said:
        page.block(title)
        for name, text in rows:
            page.text(page.row, 0, name, "label")
            page.text(page.row, 1, text, "text")
            page.row += 1
    page.page.activate()


def _cautions(groups: Iterable[words.Cautions], name: str) -> list[tuple[str, str]]:
    """A row for each, with the options it is about."""
    return [(f"{name}: {of}" if of else name, text) for of, texts in groups for text in texts]


SHEETS = (
    ("Inputs", "Every value with its range, grade and source."),
    ("Options", "Usual care and every option side by side, with paired differences."),
    ("Bridge", "From the headline to net cash at every horizon, with intervals and a chart."),
    ("Bridge by payer", "The same of each payer’s budget."),
    ("Bridge by group", "The same of each group’s care."),
    ("Cash by year and payer", "Spending at full price by April-to-March year, payer and purpose; what of it is cash."),
    ("Waits", "For a link worker and for a place."),
    ("Groups", "Waits and every outcome of every group, in both worlds, with paired differences."),
    ("Uptake", "Whose loss empty places are, where activities are paid for."),
    ("Stated values", "What somebody states an outcome to be worth, where a scenario says so: no cash."),
    ("Switching values", "What would have to change for the answer to change."),
    (
        "Budget impact",
        "A calculator of live formulas: change a quantity, a price or a cash share (on yellow) and every total, "
        "difference and net follows. One sheet for each option.",
    ),
    ("Replications", "Every run, one value a row, if it was asked for."),
)
