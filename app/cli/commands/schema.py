"""`spsim schema`: what may stand in a scenario file, for editors."""

import argparse
import json

from app.cli.exits import Printed
from sim.scenario.schema import json_schema


def schema(args: argparse.Namespace) -> Printed:
    """The JSON Schema of scenario files; --json changes nothing, it is JSON already."""
    return Printed(json.dumps(json_schema(), indent=2, ensure_ascii=False, default=str))
