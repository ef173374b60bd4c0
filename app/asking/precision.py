"""How near must an answer be? Pounds of net cash, or so much of each of several outputs.

within=5000
within={"net": 5000, "weeks_of_care": 20, "discharges": "5%"}
"""

from collections.abc import Mapping, Sequence

from experiments.compare import NET
from experiments.run import Case
from experiments.stopping import Target
from experiments.study.outputs import outputs_of
from sim.errors import NotPossible, WrongInput
from sim.faults import printable, sentence

Within = float | Mapping[str, float | str] | None  # text: a percentage of the mean


def targets_of(within: Within) -> tuple[Target, ...]:
    """What must be known how closely, in order of name."""
    if within is None:
        return ()
    stated = within if isinstance(within, Mapping) else {NET: within}
    return tuple(_target(name, stated[name]) for name in sorted(stated))


def _target(name: str, within: float | str) -> Target:
    relative = isinstance(within, str) and within.endswith("%")
    try:
        size = float(within.removesuffix("%")) / 100 if isinstance(within, str) else float(within)
    except ValueError:
        raise WrongInput(f"{printable(name)}: {printable(str(within))} is no precision: a number, or 5%.") from None
    if not 0 < size < float("inf"):
        raise WrongInput(f"{printable(name)}: a precision of {printable(str(within))} is not possible.")
    return Target(name, size, relative)


def about_money(targets: Sequence[Target]) -> bool:
    """Whether net cash must be known."""
    return any(target.output == NET for target in targets)


def refuse_unknown(targets: Sequence[Target], cases: Sequence[Case], option: str) -> None:
    """Nothing is run for an output that a scenario does not have."""
    for case in cases:
        for target in targets:
            if target.output == NET:
                continue
            try:
                outputs_of(case, [target.output])
            except NotPossible as error:
                raise WrongInput(f"{option}: {printable(case.name)}: {sentence((), str(error))}") from None


def typed(within: Within) -> list[str]:
    """The same as it is typed, one for each option."""
    if within is None:
        return []
    if not isinstance(within, Mapping):
        return [_number(within)]
    return [
        f"{name}={within[name] if isinstance(within[name], str) else _number(within[name])}" for name in sorted(within)
    ]


def _number(size: object) -> str:
    return f"{size:.15g}" if isinstance(size, float) else str(size)
