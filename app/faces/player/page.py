"""Where is the player when it is alone? In one HTML file, which asks for nothing and runs no script but its own.

The page carries its scripts, its looks and its log inside, and a policy that names each by its hash: a text of a
scenario can neither run nor style anything. Below the player stands what 200 runs say, as page one of a report does,
written when the file is.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

from app import words
from app.faces.live.fragments import fragments
from app.faces.page.report import TEMPLATES as OF_REPORTS
from app.faces.page.report import environment as of_reports
from app.faces.player.shown import Shown, Side, shown
from app.faces.player.wording import SAYS
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
    scripts = [_own(path.read_text(encoding="utf-8")) for path in (*SCRIPTS, START)]
    looks = [_own(path.read_text(encoding="utf-8")) for path in (OF_REPORTS / "style.css", LOOKS)]
    return (
        _environment()
        .get_template("player.html")
        .render(
            titles=[*names.values()],
            says=SAYS,
            data=in_a_page(sides_of(clean, programme, usual)),
            answer={place: _own(html) for place, html in fragments(answer).items()},
            replications=clean.provenance.replications,
            written=words.day(day),
            replication=programme[0].replication,
            scripts=scripts,
            looks=looks,
            policy=_policy(scripts, looks),
        )
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


def in_a_page(data: Shown) -> Markup:
    """As JSON that no HTML can be read out of."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return _own(text)  # no letter is left that HTML gives a meaning


def _own(text: str) -> Markup:
    """What the program has written or escaped itself."""
    return Markup(text)  # noqa: S704 - that is what the callers promise


def _policy(scripts: Sequence[str], looks: Sequence[str]) -> str:
    """What the page may do: run and wear what is in it, by hash, and nothing else."""
    script, style = (" ".join(map(_hash, texts)) for texts in (scripts, looks))
    nowhere = "; ".join(f"{of} 'none'" for of in ("default-src", "base-uri", "form-action"))
    return f"{nowhere}; script-src {script}; style-src {style}; img-src data:"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    """The pages of the report, and this one."""
    pages = of_reports().overlay()
    here = FileSystemLoader(HERE / "templates")
    pages.loader = ChoiceLoader([here, *filter(None, [of_reports().loader])])
    return pages
