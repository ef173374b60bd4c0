"""Does it work? How the findings for and against each channel of effect are worded."""

from collections.abc import Sequence

from app.words.assumed import CHANNELS
from experiments.answer import ScenarioAnswer

FOR_AND_AGAINST = "For and against: what is known of each way of working"
SAYS = {"for": "for", "against": "against", "cannot tell": "cannot tell", "absent": "not studied"}


def evidence_in_words(scenarios: Sequence[ScenarioAnswer]) -> str:
    """Which ways of working the answer rests on, and how far the findings can carry it."""
    rests_on = list(dict.fromkeys(channel for one in scenarios for channel in one.effect))
    ways = f"Assumed here: {'; '.join(CHANNELS[channel] for channel in rests_on)}." if rests_on else ""
    return f"{ways or 'Support is assumed to change nothing here.'} {HOW_FAR}"


HOW_FAR = (
    "A study without a comparison cannot tell of an effect, whatever it found. Most of these studies are of other "
    "people, in other places."
)
