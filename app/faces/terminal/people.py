"""What happens to people? Outcomes in both worlds, before and after, use of each capacity."""

from app import words
from app.faces.terminal.layout import INDENT, bullet, of, paragraph, section
from app.tables import capacities
from app.tables import people as tables
from experiments.answer import ScenarioAnswer


def before_and_after(scenario: ScenarioAnswer) -> str:
    """What a before-and-after study would report of each care line, beside the true effect."""
    heading = "What a before-and-after study would report, and what is the programme's doing (change, %)"
    return section(heading, of(tables.before_and_after(scenario)))


def who_completes(scenario: ScenarioAnswer) -> str:
    """What a comparison of completers would report, beside the true effect."""
    found = tables.completers(scenario)
    heading = "What a comparison of those who complete support with the rest would report"
    return section(heading, of(found), paragraph(found.note, INDENT)) if found else ""


def capacity(scenario: ScenarioAnswer) -> str:
    """How much of each capacity was used: the fullest activities only, where there are many."""
    rows, many = capacities.fullest(scenario)
    if not rows:
        return bullet("No link workers and no activities here.")
    wait = _place_wait(scenario)
    more = f"The {capacities.FULLEST} fullest of {many} activities are shown." if many > capacities.FULLEST else ""
    parts = [bullet(wait) if wait else "", of(capacities.use(rows)), paragraph(more, INDENT)]
    return "\n".join(part for part in parts if part)


def _place_wait(scenario: ScenarioAnswer) -> str:
    if words.is_clinic(scenario):
        return ""
    wait = scenario.waits.place
    said = words.wait_in_words(wait, "a place", words.outcomes(scenario)["wait_for_place"].programme)
    return f"{said} {words.ends_in_words(wait)}" if wait.joined else said
