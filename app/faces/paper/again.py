"""How is a study made again, and by what is it known? A script that compares hashes, provenance, and the citation."""

import json
from shlex import quote

from app import PROGRAM, version
from app.asking.paper import Paper
from experiments.study.kept import COMES_WITH_IT, ENGINE, SCENARIO, STUDY_FILE, VERSION, YES
from experiments.study.sections import ENDING

SCRIPT = """\
#!/bin/sh
# Runs the study again and compares the hash of its results. Ends with 0 where they are the same.
set -eu
cd "$(dirname "$0")"
spsim="${{SPSIM:-{program}}}"
expected={result}
again="$(mktemp -d)"
trap 'rm -rf "$again"' EXIT
"$spsim" study run {study} --store "$again/again.study" --quiet --json > "$again/found.json"
if grep -q "$expected" "$again/found.json"; then
    echo "The same results: $expected"
else
    echo "NOT the same results. Expected $expected; found:" >&2
    cat "$again/found.json" >&2
    exit 1
fi
"""
IN_WORDS = """\
# To run it again

```sh
python -m pip install {program}=={version}
sh reproduce.sh
```

`reproduce.sh` runs the study from {source} and compares the hash of all its results with
`{result}`.
The number of threads, processes or machines changes nothing. Another version of the program may give other numbers, and
then the script says that they are not the same. Where the program is not on the path:
`SPSIM=/path/to/{program} sh reproduce.sh`.

One scenario alone: `{program} run scenarios/{scenario}.toml`.
One point of the study, on the file of results of a run of your own: `{program} study row FILE.study 0`.
"""


def reproduce(paper: Paper) -> dict[str, str]:
    """The script, and what it does in words."""
    bundled = paper.ran.about.get(COMES_WITH_IT) == YES
    file = f"study/{paper.name}{ENDING}"
    known = {"program": PROGRAM, "result": paper.ran.result}
    script = SCRIPT.format(study=quote(paper.name if bundled else file), **known)
    source = f"the study {paper.name}, which comes with the program," if bundled else f"`{file}`"
    words = IN_WORDS.format(
        version=paper.ran.about.get(VERSION, version()), source=source, scenario=paper.arms[0].name, **known
    )
    return {"reproduce.sh": script, "reproduce.md": words}


def provenance(paper: Paper) -> str:
    """By what the study is known, for a program to read: no clock times."""
    about = paper.ran.about
    texts = {STUDY_FILE, *(name for name in about if name.startswith(SCENARIO))}
    plan = paper.ran.found.plan
    known = {
        "study": paper.name,
        "title": paper.answer.title,
        "result_sha256": paper.ran.result,
        "plan_sha256": paper.answer.hash,
        "study_sha256": plan.declared.hash,
        "scenarios": [{"name": arm.name, "title": arm.scenario.title, "sha256": arm.hash} for arm in paper.arms],
        "points": paper.answer.points,
        "replications": int(paper.ran.found.columns.shape[1]),
        "seeds": list(paper.answer.seeds),
        "failed_points": dict(sorted((str(point), why) for point, why in paper.ran.found.failed.items())),
        "engine_sha256": about.get(ENGINE),
        "made_with": {name: said for name, said in sorted(about.items()) if name not in texts},
        "people": "simulated: not for decisions about any individual",
    }
    return json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def citation(paper: Paper) -> str:
    """CITATION.cff of the program, at the version that made the study."""
    made_by = paper.ran.about.get(VERSION, version())
    return "\n".join(
        [
            "cff-version: 1.2.0",
            f"message: Please cite {PROGRAM}, with the version, and this folder with the hash of its results.",
            "type: software",
            f'title: "{PROGRAM}: a discrete-event simulator of social prescribing"',
            "authors:",
            f"  - name: The {PROGRAM} authors",
            f"version: {json.dumps(made_by)}",
            "license: MIT",
            "identifiers:",
            "  - type: other",
            f"    value: {json.dumps(f'sha256:{paper.ran.result}')}",
            "    description: hash of the results of the study",
            "",
        ]
    )
