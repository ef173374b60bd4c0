"""A made-up response with a known crossing and keyed noise: part shared by all points of a replication, part not."""

from collections.abc import Callable

from sim.luck import Who, normal, study_key, uniform

KEY = study_key(2026)
CROSSES_AT = 3.3


def noisy(
    *, repeat: int, replications: int, shared: float = 1500, own: float = 800, bend: float = 0.0
) -> Callable[[float], list[float]]:
    """A response that rises by 1000 for 1 and crosses 0 at 3.3; another noise for each repeat."""

    def response(x: float) -> list[float]:
        away = x - CROSSES_AT
        at = round(x * 1_000_000)
        return [
            1000 * away * (1 + bend * away) + shared * _draw(repeat, r, 0) + own * _draw(repeat, r, 1 + at)
            for r in range(replications)
        ]

    return response


def _draw(repeat: int, replication: int, occurrence: int) -> float:
    return normal(uniform(Who(KEY, replication, 0, repeat), 0, occurrence))
