"""What stands in a study's file beside its results, and how is the study made again from it?

The file holds the text of everything that the study was made from, so it can be resumed, verified and asked for a row
where nothing else of it is at hand: another machine, or years later with the same version of the program. What comes
with the program is not copied; its plan's hash says whether it is still the same.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.study.declared import Declared, bundled_studies, load_study
from experiments.study.executors import Program, this_program
from experiments.study.plan import Plan, plan_of
from experiments.study.sections import ENDING, scenario_named
from experiments.study.store import Store, Stored, make
from sim.errors import FileRefused, ScenarioError
from sim.faults import printable
from sim.loading import Loaded, bundled, meaning_of

# What a file says, by name.
STUDY, COMES_WITH_IT, VERSION, ENGINE, SEEDS = "study", "comes with spsim", "spsim", "engine", "seeds"
STUDY_FILE, TITLE, POINTS = "study file", "title", "points"
SCENARIO, HASH_OF = "scenario ", "hash of scenario "
YES, NO = "yes", "no"
ANOTHER = "scenario"  # in a level of a structure: another file


def begin(path: Path, plan: Plan, about: Mapping[str, str]) -> None:
    """A new file for a study. `about`: how it was asked for and where, no more than people read."""
    make(path, plan.hash, {**about, **_known(plan)}, _texts(plan.declared))


def is_of(stored: Stored, plan: Plan) -> bool:
    """Whether a study's file is of this plan and of this study file, word for word."""
    return stored.plan == plan.hash and stored.about().get(STUDY_FILE) == _known(plan)[STUDY_FILE]


def extend(store: Store, plan: Plan) -> int:
    """Let a study's file go on as that of a larger plan: its rows stay, under the points that are the same there.
    Returns how many points of the plan it has rows of. Raises FileRefused where a row would be lost."""
    with restored(store) as old:
        if _same_at_every_point(old) != _same_at_every_point(plan):
            raise FileRefused(
                f"{printable(str(store.path))} holds another study: scenarios, outputs, seeds or luck differ. Name "
                f"another file (--store)."
            )
        place = {key: point for point, key in enumerate(_contents(plan))}
        moved = {point: place.get(key, -1) for point, key in enumerate(_contents(old))}
    with_rows = {row.point for row in store.rows()}
    lost = sum(moved[point] < 0 for point in with_rows)
    if lost:
        kind = plan.declared.study.design.kind.replace("_", " ")
        raise FileRefused(
            f"{lost:,} of the {len(with_rows):,} points in {printable(str(store.path))} are no points of this study: "
            f"its design ({kind}) chooses others. Name another file (--store)."
        )
    store.become(plan.hash, moved, _known(plan), _texts(plan.declared))
    return len(with_rows)


@contextmanager
def restored(stored: Stored) -> Iterator[Plan]:
    """The plan of a study's file. Raises FileRefused where this program does not make the same plan or numbers."""
    about, path = stored.about(), printable(str(stored.path))
    refuse_another_program(stored)
    name = about.get(STUDY, "")
    with TemporaryDirectory() as folder:
        home = Path(folder)
        for file, text in stored.files().items():
            (home / Path(file).name).write_text(text, encoding="utf-8", newline="")
        try:
            declared = load_study(name if about.get(COMES_WITH_IT) == YES else home / f"{Path(name).name}{ENDING}")
        except ScenarioError as error:
            raise FileRefused(f"The study of {path} cannot be read any more: {error}") from None
        plan = plan_of(declared)
        if plan.hash != stored.plan:
            raise FileRefused(
                f"{path} belongs to another plan than its study makes here: a scenario that comes with spsim has "
                f"changed, or a library that draws the design. Use the versions that it names (spsim study status), or "
                f"run the study anew."
            )
        yield plan


def refuse_another_program(stored: Stored) -> None:
    """Raises FileRefused where the numbers of this program may not be those of a study's file."""
    about = stored.about()
    made_by, mine = Program(about.get(VERSION, "?"), about.get(ENGINE, "?")), this_program()
    if made_by != mine:
        raise FileRefused(
            f"{printable(str(stored.path))} was made by {printable(str(made_by))}; this is {mine}, whose numbers may "
            f"differ. Use that version, or run the study anew."
        )


def _known(plan: Plan) -> dict[str, str]:
    """By what a study is known."""
    declared = plan.declared
    scenarios = {f"{SCENARIO}{arm.name}": _as_json(arm) for arm in plan.arms}
    hashes = {f"{HASH_OF}{arm.name}": arm.hash for arm in plan.arms}
    return {
        STUDY: declared.name,
        COMES_WITH_IT: YES if _bundled(declared) else NO,
        STUDY_FILE: declared.path.read_text(encoding="utf-8"),
        TITLE: declared.study.title,
        VERSION: this_program().version,
        ENGINE: this_program().kernel,
        SEEDS: ", ".join(map(str, plan.seeds)),
        POINTS: str(plan.points),
        **scenarios,
        **hashes,
    }


def _as_json(arm: Loaded) -> str:
    return json.dumps(meaning_of(arm.scenario), sort_keys=True, ensure_ascii=False)


def _bundled(declared: Declared) -> bool:
    return bundled_studies().get(declared.name) == declared.path


def _texts(declared: Declared) -> dict[str, str]:
    """Every file that a study was made from, by name; but not what comes with the program."""
    if _bundled(declared):
        return {}
    shipped = set(bundled().values())
    levels = [level for one in declared.study.structures.values() for level in one.levels.values()]
    others = [str(level[ANOTHER]) for level in levels if ANOTHER in level]
    loaded = [*declared.loaded, *(scenario_named(name, declared.path.parent) for name in others)]
    files = {file for one in loaded for file in one.files if file not in shipped}
    beside = {near for file in files for near in file.parent.glob(f"{file.stem}.*.toml")}  # its fit, its targets
    return {file.name: file.read_text(encoding="utf-8") for file in sorted({declared.path, *files, *beside})}


def _same_at_every_point(plan: Plan) -> tuple[object, ...]:
    """What must agree for two plans to have points in common."""
    return (
        [(arm.name, arm.hash) for arm in plan.arms],
        plan.outputs,
        plan.seeds,
        plan.luck,
        plan.paths,
        [one.name for one in plan.dimensions],
    )


def _contents(plan: Plan) -> Iterator[tuple[str, bytes, int, int]]:
    """What each point is: how its scenarios differ, its numbers, whose luck it has, and how many points before it are
    the same."""
    changes = [repr(sorted(variant[0].changes.items())) for variant in plan.variants]
    seen: Counter[tuple[str, bytes, int]] = Counter()
    for point, (variant, values) in enumerate(zip(plan.variant_of.tolist(), plan.values, strict=True)):
        one = (changes[variant], values.astype("<f8").tobytes(), plan.first_number(point))
        yield *one, seen[one]
        seen[one] += 1
