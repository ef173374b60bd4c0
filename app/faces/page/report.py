"""What does a board read? One HTML file made from an answer: it needs no script, no network and no other file.

A list of sections (`report_sections`). It rounds; it never calculates. Texts of a scenario are somebody else's: they
are cleaned of what steers a screen once, on the way in, and escaped wherever they are shown (autoescape), so that they
can only ever appear as text.
"""

from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import words
from app.faces.page.bridge import waterfall_figure
from app.faces.page.changes import ON_PAGE_ONE, swings_figure
from app.faces.page.comparison import comparison_view
from app.faces.page.people import capacity_figure, flow_figures, queue_figures, queue_table, wait_figures
from app.faces.page.setting import brackets, error_apart, kept_together
from app.faces.page.together import of_several
from app.provenance import in_one_line, known, made_rows, precision_in_words
from app.tables import apart, bridge, capacities, money, people
from app.tables.beside import beside_the_money
from app.tables.changes import swings
from app.tables.known import assumed_list, assumptions, for_and_against
from app.tables.options import names_of, side_by_side
from app.tables.table import shown, shown_if
from app.texts import cleaned
from experiments.answer import Answer, ScenarioAnswer
from experiments.rows import as_plain

TEMPLATES = Path(__file__).parent / "templates"


def write_report(answer: Answer, path: Path) -> None:
    """Write the report of an answer."""
    path.write_text(render(answer), encoding="utf-8", newline="\n")


def render(answer: Answer) -> str:
    """The report of an answer as text."""
    clean = cleaned(answer)
    replications = int(clean.provenance.replications)
    titles, names = {one.name: one.title for one in clean.scenarios}, names_of(clean.scenarios)
    return (
        environment()
        .get_template("report.html")
        .render(
            scenarios=[view(scenario, f"s{i}", replications) for i, scenario in enumerate(clean.scenarios, start=1)],
            comparisons=[comparison_view(comparison, titles) for comparison in clean.comparisons],
            titles=[*names.values()],
            several=of_several(clean.scenarios, replications) if clean.comparisons else None,
            options=shown(side_by_side(clean, names)) if clean.comparisons else None,
            options_said=words.options_in_words(clean.options) if clean.comparisons else [],
            differs=[
                shown(apart.stated(rows, first.title, second.title))
                for rows, (first, second) in zip(clean.differences, combinations(clean.scenarios, 2), strict=True)
            ],
            above=words.above_the_answer(clean),
            below=words.below_the_answer(clean),
            evidence=shown(for_and_against(clean)),
            evidence_said=words.evidence_in_words(clean.scenarios),
            precision=precision_in_words(clean.precision),
            made=made_rows(as_plain(clean.provenance), map(known, clean.scenarios)),
            provenance=in_one_line(clean),
            limits=dict.fromkeys(text for scenario in clean.scenarios for text in words.cannot_tell(scenario)),
        )
    )


@cache
def environment() -> Environment:
    """Where the pages are. Everything that is put into them is escaped."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=kept_together,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["brackets"] = brackets
    pages.filters["error_apart"] = error_apart
    return pages


def view(scenario: ScenarioAnswer, key: str, replications: int) -> dict[str, Any]:
    """All that is shown of one scenario. `key` keeps the ids of its headings apart from another's."""
    return {
        "key": key,
        "title": scenario.title,
        "description": scenario.description or "",
        "question": words.question_of(scenario),
        "comparator": words.comparator_in_words(scenario),
        "setting": words.setting_in_words(scenario),
        "answer": words.answer_in_words(scenario),
        "standing": words.standing_in_words(scenario),
        "who_pays": " ".join(filter(None, [words.who_pays(scenario), words.empty_places_in_words(scenario)])),
        "channels": words.channels_in_words(scenario),
        "people": words.people_in_words(scenario),
        "bridge": shown_if(bridge.over_time(scenario)),
        "waterfall": waterfall_figure(scenario),
        "changes": words.what_would_change(scenario),
        "swings": shown_if(swings(scenario, ON_PAGE_ONE)),
        "swings_said": words.swings_in_words(scenario.swings)[:1] if scenario.swings else [],
        "swings_drawn": swings_figure(scenario),
        "swings_left_out": words.swings_in_words(scenario.swings)[1:] if scenario.swings else [],
        "first": words.get_first(scenario.swings) if scenario.swings else None,
        "payers_in_rows": shown_if(bridge.payers(scenario)),
        "per_pound": words.per_pound_in_words(scenario),
        "paid": shown_if(money.paid(scenario)),
        "payers": [shown(table) for table in bridge.beside_payers(scenario)],
        "groups": shown_if(bridge.groups(scenario)),
        "posts": shown_if(money.posts(scenario)),
        "gains": shown_if(people.gains(scenario)),
        "sure": words.how_sure(scenario, replications),
        "cannot": words.cannot_tell(scenario),
        "grades": words.grades_in_words(scenario),
        "assumed": assumed_list(scenario),
        "headline": words.headline_in_words(scenario),
        "headline_source": words.headline_source(scenario),
        "flow": flow_figures(scenario),
        "waits": wait_figures(scenario),
        "queues": queue_figures(scenario),
        "queue_table": shown_if(queue_table(scenario)),
        "capacity": capacity_figure(scenario),
        "money": shown_if(money.by_year(scenario)),
        "spending": shown_if(money.against_limits(scenario)),
        "limits": words.spending_in_words(scenario),
        "values": [shown(table) for table in beside_the_money(scenario)],
        "outcomes": shown(people.outcomes(scenario)),
        "naive": shown_if(people.before_and_after(scenario)),
        "completers": shown_if(people.completers(scenario)),
        "loads": shown_if(capacities.loads(scenario.loads)),
        "assumptions": shown(assumptions(scenario)),
    }
