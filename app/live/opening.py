"""Which controls does a setting have, and where does a setting come from: a link, a file, an Excel form?"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.live.levers import Group, groups_of
from app.live.link import link_if_short
from app.live.loaded import base_of, loaded_of
from app.live.setting import Plain, Setting, as_plain


@dataclass(frozen=True)
class OpenOption:
    """One option and its controls: those asked about first, and every other input."""

    place: str
    name: str
    title: str
    groups: Sequence[Group]
    more: Sequence[Group]


@dataclass(frozen=True)
class Opened:
    """A setting and its controls. No link, where there is too much for one."""

    setting: Plain
    options: Sequence[OpenOption]
    link: str


def opened(setting: Setting) -> Opened:
    """The controls of each option, and the link."""
    options = []
    for place, loaded in loaded_of(setting).items():
        groups, more = groups_of(loaded, base_of(setting.options[place], place))
        options.append(OpenOption(place, loaded.name, loaded.scenario.title, groups, more))
    return Opened(as_plain(setting), options, link_if_short(setting))
