"""What happens to people? Outcomes in both worlds, before and after, use of each capacity."""

from collections.abc import Callable, Sequence

from app import words
from app.screen.layout import INDENT, bullet, paragraph, section, table
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate
from experiments.outcomes import OutcomeApart, OutcomeRow

NOT_IN_A_CLINIC = ("gave_up", "support_completed", "took_up", "nothing_suitable")


def people(scenario: ScenarioAnswer, names: Sequence[str]) -> str:
    """Usual care, the programme, and the paired difference."""
    of = words.outcomes(scenario)
    shown = [name for name in names if not (words.is_clinic(scenario) and name in NOT_IN_A_CLINIC)]
    if words.has_reviews(scenario):
        shown += [f"discharged_in_{year}y" for year in words.horizons(scenario)]
    shown += [f"uses.{line.line}" for line in scenario.naive]
    rows = [of[name] for name in shown if name in of]
    rows = [row for row in rows if not (words.unseen(row.usual) and words.unseen(row.programme))]
    cells = []
    for row in rows:
        cells.append(
            [
                title_of(row),
                words.count(*_mean(row.usual)),
                words.count(*_mean(row.programme)),
                difference(row.difference),
            ]
        )
    return table(["", "usual care", "programme", "difference"], cells)


def title_of(outcome: OutcomeRow | OutcomeApart) -> str:
    """An outcome's title, with its unit where that is not people, times or said already."""
    title, unit = str(outcome.title), outcome.unit
    if unit in ("people", "times", "reviews", "uses") or unit in title.lower():
        return title
    return f"{title}, {unit}"


def _mean(estimate: Estimate) -> tuple[float, float | None]:
    return estimate.mean, estimate.half_width


def difference(
    estimate: Estimate, say: words.Say = words.count, error: Callable[[Estimate, words.Say], str] = words.error_cell
) -> str:
    """'+48 ±6'; 'none' where it is exactly 0."""
    if words.nothing(estimate):
        return "none"
    if say is words.pounds and exact(estimate):
        return words.pounds(estimate.mean, 1.0, plus=True)
    text = say(estimate.mean, estimate.half_width)
    plus = "+" if estimate.mean > 0 and any(c in "123456789" for c in text) else ""
    return f"{plus}{text} {error(estimate, say)}"


def exact(estimate: Estimate) -> bool:
    """Whether every replication gives the same, but for the last binary digit."""
    half_width = estimate.half_width
    return half_width is not None and half_width <= 1e-9 * abs(estimate.mean) and not estimate.rare


def _share(share: float, _: float | None) -> str:
    return words.percent(share)


def before_and_after(scenario: ScenarioAnswer) -> str:
    """What a before-and-after study would report of each care line, beside the true effect."""
    cells = [
        [line.title, difference(line.naive, words.number), difference(line.true, words.number)]
        for line in scenario.naive
    ]
    if not cells:
        return ""
    heads = ["", "before and after", "true effect"]
    heading = "What a before-and-after study would report, and what is the programme's doing (change, %)"
    return section(heading, table(heads, cells))


def who_completes(scenario: ScenarioAnswer) -> str:
    """What a comparison of completers would report, beside the true effect."""
    cells = [
        [
            row.title,
            *(words.number(*_mean(who)) for who in (row.completers, row.others)),
            *(difference(of, words.number) for of in (row.apparent, row.true)),
        ]
        for row in scenario.completers
    ]
    if not cells:
        return ""
    heads = ["share, %", "completed", "others", "apparent", "true"]
    heading = "What a comparison of those who complete support with the rest would report"
    return section(heading, table(heads, cells), paragraph(words.COMPLETERS, INDENT))


def capacity(scenario: ScenarioAnswer) -> str:
    """How much of each capacity was used: the fullest activities only, where there are many."""
    rows = scenario.capacity
    places = [row for row in rows if row.name.endswith(": places")]
    posts = [row for row in rows if row not in places]
    said = [wait for wait in [_place_wait(scenario)] if wait]
    if not rows:
        return bullet("No link workers and no activities here.")
    fullest = sorted(places, key=lambda row: -row.mean)[:3]
    cells = [
        [
            row.name.replace("team: ", "link workers: "),
            words.percent(row.mean),
        ]
        for row in posts + fullest
    ]
    more = f"The {len(fullest)} fullest of {len(places)} activities are shown." if len(places) > len(fullest) else ""
    return "\n".join(
        [
            *(bullet(text) for text in said),
            table(["", "on average"], cells),
            *([paragraph(more, INDENT)] if more else []),
        ]
    )


def _place_wait(scenario: ScenarioAnswer) -> str:
    if words.is_clinic(scenario):
        return ""
    wait = scenario.waits.place
    said = words.wait_in_words(wait, "a place", words.outcomes(scenario)["wait_for_place"].programme)
    return f"{said} {words.ends_in_words(wait)}" if wait.joined else said
