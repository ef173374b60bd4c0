"""Lesson 5: what £4,281 is worth, from the published claim to cash."""

from app.lessons.text import Rows, Shown, Text, in_full, people
from app.words import MINUS, percent, pounds
from experiments.bridge import STEPS
from experiments.lessons import LINES, Facts

COLUMNS = ("word", "first", "three")
TITLES = {step.name: step for step in STEPS}


def _setting(facts: Facts) -> list[str]:
    each, claim = in_full(facts["each"]), in_full(facts["claim"])
    return [
        f"A pilot in Rotherham was reported to have saved {each} a year for each person discharged from secondary "
        f"mental health care. {facts['discharges']} were: {facts['discharges']} × {each} = {claim}.",
        "You hold the budgets for care, and are asked to hand the saving over.",
        "The program lets the same people live the same years twice, with the service and without, and counts what "
        "care they use.",
        f"Much of it is assumed, and so is this: of what is freed, {percent(facts['cash_share'])} becomes cash. The "
        "rest is room that the next person fills.",
    ]


def _shown(facts: Facts) -> list[Shown]:
    rows = [[TITLES[line].title, *(_thousands(facts[column][line]) for column in COLUMNS)] for line in LINES]
    totals = [i for i, line in enumerate(LINES) if TITLES[line].kind == "subtotal"]
    heads = ["£000", "taken at its word, year 1", "the pilot, year 1", "the pilot, 3 years"]
    return [
        Rows(
            f"From the claim to cash, in pounds of {facts['year']} (mean of {facts['runs']} runs)", heads, rows, totals
        )
    ]


def _thousands(value: float) -> str:
    """'−112', '9.4': in thousands."""
    thousands = abs(value) / 1000
    text = f"{thousands:.0f}" if thousands >= 9.95 or value == 0 else f"{thousands:.1f}"
    return f"{MINUS}{text}" if value < 0 and text.strip("0.") else text


def _surprise(facts: Facts) -> list[str]:
    first, word, three = facts["first"], facts["word"], facts["three"]
    return [
        f"About {_sum(facts['answer'])}, give or take {_sum(facts['error'])}, where the claim was "
        f"{in_full(facts['claim'])}.",
        f"A run discharges {people(facts['discharged'])} people in the first year, at every kind of review: "
        f"{_sum(first['headline'])} by the claim's arithmetic. {_sum(-first['anyway'])} of it is people who would have "
        f"been discharged anyway (assumed: nobody compared), and {_sum(-first['timing'])} is time: a person discharged "
        "late in the year has not freed a year of care by its end.",
        "Even at its word, if nobody had been discharged anyway, nobody came back and every pound were cash, the "
        f"claim would bring {_sum(word['cash'])} in the first year (the first column).",
        f"{_sum(first['capacity'])} of care is freed in the first year and {_sum(three['capacity'])} in three. It is "
        "worth something to the person who takes the room, but no budget falls by it.",
        f"And the service costs {_sum(-first['service'])} in the first year. What is left is {_sum(first['net'])}, and "
        f"{_sum(three['net'])} after three years.",
    ]


def _sum(value: float) -> str:
    """'£112,000', '−£94,000', '£9,400': to two or three figures."""
    return pounds(value, 2000 if abs(value) >= 20_000 else 200)


def _decide(facts: Facts) -> list[str]:
    first = facts["first"]
    return [
        "Four sentences from board papers, all about the first year. Which may stand, and which is a false saving?",
        f"(a) “{facts['discharges']} discharges saved us {in_full(facts['claim'])}.”",
        f"(b) “The service freed care worth about {_sum(first['capacity'])}.”",
        f"(c) “About {_sum(first['cash'])} can be taken out of the budgets for care.”",
        "(d) “The service pays for itself.”",
        "Which number here would you ask for first, because it matters most and nobody has measured it?",
    ]


TEXT = Text(
    title="What a saving is worth",
    question="A service is said to save thousands of pounds. How much of that could a budget holder bank?",
    setting=_setting,
    ask=lambda facts: (
        f"The claim is {in_full(facts['claim'])}. How many pounds of cash could leave the budgets for care by the end "
        "of the first year, before the service itself is paid for?"
    ),
    say=lambda value: _sum(value),
    sign="£",
    off=("too little", "too much"),
    near=1000,
    drawn=range(-100_000, 200_001, 1000),
    kept=range(-200_000, 300_001, 1000),
    beside=lambda facts: [("The claim", facts["claim"])],
    bar="Cash by the end of the first year",
    luck=lambda _: "Cash that could leave the budgets for care by the end of the first year",
    seen={"rotherham_mental_health_pilot": "With the service"},
    levers=("costs.secondary_care.cashable_share", "reviews.chance_of_discharge", "costs.link_worker.gbp"),
    shown=_shown,
    surprise=_surprise,
    decide=_decide,
    change=(
        "spsim run rotherham_mental_health_pilot",
        "spsim show rotherham_mental_health_pilot_headline",
        "spsim break-even rotherham_mental_health_pilot costs.secondary_care.cashable_share --low 0 --high 1",
    ),
)
