"""How is a teacher's script shown? From its Markdown, of which it uses little: headings, paragraphs, lists, quoted
screens, and in a line *emphasis*, **strong** and `code`. All of it is escaped."""

import re
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup, escape

from experiments.lessons import LOAD
from sim.loading import bundled

INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*([^*]+)\*"), r"<em>\1</em>"),
)
DOWN = 2  # a heading of the script stands so much lower on a page


def script_of(number: int) -> str:
    """The teacher's script of a lesson, as it is written."""
    path: Path = bundled()[LOAD].parent / f"lesson_{number}.md"
    return path.read_text(encoding="utf-8")


def script(number: int) -> Markup:
    """The same as HTML."""
    return Markup("\n").join(_blocks(script_of(number)))


def _blocks(text: str) -> Iterator[Markup]:
    for quoted, part in _parts(text):
        if quoted:
            yield Markup('<pre tabindex="0">{}</pre>').format(part)
            continue
        for block in re.split(r"\n\s*\n", part):
            if not block.strip():
                continue
            if found := re.match(r"(#+) (.*)", block.strip()):
                level = min(6, len(found[1]) + DOWN)
                yield Markup("<h{0}>{1}</h{0}>").format(level, _inline(found[2]))
            elif block.startswith("- "):
                items = re.split(r"^- ", block, flags=re.M)[1:]
                yield Markup("<ul>{}</ul>").format(
                    Markup("").join(Markup("<li>{}</li>").format(_inline(one)) for one in items)
                )
            else:
                yield Markup("<p>{}</p>").format(_inline(block))


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """What is a quoted screen, and what is not, in turn."""
    for i, part in enumerate(re.split(r"^```(?:text)?\n?", text, flags=re.M)):
        yield i % 2 == 1, part


def _inline(text: str) -> Markup:
    said = str(escape(" ".join(text.split())))
    for pattern, to in INLINE:
        said = pattern.sub(to, said)
    return Markup(said)  # noqa: S704 - escaped above; only our own marks are added
