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
        "You hold the budget that paid for that care, and are asked to hand the saving over.",
        "The program lets the same people live the same years twice, with the service and without, and counts what "
        "care they use.",
        f"Much of it is assumed, and so is this: of what is freed, {percent(facts['cash_share'])} becomes cash. The "
        "rest is room that the next person fills.",
    ]


def _shown(facts: Facts) -> list[Shown]:
    rows = []
    for line in LINES:
        step = TITLES[line]
        title = step.title.upper() if step.kind == "subtotal" else step.title
        rows.append([title, *(_part(facts[column][line]) for column in COLUMNS)])
    heads = ["For each £100 claimed", "taken at its word, year 1", "the pilot, year 1", "the pilot, 3 years"]
    note = (
        f"{people(facts['discharged'])} people are discharged within the year in a run, which counts every review; the "
        f"pilot counted {facts['discharges']} at its own. So all is told for each £100 claimed."
    )
    return [Rows(f"From the claim to cash (mean of {facts['runs']} runs). {note}", heads, rows)]


def _part(value: float) -> str:
    """'−33', '3.7': pounds of a hundred."""
    text = f"{abs(value):.0f}" if abs(value) >= 9.95 or value == 0 else f"{abs(value):.1f}"
    return f"{MINUS}{text}" if value < 0 and text.strip("0.") else text


def _surprise(facts: Facts) -> list[str]:
    first, word, three = (facts[column] for column in ("first", "word", "three"))
    return [
        f"About {pounds(facts['answer'], 500)}: {_sum(first['cash'])} of every £100 claimed.",
        f"{_sum(-first['anyway'])} of every £100 is people who would have been discharged anyway: assumed, for nobody "
        f"compared. {_sum(-first['timing'])} more is time: who is discharged late in the year has not freed a year of "
        "care by its end.",
        "Even if nobody would have been discharged anyway, nobody came back and every pound were cash, the first year "
        f"would bring {_sum(word['cash'])} of every £100 (the first column).",
        f"{_sum(first['capacity'])} of care is freed in the first year and {_sum(three['capacity'])} in three. It is "
        "worth something to whoever takes the room; but no budget falls by it.",
        f"And the service has its own cost: {_sum(-first['service'])} for every £100 claimed. What is left is "
        f"{_sum(first['net'])} after one year, and {_sum(three['net'])} after three.",
    ]


def _sum(value: float) -> str:
    """'£33', '−£38', '£3.47': a part of £100."""
    text = f"{abs(value):.0f}" if abs(value) >= 9.95 else f"{abs(value):.2f}"
    return f"{MINUS if value < 0 else ''}£{text}"


def _decide(facts: Facts) -> list[str]:
    of = facts["pounds"]
    return [
        "Four sentences from board papers, all about the first year. Which may stand, and which is a false saving?",
        f"(a) “{facts['discharges']} discharges saved us {in_full(facts['claim'])}.”",
        f"(b) “The service freed care worth about {pounds(of['capacity'], 5000)}.”",
        f"(c) “About {pounds(of['cash'], 500)} can be taken out of the budget.”",
        "(d) “The service pays for itself.”",
        "Which number here would you ask for first, because it matters most and nobody has measured it?",
    ]


TEXT = Text(
    title="What a saving is worth",
    question="A service is said to save thousands of pounds. How much of that could a budget holder bank?",
    setting=_setting,
    ask=lambda facts: (
        f"Of the {in_full(facts['claim'])}, how many pounds of cash could leave your budget by the end of the first "
        "year?"
    ),
    say=lambda value: pounds(value, 200),
    sign="£",
    off=("too little", "too much"),
    near=1000,
    shown=_shown,
    surprise=_surprise,
    decide=_decide,
    change=(
        "spsim run rotherham_mental_health_pilot",
        "spsim show rotherham_mental_health_pilot_headline",
        "spsim break-even rotherham_mental_health_pilot costs.secondary_care.cashable_share --low 0 --high 1",
    ),
)
