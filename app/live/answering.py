"""What does a setting come to? What page one says, at once; and, when the levers have rested, what would change it.

It is the request of every other face (`RunInShort`), so the numbers are those of the command line. Without swings the
page says itself that what nobody knows is not yet in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.ask import RunInShort, Watch
from app.asking.cases import cases_of, refuse_what_never_ends
from app.asking.running import Ran
from app.asking.watch import UNWATCHED
from app.faces.live.fragments import fragments
from app.live.bank import Bank
from app.live.downloading import unheard
from app.live.link import link_if_short
from app.live.loaded import loaded_of
from app.live.saving import command_of
from app.live.setting import Setting
from app.tables.options import lettered, names_of
from experiments.answer import AnswerInShort
from experiments.run import Case
from sim.loading import Loaded

BANK = Bank()


@dataclass(frozen=True)
class AnsweredOption:
    """Which option is called what: its place on the page, its letter in tables and pictures, its scenario's hash."""

    place: str
    name: str
    title: str
    letter: str
    hash: str


@dataclass(frozen=True)
class OnThePage:
    """An answer as the page shows it, piece by piece. `hash`: of its numbers."""

    html: dict[str, str]
    hash: str
    options: Sequence[AnsweredOption]
    seed: int
    replications: int
    link: str


def answer(setting: Setting, watch: Watch) -> OnThePage:
    """The answer at once."""
    return _on_the_page(setting, watch, swings=False)


def sure(setting: Setting, watch: Watch) -> OnThePage:
    """The same, with what would change it."""
    return _on_the_page(setting, watch, swings=True)


def _on_the_page(setting: Setting, watch: Watch, *, swings: bool) -> OnThePage:
    loaded = loaded_of(setting)
    found = run(setting, loaded, watch, swings=swings).answer
    names = names_of(found.scenarios)
    letters = {one.scenario.name: one.letter for one in lettered(found, names)}
    options = [
        AnsweredOption(place, one.name, names[one.name], letters[one.name], one.hash) for place, one in loaded.items()
    ]
    made = found.provenance
    target = float(next(iter(loaded.values())).scenario.settings.wait_target_weeks.value)
    html = fragments(found, target)
    return OnThePage(html, str(made.answer), options, made.seed, made.replications, link_if_short(setting))


def run(setting: Setting, loaded: Mapping[str, Loaded], watch: Watch, *, swings: bool = False) -> Ran[AnswerInShort]:
    """The request, answered."""
    asked = RunInShort(
        tuple(loaded.values()),
        seed=setting.seed,
        replications=setting.replications,
        swings="first few" if swings else "none",
        sets=0,
        command=command_of(setting, loaded),
        in_places=True,  # a letter that moved from column to column as a lever moves would confuse
        runner=BANK,
    )
    return asked.answered(unheard(watch))


def run_ahead(setting: Setting, numbers: range) -> None:
    """Some replications of every option: an answer finds them, and runs the rest."""
    BANK.run(_cases(setting), numbers)


def part(setting: Setting, numbers: range, watch: Watch = UNWATCHED) -> bytes:
    """Replications of every option for another worker's bank, as far as they are not in this one's."""
    cases, step = _cases(setting), watch.following("replications")
    return BANK.part(cases, numbers, lambda done: step(done, len(cases) * len(numbers)))


def _cases(setting: Setting) -> list[Case]:
    """Every option, as it was asked about before, if it can be run."""
    cases = [BANK.known(one) for one in cases_of([*loaded_of(setting).values()], setting.seed)]
    refuse_what_never_ends(cases)
    return cases
