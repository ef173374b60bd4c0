"""What the page asks is answered without what a browser lacks: on SimPy, pydantic, Jinja and two that know workbooks.

A process of its own refuses to import anything else, and runs on the readable engine; so does the one file, on another
machine.
"""

import json
import subprocess
import sys
from base64 import b64encode

import pytest

from app.faces.form import form_of
from sim.loading import load

PILOT = "rotherham_mental_health_pilot"
SETTING = {"a": {"scenario": PILOT, "changes": {"link_workers.posts": 3}}, "b": {"scenario": PILOT}, "replications": 2}
SCRIPT = '''
import base64, json, sys

LACKING = {"numpy", "pandas", "matplotlib", "scipy", "wasmtime", "docx", "SALib", "distributed", "numba"}
LACKING |= {"starlette", "uvicorn", "anyio", "IPython"}

class Without:
    """A finder that does not find them."""

    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, *more):
        return None if name.partition(".")[0] in LACKING else self.finder.find_spec(name, *more)

    def __getattr__(self, name):
        return getattr(self.finder, name)

sys.meta_path[:] = map(Without, sys.meta_path)
from app.ask import Run, RunInShort
for kind in (Run, RunInShort):
    kind.__init__.__kwdefaults__ |= {"engine": "simpy", "jobs": 1}
from app.live.door import asked
bodies = json.loads(sys.stdin.read())
found = {name: [*asked(kind, body)] for name, (kind, body) in bodies.items()}
loaded = sorted(LACKING & {name.partition(".")[0] for name in sys.modules})
print(json.dumps({"found": found, "loaded": loaded}))
'''


@pytest.fixture(scope="module")
def there():
    form = {"name": "form.xlsx", "base64": b64encode(form_of(load(PILOT), PILOT)).decode()}
    file = {"name": "x.toml", "base64": b64encode(b'schema = 1\nextends = "third_post.toml"\ntitle = "x"\n').decode()}
    bodies = {
        "start": ("start", {}),
        "open": ("open", {"setting": SETTING}),
        "answer": ("answer", {"setting": SETTING}),
        "save": ("save", {"setting": SETTING}),
        "link": ("link", {"setting": SETTING}),
        "form": ("read", form),
        "file": ("read", file),
        **{what: ("download", {"setting": SETTING, "what": what}) for what in ("report", "workbook", "csv")},
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=json.dumps(bodies), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_is_answered(there):
    assert all(found == ["answer"] for found in there["found"].values()), there["found"]


def test_nothing_that_a_browser_lacks_is_loaded(there):
    assert there["loaded"] == []
