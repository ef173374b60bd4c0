"""Rewrite the expected answers and their faces, and print what moved: `make accept`. Say why in CHANGELOG.md."""

import json

from tests import faces
from tests.answers import EXPECTED, answer, expected, names


def main() -> None:
    """Every shipped scenario; then every face of it (the whole texts, at two commits: python -m tests.faces FOLDER)."""
    EXPECTED.mkdir(exist_ok=True)
    for name in names():
        new = answer(name)
        file = EXPECTED / f"{name}.json"
        old = expected(name) if file.exists() else None
        if old == new:
            continue
        file.write_text(json.dumps(new, indent=1) + "\n", encoding="utf-8")
        if old is None:
            print(f"{name}: new")
        else:
            moved = [step for step in new["pounds"] if new["pounds"][step] != old["pounds"].get(step)]
            print(
                f"{name}: {'log and ' if new['log'] != old['log'] else ''}bridge: {', '.join(moved) or 'nothing'} moved"
            )
    faces.accept()


if __name__ == "__main__":
    main()
