"""How does what is said of one option stand beside what is said of another? Tables put together, option by option.

Nothing is shown of one that is not shown of all: where only some have a table, the others say that they have none.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from app import words
from app.tables import bridge, changes, money, people
from app.tables.options import names_of
from app.tables.table import Row, Shown, Table, shown, shown_if
from app.words import Said
from experiments.answer import ScenarioAnswer

Says = Callable[[ScenarioAnswer], Sequence[str]]
SWINGS = 4  # inputs of each option


def together(
    scenarios: Sequence[ScenarioAnswer],
    names: Mapping[str, str],
    of: Callable[[ScenarioAnswer], Table[Row] | Shown | None],
) -> Shown | None:
    """The same table of every option, one under another; the first column says whose row it is."""
    tables = [(names[scenario.name], of(scenario)) for scenario in scenarios]
    found = [(name, shown(table) if isinstance(table, Table) else table) for name, table in tables]
    heads = [table.head for _, table in found if table]
    if not heads:
        return None
    head = max(heads, key=len)
    rows, strong, notes, captions = [], set(), [], []
    for name, table in found:
        if table is None:
            rows.append([name, "none", *[""] * (len(head) - 1)])
            continue
        places = [table.head.index(title) if title in table.head else None for title in head]
        strong |= {len(rows) + i for i in table.strong}
        rows += [[name, *("–" if place is None else row[place] for place in places)] for row in table.rows]
        notes.append(table.note)
        captions.append(table.caption)
    kinds = max(table.words for _, table in found if table)
    return Shown(captions[0], ["Option", *head], rows, kinds + 1, frozenset(strong), max(notes, key=len))


def each(scenarios: Sequence[ScenarioAnswer], names: Mapping[str, str], say: Says) -> list[Said]:
    """What is said of every option, under its name; what is the same of all is said once."""
    said = [(names[scenario.name], " ".join(say(scenario))) for scenario in scenarios]
    texts = {text for _, text in said}
    if len(texts) == 1:
        text = texts.pop()
        return [Said("Every option" if len(said) > 2 else "Both", text)] if text else []
    return [Said(name, text) for name, text in said if text]


def of_several(scenarios: Sequence[ScenarioAnswer], replications: int) -> dict[str, object]:
    """All that page one shows of several options beside each other."""
    names = names_of(scenarios)
    return {
        "questions": each(scenarios, names, lambda one: [words.question_of(one)]),
        "comparators": each(scenarios, names, lambda one: [words.comparator_in_words(one)]),
        "settings": each(scenarios, names, lambda one: [words.setting_in_words(one), words.channels_in_words(one)]),
        "answers": each(scenarios, names, lambda one: [words.answer_in_words(one)]),
        "standing": each(scenarios, names, words.standing_in_words),
        "who_pays": each(
            scenarios, names, lambda one: [words.who_pays(one) or "", words.empty_places_in_words(one) or ""]
        ),
        "people": each(scenarios, names, words.people_in_words),
        "bridge": shown_if(bridge.of_options(scenarios, names)),
        "payers": together(scenarios, names, bridge.payers),
        "per_pound": each(scenarios, names, lambda one: [words.per_pound_in_words(one) or ""]),
        "posts": each(scenarios, names, words.posts_in_words),
        "swings": together(scenarios, names, partial(changes.swings, most=SWINGS)),
        "changes": each(scenarios, names, lambda one: [f"{c.name}. {c.text}" for c in words.what_would_change(one)]),
        "gains": together(scenarios, names, people.gains),
        "spending": together(scenarios, names, money.against_limits),
        "sure": each(scenarios, names, lambda one: [f"{s.name}: {s.text}" for s in words.how_sure(one, replications)]),
        "grades": each(scenarios, names, lambda one: [f"Of the values used, {words.grades_in_words(one)}."]),
    }
