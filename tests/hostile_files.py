"""What would a hostile sender put into a file? Some sixty files, as they might be opened or dropped on the page.

Wherever text can run, it calls `canary()`, which a test's window counts, or asks evil.example for something, which the
window records. `says`: what the page must say of it, beside its name; nothing, where it opens and is harmless.
"""

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from sim.loading import load
from tests.form_cells import PILOT, as_made, blank, fill
from tests.hostile import ADDRESS, ENDS, HANDLER, IMAGE, SCRIPT, TEMPLATE, VECTOR
from tests.returns import saved

NEW = 4  # the column of a form in which a new value is typed
NAMELESS = "is not a name. Use lower case letters"
NOT_UTF_8 = "is not UTF-8. Save the file as UTF-8."
TOO_DEEP = "Tables stand within tables here, more than 8 deep."
NO_SUCH = "extends is"
OURS = "ours.toml"
POSTS = "link_workers.posts"


class File(NamedTuple):
    """A file that is handed to the page."""

    content: bytes
    says: str = ""
    name: str = OURS


def _text(text: str) -> str:
    """As TOML writes it."""
    return '"' + "".join(f"\\u{ord(c):04x}" if c in '"\\' or not 32 <= ord(c) < 127 else c for c in text) + '"'


def _pilot(lines: str, says: str = "", name: str = OURS) -> File:
    """A file that changes the pilot; its changes begin on line 3."""
    return File(f'schema = 1\nextends = "{PILOT}.toml"\n{lines}\n'.encode(), says, name)


def _titled(text: str) -> File:
    return _pilot(f"title = {_text(text)}")


def _extends(what: str, says: str) -> File:
    return File(f"schema = 1\nextends = {_text(what)}\n".encode(), f"{OURS}, line 2: {NO_SUCH} {says}")


def _form(says: str, content: Callable[[], bytes] | bytes, name: str = "form.xlsx") -> File:
    return File(content if isinstance(content, bytes) else content(), says, name)


def _filled(path: str, value: object) -> bytes:
    book = blank()
    fill(book, {path: {NEW: value}})
    return saved(book)


def _with_part(name: str, content: bytes) -> bytes:
    """The form as it was made, with one more part packed in it."""
    packed = io.BytesIO(as_made())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return packed.getvalue()


def _zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return packed.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
SAID_EVERYWHERE = f"""\
title = {_text(IMAGE)}
question = {_text(SCRIPT)}
description = {_text(ENDS + ADDRESS)}
[demand]
referrals_per_week = {{ value = 3, low = 2, high = 4, grade = "assumed", source = {_text(IMAGE)} }}
[costs.link_worker]
payer = {_text(VECTOR)}
"""
TEXTS = {
    "a title that is an image": _titled(IMAGE),
    "a title that ends what it stands in": _titled(ENDS),
    "a title that is a handler": _titled(HANDLER),
    "a title that is a template": _titled(TEMPLATE),
    "a title that is a formula": _titled("=cmd|' /C calc'!A0"),
    "a title turned about and unseen": _titled("\u202egnp.exe\u202c \u2066x\u2069\u200b\u2060\ufeff"),
    "scripts wherever words may stand": _pilot(SAID_EVERYWHERE),
    "a whole scenario with a hostile title": File(
        load(PILOT).path.read_bytes().replace(b"title = ", f"title = {_text(SCRIPT)} # ".encode(), 1)
    ),
    "a title of 100,000 letters": _pilot(f"title = {_text('a' * 100_000)}", "line 3: The line is longer than 4096"),
    "half a letter": _pilot('title = "half \\ud800 a letter"', "line 3: This is not TOML"),
}
NAMES = {
    "a name that is an image": _pilot(f"[activities.{_text(IMAGE)}]\nplaces = 3", NAMELESS),
    "a name turned about": _pilot(f"[activities.{_text(chr(0x202E) + 'x' + chr(0x200B))}]\nplaces = 3", NAMELESS),
    "names of every object": _pilot("[activities.__proto__]\nplaces = 3\n[traits.constructor]\ntitle = 'x'", NAMELESS),
    "keys of every object": _pilot("__proto__.polluted = true\nconstructor.prototype.polluted = true", "line 3"),
    "a key of Python": _pilot("__class__.__init__ = 1", "__class__ is not a setting."),
    "a name of 3,000 letters": _pilot(f"[activities.{'a' * 3000}]\nplaces = 3", NAMELESS),
    "names that differ in their case": _pilot("[activities.a]\nplaces = 3\n[activities.A]\nplaces = 3", NAMELESS),
    "a key twice": _pilot(f"{POSTS} = 3\n{POSTS} = 4", "line 4: link_workers.posts is set twice. Keep one."),
    "a value that is a table too": _pilot("link_workers = 3\n[link_workers.x]\ny = 1", "line 3"),
}
NUMBERS = {
    "no number": _pilot(f"{POSTS} = nan", "must be a finite number"),
    "without end": _pilot("demand.referrals_per_week = -inf", "must be a finite number"),
    "larger than any number": _pilot(f"{POSTS} = 1e309", "must be a finite number"),
    "less than nothing by a sign": _pilot(f"{POSTS} = -0.0"),
    "as good as nothing": _pilot("demand.referrals_per_week = 1e-320"),
    "a whole number of 4,000 digits": _pilot(f"{POSTS} = {'9' * 4000}", "that is too large"),
    "a thousand million a week": _pilot("demand.referrals_per_week = 1_000_000_000", "must lie between 0 and 4,000"),
    "a thousand million people": _pilot("demand.waiting_on_day_0 = 1_000_000_000", "between 0 and 100,000 people"),
    "the years 1 and 9999": _pilot("dates.start = 0001-01-01\ndates.end = 9999-12-31", "between 1900-01-01 and 2200"),
    "a day that never was": _pilot("dates.end = 2017-02-30", "line 3"),
}
ELSEWHERE = {
    "a file of this machine": _extends("../../../../etc/passwd", '"../../../../etc/passwd"'),
    "a path of this machine": _extends("/etc/passwd", '"/etc/passwd"'),
    "an address": _extends("https://evil.example/x.toml", '"https://evil.example/x.toml"'),
    "itself": _extends(OURS, f'"{OURS}". A file that is opened by itself can extend only what comes with the program.'),
}
SIZES = {
    "5 MB": File(b"# " + b"a" * 5_000_000, f"{OURS} is larger than 1 MB"),
    "300 kB of remarks": _pilot("# remark\n" * 30_000, f"{OURS}: The file is longer than 256 kB."),
    "100,000 keys": File("\n".join(f"k{n} = 1" for n in range(100_000)).encode(), "is larger than 1 MB"),
    "20,000 keys": _pilot("\n".join(f"k{n} = 1" for n in range(20_000)), "line 3: k0 is not a setting."),
    "10,000 activities": _pilot("\n".join(f"[activities.a{n}]" for n in range(10_000)), "at most 60 can be run"),
    "2,000 costs of one title": _pilot(
        "\n".join(
            f"costs.c{n} = {{title='x', payer='x', per='once', price_year='2015/16', gbp={{value=1, grade='assumed'}}}}"
            for n in range(2000)
        ),
        "at most 200 can be run",
    ),
    "lists 3,000 deep": _pilot(f"link_workers.absences = {'[' * 3000}", TOO_DEEP),
    "tables 900 deep": _pilot(f"{POSTS} = {'{a=' * 900}1{'}' * 900}", TOO_DEEP),
    "an empty file": File(b"", f"{OURS} is empty"),
}
BYTES = {
    "nothing but zeros": File(bytes(1000), f"{OURS} is no plain text"),
    "a zero in a text": File(b'schema = 1\nextends = "x\0y.toml"\n', f"{OURS} is no plain text"),
    "a mark before it": File(b"\xef\xbb\xbf" + _pilot(f"{POSTS} = 3").content),
    "UTF-16": File('\ufeffschema = 1\ntitle = "é"\n'.encode("utf-16-le"), "The file is UTF-16. Save it as UTF-8."),
    "bytes that are no UTF-8": File(b'schema = 1\n\ntitle = "\xff"\n', f"{OURS}, line 3: Byte 0xff {NOT_UTF_8}"),
    "half a letter in bytes": File(b'schema = 1\ntitle = "\xed\xa0\x80"\n', f"{OURS}, line 2: Byte 0xed {NOT_UTF_8}"),
    "a picture by another name": File(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(20), "is no plain text", "picture.toml"),
    "a page by another name": File(
        f"<!DOCTYPE html>{SCRIPT}".encode(), "page.toml, line 1: This is not TOML", "page.toml"
    ),
    "a name that is an image": File(b"a = ", "line 1", "<img src=x onerror=canary()>.toml"),
    "a name turned about": File(b"a", "is neither .toml", "\u202elmot.exe"),
    "a name of 250 letters": File(b"a = ", "line 1", f"{'a' * 245}.toml"),
}
WORKBOOKS = {
    "a text by another name": _form("form.xlsx is called .xlsx, and is no workbook.", b"schema = 1"),
    "half a workbook": _form("form.xlsx: The workbook is damaged", as_made()[:3000]),
    "a form by another name": _form("ours.toml is no text. If it is the Excel form", as_made, OURS),
    "what unpacks to 400 MB": _form("unpacks to more than 100 MB", _zipped(**{"xl/workbook.xml": bytes(400_000_000)})),
    "what reads a file of this machine": _form("declares entities", _zipped(**{"xl/workbook.xml": ENTITY})),
    "a path out of the folder": _form("is a zip archive, and no workbook", _zipped(**{"../../evil": b"x"})),
    "a macro": _form("holds macros, which are never run", lambda: _with_part("xl/vbaProject.bin", b"\xd0\xcf")),
    "a link to another workbook": _form(
        "",
        lambda: _with_part(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            b'<Relationships><Relationship Target="https://evil.example/" TargetMode="External"/></Relationships>',
        ),
    ),
    "a text for a number": _form("This takes a number, not a text. Write 3.", lambda: _filled(POSTS, "three")),
    "a script for a number": _form("This takes a number, not a text.", lambda: _filled(POSTS, IMAGE)),
    "a formula for a number": _form("formula that was never calculated", lambda: _filled(POSTS, "=cmd|' /C calc'!A0")),
    "a number too large for one": _form("link_workers.posts is 1e+308; it must lie", lambda: _filled(POSTS, 1e308)),
}
KINDS = {
    **{"texts": TEXTS, "names": NAMES, "numbers": NUMBERS, "extends": ELSEWHERE},
    **{"sizes": SIZES, "bytes": BYTES, "workbooks": WORKBOOKS},
}
FILES: dict[str, File] = {f"{kind}: {what}": file for kind, files in KINDS.items() for what, file in files.items()}
