"""What does the first sheet say? Page one in words, how the answer was made, and what is on the other sheets."""

from collections.abc import Callable, Iterable, Sequence

from app import words
from app.faces.workbook.book import Book, Column
from app.provenance import known, made_rows, precision_in_words
from experiments.answer import Answer, ScenarioAnswer
from experiments.rows import as_plain


def summary(book: Book, answer: Answer) -> None:
    """The question, the answer in words, how sure, and how it was made: of every option alike."""
    scenarios = answer.scenarios
    titles = {scenario.name: scenario.title for scenario in scenarios}
    questions = dict.fromkeys(words.question_of(scenario) for scenario in scenarios)
    page = book.sheet(
        "Summary",
        next(iter(questions)) if len(questions) == 1 else " or ".join(titles.values()),
        "A simulation of made-up people, not for decisions about any individual. Care freed is capacity: it is cash "
        "only as far as a budget holder can take money out.",
        [Column("", width=30), Column("", width=115)],
        head=False,
    )
    limits = dict.fromkeys(sentence for scenario in scenarios for sentence in words.cannot_tell(scenario))
    said: list[tuple[str, Iterable[tuple[str, str]]]] = [
        (
            "The answer",
            [
                *_each(answer, "Question", lambda one: [words.question_of(one)] if len(questions) > 1 else []),
                *_each(answer, "Compared with", lambda one: [words.comparator_in_words(one)]),
                *_each(
                    answer,
                    "Setting",
                    lambda one: [f"{words.setting_in_words(one)} {words.channels_in_words(one)}"],
                ),
                *_cautions(words.above_the_answer(answer), "Before you read on"),
                *(
                    (scenario.title, text)
                    for scenario in scenarios
                    for text in [words.answer_in_words(scenario), *words.standing_in_words(scenario)]
                ),
                *(("Compared", words.comparison_in_words(one, titles)) for one in answer.comparisons),
                *_each(
                    answer,
                    "Who pays, who gains",
                    lambda one: [words.who_pays(one) or "No price is entered for the service; others bear the cost."],
                ),
                *_each(answer, "Empty places", lambda one: [words.empty_places_in_words(one) or ""]),
                *_each(
                    answer,
                    "Against the budget",
                    lambda one: [f"{said.name}: {said.text}" for said in words.spending_in_words(one)],
                ),
                *_each(answer, "For each £1 spent", lambda one: [words.per_pound_in_words(one) or ""]),
                *_each(answer, "Posts that go", words.posts_in_words),
                *_each(answer, "People", lambda one: [" ".join(words.people_in_words(one))]),
            ],
        ),
        ("Cautions", _cautions(words.below_the_answer(answer), "Caution")),
        (
            "How sure",
            [
                (_named(answer, scenario, one.name), one.text)
                for scenario in scenarios
                for one in words.how_sure(scenario, answer.provenance.replications)
            ],
        ),
        ("What this cannot tell", [("Limit", sentence) for sentence in limits]),
        (
            "How it was made",
            [
                *made_rows(as_plain(answer.provenance), map(known, answer.scenarios)),
                *((f"Assumptions of “{s.title}”", words.grades_in_words(s)) for s in scenarios),
                ("Precision", precision_in_words(answer.precision) or "No precision was asked for."),
                *_each(answer, "Published headline", lambda one: [words.headline_in_words(one) or "None is stated."]),
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


def _named(answer: Answer, scenario: ScenarioAnswer, name: str) -> str:
    """What a line is about, and of which option where there are several."""
    return name if len(answer.scenarios) == 1 else f"{name}: {scenario.title}"


def _each(answer: Answer, name: str, say: Callable[[ScenarioAnswer], Sequence[str]]) -> list[tuple[str, str]]:
    """What is said of every option."""
    return [(_named(answer, one, name), text) for one in answer.scenarios for text in say(one) if text]


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
    ("For and against", "What is known of each way in which support may work, and what nobody has studied."),
    (
        "Budget impact",
        "A calculator of live formulas: change a quantity, a price or a cash share (on yellow) and every total, "
        "difference and net follows. One sheet for each option.",
    ),
    ("Replications", "Every run, one value a row, if it was asked for."),
)
