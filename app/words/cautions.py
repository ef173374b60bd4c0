"""How are cautions said? Each with the file and line it is about, and of which option, where not of every one.

The order of options says nothing: below the answer, what is said of all of them stands first, then what is said of
some; above it, a control stands first.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from app.words.numbers import listed
from experiments.answer import AnswerInShort
from experiments.cautions import KINDS, Caution


class Cautions(NamedTuple):
    """What is said of the same options: `of` is '' where it is said of all of them, or of the run."""

    of: str
    texts: list[str]


def above_the_answer(answer: AnswerInShort) -> list[Cautions]:
    """What is said before the answer: that this is a control, that a queue keeps growing."""
    return _grouped(answer, [one for one in answer.cautions if KINDS[one.kind]])


def below_the_answer(answer: AnswerInShort) -> list[Cautions]:
    """The rest of the list."""
    groups = _grouped(answer, [one for one in answer.cautions if not KINDS[one.kind]])
    return sorted(groups, key=lambda group: group.of != "")


def caution_in_words(caution: Caution) -> str:
    """The sentence, and where to look: 'No price entered. [mine.toml:8]'."""
    if caution.file is None:
        return str(caution.sentence)
    line = "" if caution.line is None else f":{caution.line}"
    return f"{caution.sentence} [{caution.file}{line}]"


def _grouped(answer: AnswerInShort, cautions: Sequence[Caution]) -> list[Cautions]:
    return grouped(answer, {one.name: one.title for one in answer.scenarios}, cautions, caution_in_words)


def grouped(
    answer: AnswerInShort, names: Mapping[str, str], cautions: Sequence[Caution], say: Callable[[Caution], str]
) -> list[Cautions]:
    """Each sentence once, under the options that it is about."""
    order = answer.options.in_order
    said: dict[str, list[str]] = {}
    for caution in cautions:
        said.setdefault(say(caution), []).extend(order if caution.scenario is None else [caution.scenario])
    groups: dict[tuple[str, ...], list[str]] = {}
    for text, those in said.items():
        groups.setdefault(tuple(name for name in order if name in those), []).append(text)
    return [
        Cautions("" if len(those) == len(order) else listed([names[name] for name in those]), texts)
        for those, texts in groups.items()
    ]
