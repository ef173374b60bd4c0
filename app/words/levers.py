"""What has to be known of a lever before it is moved: what it costs, and what has to be moved with it?"""

from collections.abc import Mapping, Sequence

from app.words.numbers import listed

PLACES = {  # what more of them cost, by how an activity is paid
    "block": "Paid per session held, however many come: more places cost nothing more here.",
    "grant": "Paid as a grant by the year: more places cost nothing more here.",
    "spot": "Paid per place taken and week: more places cost more as they are taken.",
    "outcome": "Paid per course completed: more places cost more as courses in them are completed.",
    "": "No price is stated for it: more places cost nothing here.",
}
PAID_AT_ANY_UPTAKE = ("block", "grant")
GROUP_ADDS_UP = "The shares of a group add to 100%: move another by as much the other way before there is an answer."
NOT_ABOVE_FULL_DOSE = "It cannot be above the chance with the full dose."
STAYS_0_WHERE_A_GAIN_LASTS = "Where a gain is said to last, it stays 0: what comes anyway would be counted as gained."
NOBODY_IS_THERE_YET = "It stays 0 while the service starts after day 0: move that day first."


def cost_of_places(prices: Mapping[str, Sequence[str]]) -> str:
    """What more places cost. `prices`: for each form of payment, the levers of its price."""
    said = [f"{PLACES[form]}{_price(levers) if form in PAID_AT_ANY_UPTAKE else ''}" for form, levers in prices.items()]
    return " ".join(said)


def _price(levers: Sequence[str]) -> str:
    return f" What is paid is a lever of its own, under “More inputs”: {listed([f'“{one}”' for one in levers])}."
