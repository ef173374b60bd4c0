"""How do options compare, side by side?"""

from app.words.numbers import listed, percent, pounds
from experiments.options import EQUAL_WITHIN, Options

NO_OPTIONS = "Not shown: money is reported only for follow-up of a year or more, and not every scenario here has that."
DOMINATED = (
    "Dominated: another option that serves the same people costs no more, discharges and releases no less and leaves "
    "no less net cash, and is better in one of these."
)


def options_in_words(options: Options) -> list[str]:
    """Whether the money is the same, and which options are dominated."""
    said = []
    titles = {row.name: row.title for row in options.rows}
    if options.equal_spend is not None:
        within = percent(EQUAL_WITHIN)
        same = options.same_service or ()
        offered = [row.name for row in options.rows if not row.comparator]
        if not options.equal_spend:
            said.append(
                f"They do not spend the same (within {within}): part of any difference is the size of the spend."
            )
        elif tuple(sorted(offered)) in same:
            said.append("They are the same service: what differs is how cash is counted.")
        else:
            said.append(f"They spend the same{_apart(options)}what differs is what the money does.")
        said += [
            f"But {listed([f'“{titles[name]}”' for name in group])} are the same service: what differs between them is "
            "how cash is counted."
            for group in same
            if len(group) < len(offered)
        ]
    for row in options.rows:
        if row.dominated_by:
            sure = [titles[by.name] for by in row.dominated_by if by.beyond_luck]
            unsure = [titles[by.name] for by in row.dominated_by if not by.beyond_luck]
            parts = [f"by {listed(sure)}"] if sure else []
            parts += [f"by {listed(unsure)}, within simulation error"] if unsure else []
            said.append(f"“{row.title}” is dominated {'; and '.join(parts)}.")
    return [*said, DOMINATED] if any(row.dominated_by for row in options.rows) else said


def _apart(options: Options) -> str:
    """': ', or by how much they are not quite the same."""
    apart = options.spend_difference or 0.0
    if apart < 1:
        return ": "
    return f" within {percent(EQUAL_WITHIN)} (they are {pounds(apart)} apart): beyond that, "
