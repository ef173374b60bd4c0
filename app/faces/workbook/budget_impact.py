"""The live calculator: quantities and prices in, every pound worked out by formula.

Unchanged, it gives the program's own figures to the penny. What only a new run can tell is not yellow, takes no typing,
and says so: how long whole posts of care are gone, and the share that is cash where no share decides.
"""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from app import words
from app.faces.workbook.book import BAD, CHART_ROWS, GOOD, INK, POUNDS_AXIS, Book, Column
from experiments.answer import ScenarioAnswer
from experiments.money_rows import LedgerLine, ReleasedLine
from sim.inputs import World

NET = (
    "Capacity released",
    "Not cash: freed capacity is used by others",
    "Cash released",
    "Cost of the service",
    "Net cash",
    "Net cash, cumulative",
    "Net cash, discounted",
)
BY_PAYER = "What each payer gains, at full price: capacity, not cash"
CASH_BY_PAYER = "What each payer gains in cash"
POSTS = "Cash from whole posts of care that go: years gone × places × weight × price"
RULES = {"step": "by whole posts", "refill": "none: refilled"}
IN_FULL = "in full"
NO_INPUT = "Change the scenario and run again."
OF_A_POST = 5  # rows: price, one-off cost, years gone, how many go, cash
ONLY_A_RUN = (
    "Not yellow: only a new run can tell how long places stand free together, and so how long posts are gone. To try "
    "other places, weeks, quantities of this care or another cash rule, change the scenario and run again."
)


class BudgetImpact:
    """Quantities and prices in, every pound worked out by formula: lines by year, payers, and down to net cash. What it
    comes to stands first, then who pays, then the inputs and the workings."""

    def __init__(self, book: Book, scenario: ScenarioAnswer, name: str) -> None:
        self.book, self.scenario, self.ledger = book, scenario, scenario.ledger_by_year
        self.years: tuple[str, ...] = self.ledger.years
        self.lines: tuple[LedgerLine, ...] = self.ledger.lines
        self.payers = list(dict.fromkeys(line.payer for line in self.lines))
        self.n, self.left, self.total = len(self.years), 6, 6 + len(self.years)
        terms = scenario.budget.terms
        self.rate, self.first_full = terms.discount_rate, terms.first_year == "undiscounted"
        index = scenario.prices.index
        self.page = book.sheet(
            name,
            f"Budget impact: {scenario.title}",
            "Yellow cells are inputs: change any of them. All else is a formula. Plus is good for the budget; blocks "
            "of costs show what is spent. Means of replications, prices of "
            f"{scenario.prices.year}{f' by {index}' if index else ''}, undiscounted unless a row says otherwise. "
            f"April-to-March years, to the end of follow-up.{self.no_share_decides()}",
            [
                Column("Cost line", width=40),
                Column("For", width=18),
                Column("Payer", width=24),
                Column("Counted in", width=23),
                Column("Unit price", "pennies", 14),
                Column("Share that is cash", "share", 10),
                *(Column(year, "pennies", 15) for year in self.years),
                Column("All years", "pennies", 16),
            ],
        )
        lines = len(self.lines)
        self.net_at = self.page.row + 2
        self.payers_at = self.net_at + len(NET) + CHART_ROWS - 6
        self.cash_payers_at = self.payers_at + len(self.payers) + 1 + 2
        self.usual_inputs = self.cash_payers_at + len(self.payers) + 1 + 2
        self.programme_inputs = self.usual_inputs + lines + 2
        self.released: list[ReleasedLine] = [row for row in self.ledger.released if any(row.cash)]
        self.released_at = self.programme_inputs + lines + 2
        self.usual_at = self.released_at + (OF_A_POST * len(self.released) + 3 if self.released else 0)
        self.programme_at = self.usual_at + lines + 1 + 2
        self.gain_at = self.programme_at + lines + 1 + 2
        self.check_at = self.gain_at + lines + 1 + 2

    def write(self) -> None:
        """The whole sheet."""
        self.down_to_net()
        self.chart()
        self.by_payer()
        self.inputs(self.usual_inputs, "Inputs: quantities under usual care, and prices", World.USUAL, prices=True)
        self.inputs(self.programme_inputs, "Inputs: quantities with the programme", World.PROGRAMME, prices=False)
        self.posts_that_go()
        self.costs(self.usual_at, "Cost under usual care", World.USUAL, self.usual_inputs)
        self.costs(self.programme_at, "Cost with the programme", World.PROGRAMME, self.programme_inputs)
        self.gain()
        self.check()

    def begin(self, row: int, title: str) -> None:
        """A block whose first row is this one."""
        self.page.row = row - 2
        self.page.block(title)

    def down_to_net(self) -> None:
        """Capacity, cash, the service, net, cumulative and discounted."""
        self.begin(self.net_at, "Budget impact")
        totals, each = self.ledger.totals, range(self.n)
        service = f'({self.span("B")}="{words.purpose("programme")}")'
        capacity, _, cash, cost, net, cumulative, discounted = range(self.net_at, self.net_at + len(NET))
        powers = [j + (not self.first_full) for j in each]
        formulas = [
            [f"=SUMPRODUCT((1-{service})*{self.span(j)})" for j in each],
            [f"={self.at(cash, j)}-{self.at(capacity, j)}" for j in each],
            [f"=SUMPRODUCT((1-{service})*{self.span(j)},{self.shares()}){self.posts_in(j)}" for j in each],
            [f"=SUMPRODUCT({service}*{self.span(j)})" for j in each],
            [f"={self.at(cash, j)}+{self.at(cost, j)}" for j in each],
            [f"={f'{self.at(cumulative, j - 1)}+' if j else ''}{self.at(net, j)}" for j in each],
            [f"={self.at(net, j)}/(1+$E${discounted + 1})^{power}" for j, power in zip(each, powers, strict=True)],
        ]
        values = [
            totals.capacity,
            [cash - capacity for cash, capacity in zip(totals.cash, totals.capacity, strict=True)],
            totals.cash,
            totals.service,
            totals.net,
            [sum(totals.net[: j + 1]) for j in each],
            [net / (1 + self.rate) ** power for net, power in zip(totals.net, powers, strict=True)],
        ]
        for i, title in enumerate(NET):
            row, look = self.page.row, "strong" if self.page.row == net else "text"
            self.page.text(row, 0, title, look)
            for j in range(1, self.left) if look == "strong" else ():
                self.page.text(row, j, "", look)
            self.formulas(formulas[i], values[i], *([look] if look == "strong" else []), summed=row != cumulative)
        first = "not discounted" if self.first_full else "discounted too"
        self.page.text(discounted, 1, f"first year {first}; at a yearly rate of", "plain")
        self.page.page.write_number(discounted, 4, self.rate, self.book.look("rate", "input"))

    def by_payer(self) -> None:
        """What each payer spends less; then what of it is cash."""
        self.begin(self.payers_at, BY_PAYER)
        gains = []
        for payer in self.payers:
            self.page.text(self.page.row, 0, payer, "text")
            mine = [self.gains(line) for line in self.lines if line.payer == payer]
            gains.append([sum(year) for year in zip(*mine, strict=True)])
            who = f"EXACT({self.span('C')},$A{self.page.row + 1})"
            self.formulas([f"=SUMPRODUCT({who}*{self.span(j)})" for j in range(self.n)], gains[-1])
        self.sums(self.payers_at, gains)
        self.begin(self.cash_payers_at, CASH_BY_PAYER)
        service, gains = f'({self.span("B")}="{words.purpose("programme")}")', []
        for payer in self.payers:
            self.page.text(self.page.row, 0, payer, "text")
            mine = [[line.cash_share * n for n in self.gains(line)] for line in self.lines if line.payer == payer]
            mine += [list(row.cash) for row in self.released if row.payer == payer]
            gains.append([sum(year) for year in zip(*mine, strict=True)])
            own, who = f"$A{self.page.row + 1}", f"EXACT({self.span('C')},$A{self.page.row + 1})"
            formulas = [
                f"=SUMPRODUCT({who}*{service}*{self.span(j)})"
                f"+SUMPRODUCT({who}*(1-{service})*{self.span(j)},{self.shares()})"
                + "".join(f"+EXACT($C{row + 1},{own})*{self.at(row, j)}" for row in self.posts_cash())
                for j in range(self.n)
            ]
            self.formulas(formulas, gains[-1])
        self.sums(self.cash_payers_at, gains)

    def inputs(self, start: int, title: str, world: World, *, prices: bool) -> None:
        """Input cells, a row for each line."""
        self.begin(start, title)
        page, sheet = self.page, self.page.page
        for line in self.lines:
            self.label(line)
            if prices:
                sheet.write_number(page.row, 4, line.price, self.book.look("pennies", "input"))
                self.share_of(line)
            step = line.cash_rule == "step"
            for j, quantity in enumerate(line.paid(world).quantity):
                look = self.book.look("quantity", *([] if step else ["input"]))
                sheet.write_number(page.row, self.left + j, quantity, look)
            if step:
                self.fixed(page.row, self.left, self.total - 1)
            page.row += 1
        if self.lines:
            least = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "A number, 0 or more."}
            share = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
            for row, line in enumerate(self.lines, start):
                if line.cash_rule != "step":
                    sheet.data_validation(row, self.left, row, self.total - 1, least)
                if prices and decided_by_share(line):
                    sheet.data_validation(row, 5, row, 5, {**share, "error_message": "From 0% to 100%."})
                elif prices:
                    self.fixed(row, 5, 5)
            if prices:
                sheet.data_validation(start, 4, page.row - 1, 4, least)

    def share_of(self, line: LedgerLine) -> None:
        """The share that is cash: an input where a share decides, else in words."""
        page = self.page
        if decided_by_share(line):
            page.page.write_number(page.row, 5, line.cash_share, self.book.look("share", "input"))
        else:
            page.text(page.row, 5, RULES.get(line.cash_rule or "", IN_FULL), "text")

    def fixed(self, row: int, first: int, last: int) -> None:
        """Cells that take no typing: what stands there comes from the simulation."""
        rule = {"validate": "custom", "value": "=FALSE", "error_title": "Not an input", "error_message": NO_INPUT}
        self.page.page.data_validation(row, first, row, last, rule)

    def posts_that_go(self) -> None:
        """Cash that comes by whole posts: how long enough places stand free together, no quantity x price can tell."""
        if not self.released:
            return
        self.begin(self.released_at, POSTS)
        page, sheet, quantity = self.page, self.page.page, self.book.look("quantity")
        page.text(page.row, 0, ONLY_A_RUN, "plain")
        page.row += 1
        for row in self.released:
            first, name = page.row, row.line.replace("_", " ")
            for what, unit, value in (("a post", "a year", row.price), ("a post that goes", "once", row.once)):
                self.texts(name, what, row.payer, unit)
                sheet.write_number(page.row, 4, value, self.book.look("pennies"))
                self.fixed(page.row, 4, 4)
                page.row += 1
            for unit, counted in (("years of posts gone", row.post_years), ("posts that go", row.posts)):
                self.texts(name, "posts that go", row.payer, unit)
                for j, many in enumerate(counted):
                    sheet.write_number(page.row, self.left + j, many, quantity)
                self.fixed(page.row, self.left, self.total - 1)
                page.row += 1
            self.texts(name, "posts that go", row.payer, "cash, in pounds")
            formulas = [
                f"={self.at(first + 2, j)}*$E${first + 1}-{self.at(first + 3, j)}*$E${first + 2}" for j in range(self.n)
            ]
            self.formulas(formulas, row.cash)

    def posts_cash(self) -> list[int]:
        """The rows of cash from posts that go."""
        return [self.released_at + OF_A_POST * (i + 1) for i in range(len(self.released))]

    def posts_in(self, year: int) -> str:
        """What posts that go add to the cash of a year, as the end of a formula."""
        return "".join(f"+{self.at(row, year)}" for row in self.posts_cash())

    def shares(self) -> str:
        """The shares that are cash, as the end of a formula: only those that decide, whatever is typed elsewhere."""
        rows = f"$F${self.usual_inputs + 1}:$F${self.usual_inputs + max(1, len(self.lines))}"
        decide = ";".join(str(int(decided_by_share(line))) for line in self.lines) or "0"
        return f"{rows},{{{decide}}}"

    def no_share_decides(self) -> str:
        """What the note says of lines of care whose cash no share decides."""
        rules = {line.cash_rule for line in self.lines} & {*RULES}
        if not rules:
            return ""
        by_posts = " Quantities of care that is cash by whole posts are not yellow either." if "step" in rules else ""
        return f" Where no share decides what is cash, its cell is not yellow: {NO_INPUT.lower()}{by_posts}"

    def label(self, line: LedgerLine) -> None:
        """What a line is, what it is for, who pays, and what is counted."""
        self.texts(line.line.replace("_", " "), words.purpose(line.role), line.payer, line.unit)

    def texts(self, *texts: str) -> None:
        """The words at the beginning of a row."""
        for i, text in enumerate(texts):
            self.page.text(self.page.row, i, text, "text")

    def costs(self, start: int, title: str, world: World, quantities: int) -> None:
        """Quantity x price, a row for each line."""
        self.begin(start, title)
        for i, line in enumerate(self.lines):
            self.label(line)
            price = f"$E${self.usual_inputs + i + 1}"
            formulas = [f"={self.at(quantities + i, j)}*{price}" for j in range(self.n)]
            self.formulas(formulas, line.paid(world).amount)
        self.sums(start, [line.paid(world).amount for line in self.lines])

    def gain(self) -> None:
        """Usual care less programme: what is spent less."""
        self.begin(self.gain_at, "Gain to the budget: cost under usual care, less cost with the programme")
        for i, line in enumerate(self.lines):
            self.label(line)
            each = [f"={self.at(self.usual_at + i, j)}-{self.at(self.programme_at + i, j)}" for j in range(self.n)]
            self.formulas(each, self.gains(line))
        self.sums(self.gain_at, [self.gains(line) for line in self.lines])

    def check(self) -> None:
        """The program's own figures, and whether the formulas still give them."""
        self.begin(self.check_at, "Check: the program’s own figures")
        page, sheet, totals = self.page, self.page.page, self.ledger.totals
        for total, i in ((totals.capacity, 0), (totals.cash, 2), (totals.service, 3), (totals.net, 4)):
            page.text(page.row, 0, NET[i], "text")
            page.text(page.row + 1, 0, "same as above?", "note")
            for j, pounds in enumerate([*total, sum(total)]):
                sheet.write_number(page.row, self.left + j, pounds, self.book.look("pennies"))
                gap = f"ABS({self.at(self.net_at + i, j)}-{self.at(page.row, j)})"
                formula = f'=IF({gap}<0.005,"yes","inputs changed")'
                sheet.write_formula(page.row + 1, self.left + j, formula, self.book.look("note", "right"), "yes")
            page.row += 2
        if words.horizons(self.scenario):
            horizon = words.horizons(self.scenario)[-1]
            net = words.net_cash(self.scenario, horizon).mean
            page.text(page.row, 0, "Net cash in the bridge", "text")
            page.text(page.row, 1, f"over exactly {horizon} × 365.25 days, not financial years", "plain")
            sheet.write_number(page.row, self.total, net, self.book.look("pennies"))
            page.row += 1

    def chart(self) -> None:
        """Net cash by year and cumulative, on the live cells."""
        name, years = self.page.page.name, [self.left, self.total - 1]
        net, cumulative = self.net_at + NET.index("Net cash"), self.net_at + NET.index("Net cash, cumulative")

        def cells(row: int) -> list[Any]:
            return [name, row, years[0], row, years[1]]

        chart: Any = self.book.file.add_chart({"type": "column"})
        line: Any = self.book.file.add_chart({"type": "line"})
        heads = cells(self.net_at - 3)
        blue, red = {"color": GOOD}, {"color": BAD}
        chart.add_series(
            {"name": "Net cash in the year", "categories": heads, "values": cells(net), "fill": blue, "gap": 120}
        )
        marker = {"type": "circle", "size": 6, "fill": red, "border": red}
        of_line = {"line": {**red, "width": 2.25}, "marker": marker}
        line.add_series({"name": "Cumulative", "categories": heads, "values": cells(cumulative), **of_line})
        chart.combine(line)
        chart.set_title({"name": "Net cash by financial year", "name_font": {"size": 12, "color": INK}})
        chart.set_y_axis(POUNDS_AXIS)
        chart.set_x_axis({"label_position": "low"})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 900, "height": 20 * (CHART_ROWS - 11)})
        alt = {"description": "Net cash of each financial year and its running total, from the rows above."}
        self.page.page.insert_chart(self.net_at + len(NET) + 1, 0, chart, alt)

    # What formulas are made of

    def at(self, row: int, year: int) -> str:
        """The cell of a year, or of the total, in a row."""
        return xl_rowcol_to_cell(row, self.left + year)

    def span(self, column: str | int) -> str:
        """A column of the lines of gains: of labels by its letter, of a year by its number."""
        letter = f"${column}" if isinstance(column, str) else xl_col_to_name(self.left + column)
        return f"{letter}${self.gain_at + 1}:{letter}${self.gain_at + max(1, len(self.lines))}"

    def gains(self, line: LedgerLine) -> list[float]:
        """What a line costs less with the programme, by year."""
        return [u - p for u, p in zip(line.usual_care.amount, line.programme.amount, strict=True)]

    def formulas(self, formulas: Sequence[str], values: Sequence[float], *looks: str, summed: bool = True) -> None:
        """A row of formulas by year, and their sum."""
        sheet, row, look = self.page.page, self.page.row, self.book.look(*looks, "pennies")
        for j, (formula, value) in enumerate(zip(formulas, values, strict=True)):
            sheet.write_formula(row, self.left + j, formula, look, value)
        if summed:
            whole = f"=SUM({self.at(row, 0)}:{self.at(row, self.n - 1)})"
            sheet.write_formula(row, self.total, whole, look, sum(values))
        self.page.row += 1

    def sums(self, start: int, amounts: Sequence[Sequence[float]]) -> None:
        """The sum of the rows since."""
        row = self.page.row
        totals = [sum(year) for year in zip(*amounts, strict=True)] or [0.0] * self.n
        for i in range(self.left):
            self.page.text(row, i, "" if i else "Total", "strong")
        for j, value in enumerate([*totals, sum(totals)]):
            column = xl_col_to_name(self.left + j)
            formula = f"=SUM({column}{start + 1}:{column}{row})" if row > start else "=0"
            self.page.page.write_formula(row, self.left + j, formula, self.book.look("strong", "pennies"), value)
        self.page.row += 1


def decided_by_share(line: LedgerLine) -> bool:
    """Whether a share says what part of a change is cash: not of the service, and not under another rule."""
    return line.role != "programme" and line.cash_rule not in RULES
