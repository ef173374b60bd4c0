"""What does the command line say of the same? In this process, and as JSON: what a page's own words are held against.

asked(Asked("high_turnover", {"link_workers.posts": 3}), replications=60)
"""

import io
import json
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app import cli


@dataclass(frozen=True)
class Asked:
    """A scenario that comes with the program, and values at dotted paths that are otherwise."""

    scenario: str
    changes: Mapping[str, float] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.scenario, *self.changes.items()))

    def named(self, folder: Path, name: str) -> str:
        """What to type for it: its name, or a file that differs in so much."""
        if not self.changes:
            return self.scenario
        lines = [f"{path} = {json.dumps(value)}\n" for path, value in self.changes.items()]
        path = folder / f"{name}.toml"
        path.write_text(f'schema = 1\nextends = "{self.scenario}.toml"\n{"".join(lines)}', encoding="utf-8")
        return str(path)


@cache
def asked(*options: Asked, replications: int, seed: int | None = None) -> dict[str, Any]:
    """The whole answer: worked out once, for all who hold a page against it."""
    with TemporaryDirectory() as folder:
        names = [one.named(Path(folder), f"option_{i}") for i, one in enumerate(options)]
        luck = [] if seed is None else ["--seed", str(seed)]
        command = "run" if len(names) == 1 else "compare"
        return by(command, *names, "--no-swings", "--replications", str(replications), *luck)


def by(*typed: str) -> dict[str, Any]:
    """What a command prints as JSON."""
    with redirect_stdout(io.StringIO()) as out:
        code = cli.main([*typed, "--json", "--quiet"])
    assert code in (0, 1), (typed, code)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def outcome(answer: Mapping[str, Any], option: int, name: str, world: str = "programme") -> float:
    """The mean of an outcome."""
    rows = answer["scenarios"][option]["outcomes"]
    found: float = next(row[world]["mean"] for row in rows if row["name"] == name)
    return found


def step(answer: Mapping[str, Any], option: int, name: str) -> float:
    """The mean of a step of the bridge, over the longest time."""
    bridge = answer["scenarios"][option]["bridge"]
    rows = bridge[max(bridge, key=float)]
    found: float = next(row["mean"] for row in rows if row["name"] == name)
    return found
