"""What do some scenarios come to, each against its own comparator, and how do they differ from each other?

One scenario or several is the same request. `RunInShort` asks for what page one says, `Run` for everything: the same
numbers, and mypy knows which of the two an answer is. What would change the answer is worked out by default as far as
that is affordable: by the size of the work, not by the clock, so that a request gets the same answer on every machine.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar, Generic, Literal, NamedTuple, TypeVar

from app.asking.cases import Named, cases_of, load_all, provenance, refuse_what_never_ends, replications_of
from app.asking.engines import Runs, caps_in_words
from app.asking.precision import Within, about_money, refuse_unknown, targets_of
from app.asking.typed import command_of
from app.asking.watch import Watch
from app.provenance import hashed
from experiments.all_inputs import FEWEST, Sets, all_inputs, runs_of, sets_by_default
from experiments.along import fits_of
from experiments.answer import Answer, AnswerInShort
from experiments.answering import answer, answer_in_short, with_channels, with_swings
from experiments.budget import USUAL_TERMS, Terms
from experiments.channels import Channels, channels
from experiments.compare import Precision, run_pairs
from experiments.ranges import ranges
from experiments.results import BOTH
from experiments.run import AFRESH, Case, Replication, Runner
from experiments.swings import Swings, swings
from experiments.unknown import with_all_inputs
from sim.errors import NotPossible, WrongInput
from sim.faults import printable
from sim.simulate import Engine

SWUNG_BY_DEFAULT = 10  # replications: the first so many show which inputs matter
SPLIT_AT_MOST = 200  # replications in which channels of effect are run one by one
MOST_EVENTS_BY_DEFAULT = {"fast": 1_000_000_000, "simpy": 2_000_000}  # some minutes; most of a minute
MOST_EVENTS_OF_SETS = {"fast": 1_000_000_000, "simpy": 200_000}  # beside them

Results = Sequence[Sequence[Replication]]  # of each scenario, in order
AnyAnswer = TypeVar("AnyAnswer", bound=AnswerInShort, covariant=True)
FoundAnswer = TypeVar("FoundAnswer", bound=AnswerInShort)


@dataclass(frozen=True)
class Asked(Runs, Generic[AnyAnswer]):
    """Run scenarios, and compare them if they are several.

    `within`: pounds; replications are added, up to `most`, until no net cash shown has a wider 95 % half-width. Or for
    each output of a study (`experiments.study.outputs`) how near: in its own unit, or "5%" of its mean.
    `swings`: what would change the answer, in the first few replications if that is affordable, in all, or not at all.
    `sets`: at how many sets of inputs all of them are drawn at once; by default 1,000 of one scenario, 400 of each of
    several, beside swings, if affordable.
    `pounds_of`: a financial year in whose pounds net cash is said once more. `command`: what to type for this answer.
    `in_places`: options keep the order in which they are named, and its letters; else the cheapest comes first.
    `runner`: who runs it, and may remember what was run before.
    """

    in_short: ClassVar[bool]  # no more is kept of a run than page one says

    scenarios: tuple[Named, ...]
    within: Within = None
    most: int = 2000
    swings: Literal["first few", "all", "none"] = "first few"
    sets: int | None = None
    terms: Terms = USUAL_TERMS
    pounds_of: str | None = None
    command: str | None = None
    in_places: bool = False
    runner: Runner = field(default=AFRESH, compare=False, repr=False)

    def answered(self, watch: Watch) -> "Ran[AnyAnswer]":
        """Run them, and say what there is to say."""
        cases = [self.runner.known(one) for one in cases_of(load_all(self.scenarios), self.seed)]
        replications = replications_of(cases, self.replications)
        _refuse(self, cases, watch)
        swings_too = self.swings == "all" or (
            self.swings == "first few" and _has_net_cash(cases) and _affordable(self, cases, replications, watch)
        )
        with caps_in_words(one.loaded for one in cases):
            results, precision = run_pairs(
                cases,
                replications=replications,
                within=targets_of(self.within),
                most=self.most,
                jobs=self.workers,
                engine=self.engine,
                progress=watch.following("replications"),
                sums_only=self.in_short,
                runner=self.runner,
            )
            done = Done(cases, results, precision, provenance(self.command or command_of(self)), self.engine)
            swung = None
            if swings_too:
                some = results if self.swings == "all" else [runs[:SWUNG_BY_DEFAULT] for runs in results]
                _say_what_for(cases, some, watch)
                swung = _swings(self, cases, some, self.engine, watch)
            sets = _all_at_once(self, cases, watch) if swings_too or self.sets else None
            found = hashed(self.answer_to(done, Varied(swung, sets), watch))
            return Ran(_placed(found) if self.in_places else found, cases, results, precision)

    @abstractmethod
    def answer_to(self, done: "Done", varied: "Varied", watch: Watch) -> AnyAnswer:
        """What there is to say of what was run, and of what was varied."""


class RunInShort(Asked[AnswerInShort]):
    """What page one says, and no more."""

    in_short = True

    def answer_to(self, done: "Done", varied: "Varied", watch: Watch) -> AnswerInShort:
        """A tenth of the work."""
        found = answer_in_short(
            *(done.cases, done.results, done.precision, done.how),
            pounds_of=self.pounds_of,
            engine=done.engine,
            runner=self.runner,
        )
        return varied.beside(found)


class Run(Asked[Answer]):
    """Everything there is to say."""

    in_short = False

    def answer_to(self, done: "Done", varied: "Varied", watch: Watch) -> Answer:
        """Every person, pound and week; and what each channel of effect does alone."""
        found = answer(
            done.cases, done.results, done.precision, done.how, self.terms, pounds_of=self.pounds_of, engine=done.engine
        )
        found = varied.beside(found)
        return with_channels(found, _channels(self, done, watch)) if varied.swings else found


class Varied(NamedTuple):
    """What was run with other inputs, of each scenario: one input at a time, and all at once; None where it was not."""

    swings: Sequence[Swings] | None
    sets: Sequence[Sets] | None

    def beside(self, given: FoundAnswer) -> FoundAnswer:
        """The answer with both."""
        swung = with_swings(given, self.swings) if self.swings else given
        return with_all_inputs(swung, self.sets) if self.sets else swung


class Done(NamedTuple):
    """What was run, how near it is, how it was made and on which engine."""

    cases: Sequence[Case]
    results: Results
    precision: Precision
    how: dict[str, str]
    engine: Engine


@dataclass(frozen=True)
class Ran(Generic[AnyAnswer]):
    """The answer, and what files need beside it: every scenario asked about and every replication of it."""

    answer: AnyAnswer
    cases: Sequence[Case]
    results: Results
    precision: Precision


def _placed(answer: FoundAnswer) -> FoundAnswer:
    """The answer with its options in the order in which they were named."""
    names = tuple(one.name for one in answer.scenarios)
    return replace(answer, options=replace(answer.options, placed=names))


def _refuse(asked: Asked[AnswerInShort], cases: Sequence[Case], watch: Watch) -> None:
    """Nothing is run that has no answer."""
    refuse_what_never_ends(cases)
    targets = targets_of(asked.within)
    refuse_unknown(targets, cases, watch.names.within)
    if not _has_net_cash(cases):
        wanted = {
            watch.names.all_swings: asked.swings == "all",
            watch.names.sets: bool(asked.sets),
            watch.names.within: about_money(targets),
        }
        for name in (name for name, so in wanted.items() if so):
            raise WrongInput(
                f"{name} is about net cash, and follow-up is shorter than a year: there is none. Leave it out."
            )
    if asked.sets and asked.sets < FEWEST:
        raise WrongInput(f"{watch.names.sets} {asked.sets}: of fewer than {FEWEST} sets the ends would be guesses.")
    for one in cases:
        year, prices = asked.pounds_of, one.scenario.prices
        if year not in (None, prices.year) and (prices.index is None or year not in prices.index.years):
            name = printable(one.loaded.name)
            raise WrongInput(f"{watch.names.pounds_of} {year}: the price index of {name} does not have it.")


def _has_net_cash(cases: Sequence[Case]) -> bool:
    return all(one.shape.bridge_years for one in cases)


# ---------------------------------------------------------------- what would change the answer


def _affordable(asked: Asked[AnswerInShort], cases: Sequence[Case], replications: int, watch: Watch) -> bool:
    """Whether an answer may have swings by default."""
    few = min(SWUNG_BY_DEFAULT, replications)
    runs = [2 * len(ranges(one.scenario)) * few for one in cases]
    if not (affordable := _events(cases, runs) <= MOST_EVENTS_BY_DEFAULT[asked.engine]):
        watch.say(
            f"What would change the answer is left out: it would take long. Add {watch.names.all_swings} to have it."
        )
    return affordable


def _events(cases: Sequence[Case], runs: Sequence[int]) -> float:
    """How much work so many replications of each scenario are."""
    return sum(many * len(BOTH) * one.size.events for one, many in zip(cases, runs, strict=True))


def _all_at_once(asked: Asked[AnswerInShort], cases: Sequence[Case], watch: Watch) -> list[Sets] | None:
    """Every scenario at sets of inputs; None where nothing has a range, or it is not wanted or not affordable."""
    sets = sets_by_default(len(cases)) if asked.sets is None else asked.sets
    if not sets or not any(ranges(one.scenario) for one in cases):
        return None
    events = _events(cases, [runs_of(sets)] * len(cases))
    if asked.sets is None and events > MOST_EVENTS_OF_SETS[asked.engine]:
        watch.say(f"All inputs at once is left out: it would take long. Add {watch.names.sets} {sets} to have it.")
        return None
    watch.say(f"All inputs at once: {sets:,} sets of them. {watch.names.sets} 0 leaves it out.")
    fits = [fits_of(one.loaded) for one in cases]
    progress = watch.following("sets of inputs")
    try:
        return all_inputs(cases, fits, sets, engine=asked.engine, jobs=asked.workers, progress=progress)
    except NotPossible as error:
        watch.say(f"All inputs at once is left out: {error}.")
        return None


def _say_what_for(cases: Sequence[Case], some: Results, watch: Watch) -> None:
    """Nobody waits without knowing for what, and how to do without it."""
    inputs = sum(len(ranges(one.scenario)) for one in cases)
    if inputs:
        watch.say(
            f"What would change the answer: {inputs} inputs at their low and high, {len(some[0])} replications each. "
            f"{watch.names.no_swings} leaves it out."
        )


def _swings(
    asked: Asked[AnswerInShort], cases: Sequence[Case], some: Results, engine: Engine, watch: Watch
) -> list[Swings]:
    """What would change the answer, of each scenario: two more runs for every uncertain input."""

    def of_scenario(one: Case, runs: Sequence[Replication]) -> Swings:
        progress = watch.following(f"inputs of {printable(one.loaded.name)} at their low and high")
        return swings(one, runs, fits_of(one.loaded), jobs=asked.workers, engine=engine, progress=progress)

    return [
        asked.runner.once(one, ("swings", len(runs)), partial(of_scenario, one, runs))
        for one, runs in zip(cases, some, strict=True)
    ]


def _channels(asked: Asked[AnswerInShort], done: Done, watch: Watch) -> list[Channels]:
    """What each channel of effect does alone, of each scenario, and what all do together."""
    return [
        channels(
            one,
            runs[:SPLIT_AT_MOST],
            jobs=asked.workers,
            engine=done.engine,
            progress=watch.following(f"channels of effect of {printable(one.loaded.name)}"),
        )
        for one, runs in zip(done.cases, done.results, strict=True)
    ]
