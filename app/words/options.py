"""How do options compare, side by side?"""

from app.words.estimates import Facts, plus_minus
from app.words.numbers import count, listed, number, percent, pounds

OPTION_ROWS = (
    ("spend", "Spent on the service", pounds),
    ("discharged", "People discharged", count),
    ("discharged_gained", "  more than under usual care", count),
    ("wait", "Mean wait for a link worker, weeks", number),
    ("capacity", "Capacity released", pounds),
    ("cash", "Cash released", pounds),
    ("net", "Net cash", pounds),
)


def options_in_words(options: Facts) -> list[str]:
    """Whether the money is the same, and which options are dominated."""
    said = []
    titles = {row["name"]: row["title"] for row in options["rows"]}
    if options["equal_spend"] is not None:
        within = percent(options["equal_within"])
        said.append(
            f"They spend the same, within {within}: what differs is what the money does."
            if options["equal_spend"]
            else f"They do not spend the same (within {within}): part of any difference is the size of the spend."
        )
    for row in options["rows"]:
        if row["dominated_by"]:
            sure = [titles[by["name"]] for by in row["dominated_by"] if by["beyond_luck"]]
            unsure = [titles[by["name"]] for by in row["dominated_by"] if not by["beyond_luck"]]
            told = [f"by {listed(sure)}"] if sure else []
            told += [f"by {listed(unsure)}, within simulation error"] if unsure else []
            said.append(
                f"“{row['title']}” is dominated {'; and '.join(told)}: it costs no less and is no better in discharges "
                "or capacity released."
            )
    return said


def option_cell(row: Facts, name: str) -> str:
    """One figure of one option, with its simulation error."""
    if name not in row:
        return "–"
    say = dict((key, say) for key, _, say in OPTION_ROWS)[name]
    if not row[name]["mean"] and not row[name]["half_width"]:
        return "£0" if say is pounds else "0"
    return f"{say(row[name]['mean'], row[name]['half_width'])} {plus_minus(row[name]['half_width'], say)}"
