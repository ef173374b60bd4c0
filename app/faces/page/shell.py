"""What do all pages share? One head and foot (`templates/shell.html`), and one rule for what a page may run and wear.

A page carries its looks, its scripts and its data inside, and a policy that names each look and script by its hash: a
text of a scenario can neither run nor style anything, and nothing is fetched. Data lies in blocks that nothing runs.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.faces.page.setting import brackets, error_apart, kept_together

TEMPLATES = Path(__file__).parent / "templates"
STYLE = TEMPLATES / "style.css"  # what every page wears
TO_HTML = "<>&\u2028\u2029"  # letters that mean something to a reader of HTML or of scripts


@cache
def pages_of(*folders: Path) -> Environment:
    """The templates of these folders, and those that all pages share. Everything that is put into them is escaped."""
    pages = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=kept_together,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["brackets"] = brackets
    pages.filters["error_apart"] = error_apart
    pages.filters["kind"] = lambda block: type(block).__name__
    return pages


def page(
    template: str,
    *folders: Path,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    also: Iterable[str] = (),
    **shown: object,
) -> str:
    """A page that is one file. `styles`: besides what every page wears; `also`: as `policy` takes it; `shown`: what
    the template is given."""
    worn = [joined(STYLE), *styles]
    return (
        pages_of(*folders)
        .get_template(template)
        .render(
            policy=own(policy(scripts, worn, also)),
            styles=[*map(own, worn)],
            scripts=[*map(own, scripts)],
            **shown,
        )
    )


def joined(*files: Path) -> str:
    """The texts of files, as one."""
    return "\n".join(each.read_text(encoding="utf-8") for each in files)


def own(text: str) -> Markup:
    """What the program has written or escaped itself, put into a page as it is."""
    return Markup(text)  # noqa: S704 - that is what the callers promise


def as_block(data: object) -> Markup:
    """Data as JSON that cannot end the block it lies in: no HTML can be read out of it."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in TO_HTML:
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return own(text)


def policy(scripts: Iterable[str] = (), styles: Iterable[str] = (), also: Iterable[str] = ()) -> str:
    """What a page may do: run and wear what is in it, by hash, and nothing else. `also`: more that it may, each a
    directive and its sources ("worker-src blob:")."""
    nothing = ["'none'"]
    allowed = {
        "default-src": nothing,
        "base-uri": nothing,
        "form-action": nothing,
        "script-src": [*map(_hash, scripts)],
        "style-src": [*map(_hash, styles)],
        "img-src": ["data:"],
    }
    for each in also:
        directive, *sources = each.split()
        allowed[directive] = [*allowed.get(directive, []), *sources]
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in allowed.items() if sources)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
