"""How are cautions said? Each with the file and line it is about, and of which option, where not of every one.

The order of options says nothing: below the answer, what is said of all of them stands first, then what is said of
some; above it, a control stands first.
"""

from collections.abc import Sequence
from typing import NamedTuple

from app.words.numbers import listed
from experiments.answer import Answer
from experiments.cautions import KINDS, Caution


class Cautions(NamedTuple):
    """What is said of the same options: `of` is '' where it is said of all of them, or of the run."""

    of: str
    texts: list[str]


def above_the_answer(answer: Answer) -> list[Cautions]:
    """What is said before the answer: that this is a control, that a queue keeps growing."""
    return _grouped(answer, [one for one in answer.cautions if KINDS[one.kind]])


def below_the_answer(answer: Answer) -> list[Cautions]:
    """The rest of the list."""
    groups = _grouped(answer, [one for one in answer.cautions if not KINDS[one.kind]])
    return sorted(groups, key=lambda group: group.of != "")


def caution_in_words(caution: Caution) -> str:
    """The sentence, and where to look: 'No price entered. [mine.toml:8]'."""
    if caution.file is None:
        return str(caution.sentence)
    line = "" if caution.line is None else f":{caution.line}"
    return f"{caution.sentence} [{caution.file}{line}]"


def _grouped(answer: Answer, cautions: Sequence[Caution]) -> list[Cautions]:
    titles = {one.name: one.title for one in answer.scenarios}
    said: dict[str, list[str]] = {}
    for caution in cautions:
        names = [*titles] if caution.scenario is None else [caution.scenario]
        said.setdefault(caution_in_words(caution), []).extend(names)
    groups: dict[tuple[str, ...], list[str]] = {}
    for text, names in said.items():
        groups.setdefault(tuple(name for name in titles if name in names), []).append(text)
    return [
        Cautions("" if len(names) == len(titles) else listed([titles[name] for name in names]), texts)
        for names, texts in groups.items()
    ]
