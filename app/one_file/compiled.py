"""Which modules does a page need, and what are they compiled? Run by the Python that the page will have, in Node.

What is loaded once there is a first answer comes compiled, so that a page is soon live; all else that could be imported
from there comes as text, which is half the size. Both come without what only a programmer reads: docstrings, comments,
and (`compile.mjs`) the columns that a traceback would point at. What no page has a use for is left out by name.

It stands alone: what it works on is not there before it.
"""

import ast
import json
import sys
from collections.abc import Iterable, Iterator
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path
from py_compile import PycInvalidationMode, compile
from zipfile import ZIP_STORED, ZipFile, ZipInfo

SITE = next(each for each in sys.path if each.endswith("site-packages"))[1:]
LIBRARY = SITE.removesuffix("/site-packages")
FROZEN = ("importlib._bootstrap", "importlib._bootstrap_external", "zipimport")  # inside Python itself
LEFT_OUT = (  # with all that is in them: for those who write programs, serve pages or have another machine
    *(
        "_pyrepl",
        "bdb",
        "code",
        "codeop",
        "cProfile",
        "ctypes",
        "dbm",
        "doctest",
        "ftplib",
        "gettext",
        "http",
        "idlelib",
    ),
    *("imaplib", "mailbox", "optparse", "pdb", "pickletools", "plistlib", "poplib", "profile", "pstats", "pydoc"),
    *("pydoc_data", "smtplib", "sqlite3", "tarfile", "test", "tkinter", "trace", "tracemalloc", "turtle", "unittest"),
    *("urllib.request", "venv", "wsgiref", "xmlrpc", "xml.sax", "asyncio.windows_events", "asyncio.windows_utils"),
    *("asyncio.proactor_events", "multiprocessing.forkserver", "multiprocessing.managers", "multiprocessing.pool"),
    *("multiprocessing.resource_tracker", "multiprocessing.shared_memory", "pyodide.console", "pydantic.v1"),
    *("pydantic.mypy", "pydantic._hypothesis_plugin", "jinja2.sandbox", "jinja2.ext", "_pydatetime"),
)
DYNAMIC = ("pydantic", "_pyodide", "pyodide")  # whose modules are also imported by a name worked out
ENCODINGS = ("ascii", "cp1252", "idna", "latin_1", "mbcs", "utf_16", "utf_16_le", "utf_8", "utf_8_sig")
ROOTS = ("app.one_file.desk", *(f"encodings.{name}" for name in ENCODINGS))
FIRST = {"a": {"scenario": "rotherham_mental_health_pilot"}}  # what a page shows before anybody has asked


def module_of(place: str) -> str | None:
    """The name under which a file is imported."""
    if not place.endswith(".py"):
        return None
    inside = place.removeprefix(f"{SITE}/").removeprefix(f"{LIBRARY}/")
    return inside.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_left_out(module: str) -> bool:
    """Whether a page has no use for it, or for what it is in."""
    return any(module == name or module.startswith(f"{name}.") for name in LEFT_OUT)


def parents(module: str) -> Iterator[str]:
    """It, and the packages that it is in."""
    words = module.split(".")
    return (".".join(words[: n + 1]) for n in range(len(words)))


def imported(text: bytes, module: str, *, package: bool) -> Iterator[str]:
    """What a module may import, wherever it says so but for types alone."""
    here = module if package else module.rpartition(".")[0]
    todo: list[ast.AST] = [ast.parse(text)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here.split(".")[: len(here.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (base, *(f"{base}.{one.name}" for one in node.names))
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            todo += node.orelse
            continue
        todo += ast.iter_child_nodes(node)


def reached(now: set[str], roots: Iterable[str], places: dict[str, str], files: dict[str, bytes]) -> set[str]:
    """All modules that are there now, or that these may come to import."""
    found: set[str] = set()
    todo = [*now, *roots]
    while todo:
        for module in parents(todo.pop()):
            if module in places and module not in found and (module in now or not is_left_out(module)):
                found.add(module)
                place = places[module]
                todo += imported(files[place], module, package=place.endswith("/__init__.py"))
    return found


def compiled(text: bytes, place: str) -> bytes:
    """A .pyc, without docstrings, that is good whatever lies beside it."""
    source, made = Path("/tmp/source.py"), "/tmp/made.pyc"  # noqa: S108 - in the memory of this very worker
    source.write_bytes(text)
    compile(
        str(source), made, f"/{place}", doraise=True, optimize=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH
    )
    return Path(made).read_bytes()


def bare(text: bytes) -> bytes:
    """The same program, without docstrings and comments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = node.body[ast.get_docstring(node, clean=False) is not None :] or [ast.Pass()]
    return ast.unparse(tree).encode()


def unpack(files: dict[str, bytes]) -> None:
    """Lay all packages down where Python looks for them."""
    for place, content in files.items():
        if place.startswith(SITE):  # the library is there already
            path = Path("/", place)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def first_answer() -> dict[str, object]:
    """What a page shows at once: what there is, what is set, and what that comes to."""
    setting = {"setting": FIRST}
    return {
        "start": answer_to("start", {}),
        "opened": answer_to("open", setting),
        "answer": answer_to("answer", setting),
    }


def answer_to(kind: str, body: object) -> object:
    """What a page is answered."""
    from app.live.door import asked

    return asked(kind, body)["answer"]


def of_the_page(files: dict[str, bytes], now: set[str], kept: set[str]) -> Iterator[tuple[str, bytes]]:
    """What lies in the page, by its place."""
    places = {module: place for place in files if (module := module_of(place)) and module not in FROZEN}
    worked_out = [module for module in places if module.partition(".")[0] in DYNAMIC]
    needed = reached(now, [*worked_out, *ROOTS], places, files)
    yield from ((place, content) for place, content in files.items() if module_of(place) is None)
    for place in sorted(places[module] for module in needed):
        if module_of(place) not in now:
            yield place, files[place] if place in kept else bare(files[place])
        elif place in kept:  # as text too: beside it, where Python looks first
            yield place, files[place]
            yield cache_from_source(place, optimization=""), compiled(files[place], place)
        else:
            yield f"{place}c", compiled(files[place], place)


def made(packed: bytes) -> bytes:
    """The files of the page, as an archive, from all that is given; and what the page shows at once."""
    with ZipFile(BytesIO(packed)) as archive:
        files = {place: archive.read(place) for place in archive.namelist()}
    of, kept = files.pop("of"), set(json.loads(files.pop("kept.json")))
    unpack(files)
    first = json.dumps(first_answer()).encode()
    page = dict(of_the_page(files, {*sys.modules}, kept))
    library = {place.removeprefix(f"{LIBRARY}/"): page.pop(place) for place in [*page] if not place.startswith(SITE)}
    archive_of_it = f"{LIBRARY.replace('.', '')}.zip"  # where Python looks first
    return zipped({"of": of, "first.json": first, archive_of_it: zipped(library), **page})


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive, the same bytes whenever it is made."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for place, content in files.items():
            archive.writestr(ZipInfo(place), content)
    return made.getvalue()
