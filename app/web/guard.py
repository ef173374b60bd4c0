"""Who may come in? A request of the page that was opened from the address of this launch, and no other.

Any site that is open in the same browser can send requests to this machine, and any program on it can open a
connection. So a request must name this server (`Host`, against names made to point here), bring the secret of this
launch, and, where it asks for work, come from this server's own page. What is compared to a secret is compared in
constant time. Invariant: nothing here reads a body, and nothing of a request is repeated in a refusal.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
HOST, ORIGIN, COOKIE, SITE, MODE = "host", "origin", "cookie", "sec-fetch-site", "sec-fetch-mode"
LENGTH, CHUNKS, KIND, PACKED = "content-length", "transfer-encoding", "content-type", "content-encoding"
LAUNCH = "launch"  # what an address calls the secret
SECRET, PAGE = "x-spsim-secret", "x-spsim-page"  # our own: the secret, and what a page calls itself
ONCE = (HOST, ORIGIN, COOKIE, LENGTH, CHUNKS, KIND, SECRET, PAGE)
LONGEST_SECRET = 200  # letters; what is longer is none of ours


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered: a status of HTTP, and a sentence."""

    status: int
    sentence: str


@dataclass(frozen=True)
class Guard:
    """The door of one launch, at a port of this machine."""

    port: int
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def cookie(self) -> str:
        """Its name: cookies are shared by all ports of a machine, so each launch has its own."""
        return f"spsim_{self.port}"

    @property
    def address(self) -> str:
        """What to open in a browser, once: what it shows afterwards no longer holds the secret."""
        return f"http://127.0.0.1:{self.port}/?{LAUNCH}={self.secret}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """What the server is called by those who mean it."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def refuses(self, method: str, headers: list[tuple[str, str]]) -> Refusal | None:
        """Why such a request is not looked at further; None if it is. Names of headers are in lower case."""
        given = dict(headers)
        if any([name for name, _ in headers].count(name) > 1 for name in ONCE):
            return Refusal(400, "A header was sent twice.")
        if LENGTH in given and CHUNKS in given:
            return Refusal(400, "A request says its length in one way, not in two.")
        if given.get(HOST) not in self.hosts:
            return Refusal(421, "This server answers only to its own address on this machine.")
        if method == "GET":
            strange = given.get(SITE, "none") not in ("none", "same-origin")
            if strange and given.get(MODE) != "navigate":
                return Refusal(403, "Only the page itself may use this.")
        elif method == "POST":
            return self._refuses_work(given)
        else:
            return Refusal(405, "This server knows GET and POST.")
        return None

    def _refuses_work(self, given: Mapping[str, str]) -> Refusal | None:
        """Work is asked for by the page of this server, which a browser vouches for, or by a program that has the
        secret: no site can send that header."""
        origin, site = given.get(ORIGIN), given.get(SITE)
        vouched = origin is not None or site is not None or SECRET in given
        if not vouched or origin not in (None, f"http://{given[HOST]}") or site not in (None, "same-origin"):
            return Refusal(403, "Only the page itself may ask.")
        if not self.knows(given):
            return Refusal(403, "This is not the page of this launch: open the address that spsim web printed.")
        kind, _, charset = given.get(KIND, "").lower().replace(" ", "").partition(";")
        if kind != "application/json" or charset not in ("", "charset=utf-8") or PACKED in given:
            return Refusal(415, "A request is JSON, and says so.")
        return None

    def knows(self, given: Mapping[str, str]) -> bool:
        """Whether these headers hold the secret of this launch."""
        if SECRET in given:
            return self.opens(given[SECRET])
        try:
            kept = SimpleCookie(given.get(COOKIE, "")).get(self.cookie)
        except CookieError:
            return False
        return kept is not None and self.opens(kept.value)

    def opens(self, said: str) -> bool:
        """Whether it is the secret."""
        return len(said) <= LONGEST_SECRET and compare_digest(said.encode(), self.secret.encode())
