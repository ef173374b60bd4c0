"""Where is the player when it is alone? In one HTML file, which asks for nothing and runs no script but its own.

The page carries its scripts, its looks and its log inside, and a policy that names each by its hash: a text of a
scenario can neither run nor style anything. Below the player stands what 200 runs say, as page one of a report does,
written when the file is.
"""

from collections.abc import Sequence
from pathlib import Path

from app import words
from app.faces.live.fragments import fragments
from app.faces.page.shell import as_block, joined, own, page
from app.faces.player.shown import Shown, Side, shown
from app.tables.options import lettered, names_of
from app.texts import cleaned
from experiments.answer import AnswerInShort
from experiments.watched import Watched

HERE = Path(__file__).parent
STATIC = HERE / "static"
SCRIPTS = tuple(STATIC / name for name in ("log.js", "scene.js", "player.js"))  # in this order
LOOKS = STATIC / "player.css"
START = STATIC / "alone.js"


def render(answer: AnswerInShort, programme: Sequence[Watched], usual: Sequence[Watched], day: str) -> str:
    """The player's page, with the answer of many runs. `programme`, `usual`: of each scenario of the answer; `day`: on
    which it is written, as ISO 8601."""
    clean = cleaned(answer)
    names = names_of(clean.scenarios)
    return page(
        "player.html",
        HERE / "templates",
        styles=[joined(LOOKS)],
        scripts=[joined(*SCRIPTS, START)],
        titles=[*names.values()],
        data=as_block(sides_of(clean, programme, usual)),
        answer={place: own(html) for place, html in fragments(answer).items()},
        replications=clean.provenance.replications,
        written=words.day(day),
        replication=programme[0].replication,
    )


def sides_of(answer: AnswerInShort, programme: Sequence[Watched], usual: Sequence[Watched]) -> Shown:
    """What the player shows of an answer: two options, each by its letter in the answer; or one, and usual care."""
    options = lettered(answer, names_of(answer.scenarios))
    place = {one.case.name: i for i, one in enumerate(programme)}
    order = [place[option.scenario.name] for option in options]
    sides = [Side(option.letter, option.name, programme[i]) for option, i in zip(options, order, strict=True)]
    of_usual = [usual[i] for i in order]
    if len(sides) == 1:
        sides, of_usual = [*sides, Side("", words.capital(usual[0].world.value), usual[0])], [*of_usual, usual[0]]
    return shown(sides, of_usual, answer.provenance.replications)
