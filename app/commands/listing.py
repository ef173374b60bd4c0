"""`spsim list`: which scenarios come with the program?"""

import argparse

from app import screen
from app.asking import as_json
from app.exits import Printed
from sim.loading import bundled
from sim.toml_files import read


def list_scenarios(args: argparse.Namespace) -> Printed:
    """The bundled scenarios."""
    rows = []
    for name, path in bundled().items():
        stated = read(path, path.name).data
        rows.append(
            {
                "name": name,
                "title": stated["title"],
                "question": stated.get("question"),
                "extends": stated.get("extends"),
            }
        )
    if args.json:
        return Printed(as_json({"scenarios": rows}))
    said = []
    for row in rows:
        said.append(row["name"])
        said += [screen.paragraph(text, "    ") for text in (row["title"], row["question"]) if text]
    return Printed(
        "\n".join([*said, "", "Run one: spsim run NAME.  Make your own: spsim new FILE.toml --extends NAME."])
    )
