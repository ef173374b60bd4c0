"""`spsim schema`: what may stand in a scenario file, for editors; what an answer is, for programs that read one."""

import argparse
import json

from app.cli.exits import Printed
from sim.scenario.schema import json_schema


def schema(args: argparse.Namespace) -> Printed:
    """The JSON Schema of scenario files, or of answers; --json changes nothing, it is JSON already."""
    if not args.answer:
        return Printed(json.dumps(json_schema(), indent=2, ensure_ascii=False, default=str))
    from experiments.answer import VERSION, Answer
    from experiments.rows import schema_of

    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": VERSION}
    return Printed(json.dumps({**schema_of(Answer), **about}, indent=2, ensure_ascii=False))
