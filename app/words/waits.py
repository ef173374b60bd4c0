"""How is a wait said? How long until half are given what they wait for, and what becomes of all who join a queue."""

from app.words.estimates import certain, error_of
from app.words.numbers import capital, listed, number, percent, weeks
from experiments.intervals import Estimate
from experiments.people_rows import WaitRow


def wait_in_words(wait: WaitRow, what: str, mean: Estimate | None = None, whose: str = "those who queue") -> str:
    """'Of new referrals, half are given a link worker within 3 weeks; one in ten waits longer than 9 weeks, given one
    or not.' Shares are of all who join the queue."""
    longest = wait.one_in_ten_weeks
    if not wait.joined:
        return f"Nobody waits for {what}."
    if wait.ninetieth_weeks == 0:
        text = f"Of {whose}, at least nine in ten are given {what} without waiting"
    else:
        text = f"Of {whose}, {half_given(wait, what)}"
        if longest:
            text += f"; one in ten waits longer than {weeks(longest)}, given one or not"
        elif longest is None:
            text += "; more than one in ten still wait when the follow-up ends"
    if mean is not None and mean.mean:
        text += (
            f" (mean wait of those given one {number(mean.mean, mean.half_width)} "
            f"weeks{'' if certain(mean) else ', ' + error_of(mean)})"
        )
    return f"{text}."


def half_given(wait: WaitRow, what: str) -> str:
    """'half are given a link worker within 3 weeks', if ever half are."""
    median = wait.median_weeks
    if median is None:
        return f"fewer than half are given {what} ({percent(wait.given_share or 0.0)} by the end of the follow-up)"
    return f"half are given {what} {'without waiting' if median == 0 else f'within {weeks(median)}'}"


CUT_OFF = "are cut off when the service or the activity ends or they leave"


def ends_in_words(wait: WaitRow, cut_off: str = CUT_OFF) -> str:
    """'84% are given one, 12% give up, 1% are cut off when the service or the activity ends or they leave and 3% still
    wait when the follow-up ends.'"""
    ends = [
        (wait.given_share, "are given one"),
        (wait.gave_up_share, "give up"),
        (wait.cut_share, cut_off),
        (wait.waiting_share, "still wait when the follow-up ends"),
    ]
    return f"{capital(listed([f'{percent(share)} {said}' for share, said in ends if share]))}."


THE_TARGET = "within the target"


def with_target(title: str, target: float) -> str:
    """'… within the target (4 weeks), %': in a title that names the target, what it is."""
    return title.replace(THE_TARGET, f"{THE_TARGET} ({weeks(target)})")
