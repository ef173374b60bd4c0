"""How sure is it, what is assumed, what must be known first, and how is it made again?"""

from collections.abc import Sequence
from itertools import zip_longest

from app import words
from app.faces.terminal.layout import bullet, command, named, paragraph, section
from app.provenance import command_again, outputs_in_words
from experiments.answer import Answer, AnswerInShort, ScenarioAnswer
from experiments.intervals import replications_needed

OUT_OF_REACH = 10_000_000  # replications


def before_you_read_on(answer: Answer) -> str:
    """What must be known before an answer is believed: a precision missed, and cautions that stand above it."""
    missed = [precision(answer)] if answer.precision.missed else []
    return section("Before you read on", *map(bullet, [*missed, *_cautions(words.above_the_answer(answer))]))


def cautions(answer: Answer) -> str:
    """The rest of the list of cautions."""
    return section("Cautions", *map(bullet, _cautions(words.below_the_answer(answer))))


def _cautions(groups: Sequence[words.Cautions]) -> list[str]:
    return [f"{of}: {text}" if of else text for of, texts in groups for text in texts]


def sure(scenarios: Sequence[ScenarioAnswer], answer: Answer) -> str:
    """The three intervals by name, of each scenario, and whether the precision asked for was reached."""
    said = []
    for scenario in scenarios:
        whose = f"{scenario.title}: " if len(scenarios) > 1 else ""
        each = words.how_sure(scenario, answer.provenance.replications)
        said += named((f"{whose}{name}", text) for name, text in each)
    reached = [] if answer.precision.missed else [bullet(text) for text in [precision(answer)] if text]
    return section("How sure", *said, *reached)


def precision(answer: AnswerInShort) -> str:
    """Whether the precision asked for was reached, and what it would take; '' if none was asked for."""
    return " ".join([*filter(None, [_net_cash(answer)]), *outputs_in_words(answer.precision)])


def _net_cash(answer: AnswerInShort) -> str:
    asked, made = answer.precision, answer.provenance
    if asked.within is None:
        return ""
    what = "the net cash of every pair shown" if len(answer.scenarios) > 1 else "net cash"
    wanted = f"£{asked.within:,.0f}"
    runs = f"{made.replications:,} replications"
    if asked.half_width is None and made.replications > 1:
        return (
            f"PRECISION NOT REACHED: {what} was wanted within {wanted}; too few of {runs} differ to say how near it is."
        )
    if asked.half_width is None:
        return f"Precision: {what} was wanted within {wanted}; one replication cannot say how near it is."
    reached = f"£{asked.half_width:,.0f}"
    if asked.half_width <= asked.within:
        return f"Precision: {what} is known within {reached} ({wanted} was asked for), from {runs}."
    needed = replications_needed(asked.half_width, made.replications, asked.within)
    advice = f" (--max-replications {needed})" if needed <= OUT_OF_REACH else ": ask for less"
    return (
        f"PRECISION NOT REACHED: {what} was wanted within {wanted}; after {runs} it is known within {reached}. "
        f"It would take about {needed:,} replications{advice}."
    )


def assumed(scenarios: Sequence[ScenarioAnswer]) -> str:
    """How much is assumed, what the answer cannot tell, and where to read on. What is not said of all says
    of which it is."""
    of: dict[str, list[str]] = {}
    for rank in zip_longest(*map(_assumed, scenarios)):
        for scenario, text in zip(scenarios, rank, strict=True):
            if text is not None:
                of.setdefault(text, []).append(scenario.title)
    whose = {text: "" if len(titles) == len(scenarios) else f"{words.listed(titles)}: " for text, titles in of.items()}
    return section("Assumed, not measured", *(bullet(f"{whose[text]}{text}") for text in of))


def _assumed(scenario: ScenarioAnswer) -> list[str]:
    return [
        f"Of {len(scenario.assumptions)} values: {words.grades_in_words(scenario)}. "
        f"All of them, with sources: spsim show {scenario.name}.",
        words.channels_in_words(scenario),
        *words.cannot_tell(scenario),
    ]


def again(answer: AnswerInShort) -> str:
    """How to get the same answer again, anywhere."""
    hashes = ", ".join(f"{scenario.name} {scenario.hash[:12]}" for scenario in answer.scenarios)
    heading = paragraph(f"The same answer again (spsim {answer.provenance.version}; {hashes}):")
    return f"{heading}\n{command(command_again(answer))}"
