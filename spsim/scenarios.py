"""What is a scenario in Python? One from a file, bundled or yours, or one with values changed.

Values are changed as a file that extends the scenario would change them: merged, refused and hashed by the same rules,
and `to_toml()` is that file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import version
from sim import loading
from sim.loading import Loaded
from sim.preflight import assumptions
from spsim.columns import INPUTS
from spsim.frames import About, with_columns

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Scenario:
    """A scenario that can be run. `changed`: values that no file states, by dotted path."""

    loaded: Loaded
    changed: Mapping[str, object] = field(default_factory=dict)
    base: Loaded | None = None  # what the changed values are laid over

    @property
    def name(self) -> str:
        """What frames call it."""
        return self.loaded.name

    @property
    def title(self) -> str:
        """What figures call it."""
        return self.loaded.scenario.title

    @property
    def hash(self) -> str:
        """SHA-256 of what the answer depends on, in hexadecimal: the same for the same values, however made."""
        return self.loaded.hash

    @property
    def inputs(self) -> "pandas.DataFrame":
        """Every value it has: a row each, with its path, unit, range, grade and source, all as text. Its paths are
        what `with_values` takes."""
        rows = ({"scenario": self.name, **vars(row)} for row in assumptions(self.loaded.scenario))
        return with_columns(INPUTS, rows, self.about)

    @property
    def about(self) -> About:
        """What frames of it alone carry."""
        changed = {self.name: dict(self.changed)} if self.changed else {}
        return {
            "version": version(),
            "title": {self.name: self.title},
            "hash": {self.name: self.hash},
            "changed": changed,
        }

    def with_values(
        self, values: Mapping[str, object], *, title: str | None = None, name: str | None = None
    ) -> "Scenario":
        """A what-if without a file: other values at dotted paths, all else equal.

        `values`: {"link_workers.posts": 3}. A value is what a scenario file may say there: a number in the unit of its
        path, a text, true or false, a date, a list, or a table: {"value": 3, "grade": "expert", "source": "..."}.
        A bare number is graded assumed. {"remove": True} drops what has a name of its own, such as an activity.
        `title`, `name`: what figures and frames call it; the name is made of the title unless given.

        Raises ScenarioError with every fault, in the words with which a file's values are refused.
        """
        base = self.base or self.loaded
        all_values = {**self.changed, **{path: _plain(value) for path, value in values.items()}}
        called = name or _name_of(title) or f"{base.name}_changed"
        return Scenario(loading.with_values(base, all_values, name=called, title=title), all_values, base)

    def to_toml(self) -> str:
        """The scenario file that says the same: save it beside the file it extends (or anywhere, if that is bundled)
        and `spsim run` gives the same answer from it. Of a scenario without changes: its own file as it stands."""
        if self.base is None:
            return self.loaded.path.read_text(encoding="utf-8-sig")
        return loading.written(self.name, self.changed, self.base.path.name, self.title)

    def __repr__(self) -> str:
        changed = f", {len(self.changed)} values changed" if self.changed else ""
        return f"<Scenario {self.name}: {self.title}{changed}>"


def load(scenario: str | Path) -> Scenario:
    """A scenario that comes with the program, by its name (`scenarios()` lists them), or one of a file.

    Raises ScenarioError with every fault of the file and of those it extends, each by its line.
    """
    return Scenario(loading.load(scenario))


def scenarios() -> list[str]:
    """The names of the scenarios that come with the program."""
    return list(loading.bundled())


def _name_of(title: str | None) -> str:
    """A title as a name: 'Three posts' is three_posts."""
    return "_".join("".join(c if c.isalnum() else " " for c in (title or "").lower()).split())


def _plain(value: object) -> Any:
    """A number of numpy's as one of Python's."""
    item = getattr(value, "item", None)
    return item() if callable(item) and not isinstance(value, type) and getattr(value, "ndim", 0) == 0 else value
