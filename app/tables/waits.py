"""How long do people wait, and how do their waits end? Each queue: a row of a spreadsheet, a list on a page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app import words
from app.tables.table import Column, Kind, Table, Value, given_within, within
from experiments.answer import ScenarioAnswer
from experiments.people_rows import CareWaits, ListRow, WaitRow


@dataclass(frozen=True)
class Queue:
    """A queue, and what became of those who joined it. `goal`: a page holds it against the target."""

    whose: str
    title: str
    what: str
    wait: WaitRow
    target: float | None  # weeks; None where there is none
    goal: bool

    @property
    def listed(self) -> ListRow | None:
        """The list of day 0, if it is that."""
        return self.wait if isinstance(self.wait, ListRow) else None

    @property
    def waited_before(self) -> float | None:
        """Weeks waited before day 0, of its list."""
        return self.listed.waited_before_weeks if self.listed else None


def queues(scenario: ScenarioAnswer) -> list[Queue]:
    """For a link worker, of new referrals and of the list of day 0 apart, and for a place; for care, in both worlds."""
    waits, target = scenario.waits, scenario.wait_target_weeks
    new, listed = "New referrals waiting for a link worker", "The waiting list of day 0, from day 0"
    found = [Queue("a link worker: new referrals", new, "a link worker", waits.link_worker, target, goal=True)]
    if waits.list_of_day_0 is not None:
        row = waits.list_of_day_0
        found.append(Queue("a link worker: the list of day 0", listed, "a link worker", row, None, goal=False))
    found.append(Queue("a place", "Waiting for a place in an activity", "a place", waits.place, target, goal=False))
    return [*found, *(_of_care(waits.care) if waits.care else [])]


def _of_care(waits: CareWaits) -> Iterator[Queue]:
    for whose, both in (
        ("new to care", waits.new),
        ("the care list of day 0", waits.list_of_day_0),
        ("after a relapse", waits.back),
    ):
        for world, wait in (("programme", both.programme), ("usual care", both.usual)) if both else ():
            title = f"Waiting for a place in care, {whose}: {world}"
            yield Queue(f"care: {whose}, {world}", title, "a place in care", wait, None, goal=False)


def _column(
    head: str, page: str, of: Callable[[Queue], Value], width: float, say: Callable[[Queue], str], kind: Kind = "number"
) -> Column[Queue]:
    """A measure of a queue: of a spreadsheet nothing where nobody joined, and left out of a page where it says
    nothing."""

    def found(queue: Queue) -> Value:
        value = of(queue) if queue.wait.joined else ""
        return "not known" if value is None else value

    return Column(head, found, kind, width, worded=say, heads={"page": page})


def _share(head: str, page: str, of: Callable[[WaitRow], float | None]) -> Column[Queue]:
    """Of all who joined."""

    def said(queue: Queue) -> str:
        return words.percent(share) if (share := of(queue.wait)) else ""

    return _column(head, page, lambda queue: of(queue.wait), 10, said, "share")


WAITS: tuple[Column[Queue], ...] = (
    Column("Waiting for", lambda queue: queue.whose, width=18, on=["workbook"]),
    Column(
        "Queued, per replication",
        lambda queue: queue.wait.joined,
        "number",
        14,
        say=lambda joined: words.number(joined, 2),
        heads={"page": "People or wishes that queued, per replication"},
    ),
    _column(
        "Waited before day 0, weeks",
        "Waited before day 0, on average",
        lambda queue: queue.waited_before if queue.listed else "",
        12,
        lambda queue: words.weeks(queue.waited_before) if queue.waited_before else "",
    ),
    Column(
        "Half given it within, weeks",
        lambda queue: given_within(queue.wait.median_weeks) if queue.wait.joined else "nobody waits",
        "number",
        14,
        worded=lambda queue: words.until_given(queue.wait.median_weeks, "half"),
        heads={"page": "Half are given {what} within"},
    ),
    _column(
        "Nine in ten given it within, weeks",
        "Nine in ten are given {what} within",
        lambda queue: given_within(queue.wait.ninetieth_weeks),
        14,
        lambda queue: words.until_given(queue.wait.ninetieth_weeks, "nine in ten"),
    ),
    _column(
        "One in ten waits longer than, weeks",
        "One in ten waits longer than, given one or not",
        lambda queue: within(queue.wait.one_in_ten_weeks),
        14,
        lambda queue: words.weeks(queue.wait.one_in_ten_weeks),
    ),
    _column(
        "Target, weeks",
        "",
        lambda queue: "" if queue.target is None else queue.target,
        10,
        lambda _: "",
    ),
    _column(
        "Given it within the target",
        "Given {what} within {target:g} weeks",
        lambda queue: "" if queue.target is None else queue.wait.share_within_target,
        12,
        lambda queue: words.percent(queue.wait.share_within_target or 0.0) if queue.goal else "",
        "share",
    ),
    _share("Given it", "Given one by the end of the follow-up", lambda wait: wait.given_share),
    _share("Gave up", "Gave up", lambda wait: wait.gave_up_share),
    _share("Cut off", "Cut off: the service or the activity ended, or they left", lambda wait: wait.cut_share),
    _share("Still waiting at the end", "Still waiting when the follow-up ends", lambda wait: wait.waiting_share),
)


def waits(scenario: ScenarioAnswer) -> Table[Queue]:
    """A row a queue."""
    return Table("Waits", WAITS, queues(scenario))


def of_queue(queue: Queue) -> Table[tuple[str, str]]:
    """The same of one, a row a measure."""
    said = [(column.title("page"), column.text(queue)) for column in Table(queue.title, WAITS, [queue]).on("page")]
    rows = [(head.format(what=queue.what, target=queue.target), text) for head, text in said if text]
    columns: list[Column[tuple[str, str]]] = [
        Column("Measure", lambda row: row[0]),
        Column("All replications pooled", lambda row: row[1]),
    ]
    return Table(queue.title, columns, rows)
