"""Which cells of a tally make up a number? Whole multiples of cells, added up; over replications, column by column.

A tally's buffers lie one after another: a *cell* is one number of them. Nearly all that is reported, and every pound,
is a *form*: so many times the sum of these cells. Sums that are known beforehand to be wanted are added up where the
log is counted, in the kernel: there are few, and nothing else of a replication need be read, or kept. All others are
added up here, from the whole tally or, where only sums were kept, from these. The numbers are the same either way.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from sim.measures import Sums, Tally, add_up

Cells = Sequence[int]
Form = Sequence[tuple[int, Cells]]  # so many times the sum of these cells
Column = Sequence[int]  # a number for each replication


def together(forms: Iterable[Form]) -> Form:
    """Forms added up: cells that count alike stand together."""
    cells: dict[int, list[int]] = {}
    for times, some in chain.from_iterable(forms):
        if times:
            cells.setdefault(times, []).extend(some)
    return [(times, tuple(some)) for times, some in cells.items() if some]


def times(many: int, form: Form) -> Form:
    """A multiple of a form."""
    return [(many * each, cells) for each, cells in form]


def added(columns: Sequence[Column], replications: int) -> list[int]:
    """Columns added up, one replication at a time."""
    if len(columns) == 1:
        return list(columns[0])
    return list(map(sum, zip(*columns, strict=True))) if columns else [0] * replications


class Wanted:
    """Sums that are known beforehand to be wanted, each once; and whether the tallies are wanted too."""

    def __init__(self, forms: Iterable[Form] = (), *, tallies: bool = True) -> None:
        found = dict.fromkeys(tuple(cells) for form in forms for _, cells in form)
        self.number, self.tallies = {cells: k for k, cells in enumerate(found)}, tallies

    @cached_property
    def alone(self) -> "Wanted":
        """The same sums, without the tallies."""
        return Wanted([[(1, cells)] for cells in self.number], tallies=False)

    @cached_property
    def sums(self) -> Sums:
        """The same as a kernel takes them."""
        starts = [0]
        for cells in self.number:
            starts.append(starts[-1] + len(cells))
        return Sums(starts, list(chain.from_iterable(self.number)))


NOTHING_WANTED = Wanted()


class Kept(NamedTuple):
    """What is kept of one world of one replication: whole numbers of eight bytes, one after another."""

    sums: bytes  # those that were wanted
    cells: bytes  # the tally, without its waits, which are its last buffer; nothing where only sums are wanted
    waits: bytes  # as in the tally, as far as they are filled


def kept(tally: Tally, wanted: Wanted) -> Kept:
    """The same of a tally that was counted in lists."""
    flat = array("q", chain.from_iterable(tally[:-1]))
    sums = array("q", bytes(8 * len(wanted.number)))
    add_up(flat, wanted.sums, sums, 0)  # type: ignore[arg-type]
    waits = array("q", tally.each_wait[: tally.filled[0]])
    return Kept(sums.tobytes(), flat.tobytes() if wanted.tallies else b"", waits.tobytes())


def numbers(kept: bytes) -> memoryview:
    """Whole numbers of eight bytes, to be read one by one."""
    return memoryview(kept).cast("q")


class Columns:
    """One world of some replications, of which the same sums were wanted."""

    def __init__(self, wanted: Wanted, runs: Sequence[Kept]) -> None:
        self.wanted, self.runs = wanted, runs
        self._found: dict[Cells, list[int]] = {}

    def of(self, form: Form) -> list[int]:
        """What a form comes to, in each replication."""
        return added([self._times(many, self.sum_of(cells)) for many, cells in form], len(self.runs))

    def sum_of(self, cells: Cells) -> list[int]:
        """The sum of some cells: read, or, if it was not wanted beforehand, added up once."""
        cells = tuple(cells)
        if cells not in self._found:
            k = self.wanted.number.get(cells)
            self._found[cells] = (
                self._added_up(cells) if k is None else self._sums[k :: len(self.wanted.number)].tolist()
            )
        return self._found[cells]

    def rows(self, cells: Cells) -> Iterator[Sequence[int]]:
        """These cells, replication by replication."""
        columns = [self.sum_of((cell,)) for cell in cells]
        return zip(*columns, strict=True) if columns else iter([()] * len(self.runs))

    def _times(self, many: int, column: list[int]) -> list[int]:
        return column if many == 1 else [many * n for n in column]

    @cached_property
    def _sums(self) -> memoryview:
        """All sums, replication after replication."""
        return numbers(b"".join(run.sums for run in self.runs))

    @cached_property
    def _cells(self) -> list[memoryview]:
        return [numbers(run.cells) for run in self.runs]

    def _added_up(self, cells: tuple[int, ...]) -> list[int]:
        if len(cells) > 1 and self.runs[0].cells:
            return list(map(sum, map(itemgetter(*cells), self._cells)))
        if len(cells) != 1:
            return added([self.sum_of((cell,)) for cell in cells], len(self.runs))
        if not self.runs[0].cells:
            raise LookupError(f"of these replications only sums were kept, and cell {cells[0]} is in none by itself")
        return list(map(itemgetter(*cells), self._cells))
