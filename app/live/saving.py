"""How is what was set kept? As scenario files that give the same answer, and the command that runs them."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from app import PROGRAM
from app.live.loaded import base_of, in_full, loaded_of
from app.live.setting import Option, Setting
from sim.loading import Loaded, bundled, frozen, written
from sim.scenario import Scenario


@dataclass(frozen=True)
class File:
    """A text file."""

    name: str
    text: str


@dataclass(frozen=True)
class Saved:
    """Files, and what to type beside them: for the same answer, and to find the least change that meets a target."""

    files: Sequence[File]
    command: str
    solve: Sequence[str]


def saved(setting: Setting) -> Saved:
    """A file for each option that is more than a bundled scenario, and what to type to run them."""
    loaded = loaded_of(setting)
    files = [
        File(file_of(one), text_of(setting.options[place], one, place))
        for place, one in loaded.items()
        if not _comes_with_it(one)
    ]
    return Saved(files, command_of(setting, loaded), [command for one in loaded.values() if (command := solving(one))])


def command_of(setting: Setting, loaded: Mapping[str, Loaded]) -> str:
    """What is typed beside the saved files for the same answer."""
    names = [_typed(one) for one in loaded.values()]
    luck = [] if setting.seed is None else ["--seed", str(setting.seed)]
    command = [PROGRAM, "compare" if len(names) > 1 else "run", *names, *luck]
    return shlex.join([*command, "--replications", str(setting.replications)])


def solving(loaded: Loaded) -> str:
    """What is typed beside the saved file to find how few posts and places meet its target of waits; '' where nobody
    waits for a link worker."""
    scenario = loaded.scenario
    if scenario.programme.offer != "link_workers" or not scenario.stages.support:
        return ""
    target = f'"90 % met within {float(scenario.settings.wait_target_weeks.value):g} weeks"'  # as every shell has it
    return " ".join([PROGRAM, "solve", _typed(loaded), target, *_which_posts(scenario)])


def _which_posts(scenario: Scenario) -> list[str]:
    """Where posts stand in groups it has to be said which are moved, and how far: the main ones, to twice as many."""
    twice = max(2, 2 * ceil(scenario.link_workers.posts.value))
    return ["--lever", f"link_workers.posts=1..{twice}"] if scenario.link_workers.groups else []


def _typed(loaded: Loaded) -> str:
    """How it is named on a command line."""
    return loaded.name if _comes_with_it(loaded) else file_of(loaded)


def file_of(loaded: Loaded) -> str:
    """The name of the file that an option is saved in."""
    return f"{loaded.name}.toml"


def _comes_with_it(loaded: Loaded) -> bool:
    return loaded.path == bundled().get(loaded.name)


def text_of(option: Option, loaded: Loaded, place: str) -> str:
    """What differs from the bundled scenario; or all of it, where the option was opened from a file."""
    if option.text is not None:
        return frozen(loaded)
    base = base_of(option, place)
    return written(file_of(loaded), in_full(base, option.changes), base.path.name, loaded.scenario.title)
