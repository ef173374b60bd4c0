"""`spsim warm-up` on one screen: whether a warm-up is wanted at all, and how long one would be."""

from app import words
from app.faces.terminal.layout import bullet, paragraph, section, table
from experiments.warm_up import Settling, WarmUp, Worst

NEW = (
    "This service is new and truly starts empty: its simulation is terminating. Building up is part of the answer, and "
    "no warm-up is wanted."
)
RUNNING = (
    "This service is stated as running on day 0: it starts as it stands there and not empty. No warm-up is wanted."
)


def of_warm_up(found: WarmUp, title: str) -> str:
    """What is wanted, what MSER-5 says of each series, and what to do for a steady state."""
    runs = f"mean of {found.replications:,} replications, in the weeks in which people are referred"
    heads = ("People", "Settled after", "Then, on average")
    rows = [(one.title, _weeks(one.weeks, len(one.mean)), words.number(one.level)) for one in found.series]
    advice = [bullet(text) for text in (*_advice(found), *_worst(found)) if text]
    parts = [
        paragraph(title),
        "",
        paragraph(RUNNING if found.running else NEW),
        "",
        section(f"If you ask for its steady state ({runs}; MSER-5)", table(heads, rows)),
        "",
        *advice,
    ]
    return "\n".join(parts)


def _weeks(weeks: int | None, of: int) -> str:
    if weeks is None:
        return f"not by half of {of} weeks"
    return "at once" if weeks == 0 else f"{weeks} weeks"


def _advice(found: WarmUp) -> list[str]:
    on_caseload = next((one for one in found.series if one.state == "on_caseload"), None)
    stated = _as_running(on_caseload)
    if found.weeks is None:
        return [
            "It has not settled by half of that time. Refer people for longer (dates.last_referral, dates.service_end) "
            "before you ask for a steady state.",
            stated,
        ]
    if found.weeks == 0:
        return ["Nothing would be left out."]
    return [
        f"Leave out the first {found.weeks} weeks from week {found.first_week} on: by time, for everybody, and not by "
        f"when a person was referred. Nothing is reset: those who are there then stay there.",
        stated,
    ]


def _as_running(on_caseload: Settling | None) -> str:
    if on_caseload is None or on_caseload.level < 1:
        return ""
    return (
        f"Or state the service as running on day 0: link_workers.people_on_day_0 = {round(on_caseload.level)}. Then "
        f"nothing is left out, and its money counts from day 0."
    )


def _worst(found: WarmUp) -> list[str]:
    if not found.points:
        return ["Over the range of every uncertain input: add --ranges."] if found.worst is None else []
    assert found.worst is not None  # noqa: S101 - there are points
    failed = f" {found.failed} were not possible." if found.failed else ""
    return [f"Over {found.points} points (every uncertain input at its low and its high), {_at(found.worst)}{failed}"]


def _at(worst: Worst) -> str:
    value = f"{words.number(worst.value)}{' times as long' if worst.times else ''}"
    when = "has not settled by half of the time" if worst.weeks is None else f"settles last, after {worst.weeks} weeks"
    return f"the worst is {worst.path} at {value}: it {when}."
