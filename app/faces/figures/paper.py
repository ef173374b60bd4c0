"""On what is a figure for a paper drawn? A journal's widths, looks that survive grey, and the same bytes every time.

No pyplot, so no state: a `Picture` is a matplotlib Figure that belongs to nobody else. It is saved in our own settings,
whatever settings a reader of ours has made: fonts are drawn as shapes in SVG and embedded in PDF, no date is written,
and what it shows, and what made it, go into the file. Colour never speaks alone: lines differ in dashes and markers
too, and are named where they end; bars differ in hatching. Texts of a scenario are cleaned, and never taken for
formulas.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.style import context

from app import PROGRAM, version, words
from app.faces.charts.ink import spread
from app.faces.figures import COLUMN_MM, FORMATS, PAGE_MM
from app.texts import cleaned
from experiments.answer import Answer, ScenarioAnswer
from sim.errors import WrongInput

NARROWEST_MM, WIDEST_MM = 80.0, 400.0
INCH_MM, INCH_POINTS = 25.4, 72.0
POINTS_MM = INCH_MM / INCH_POINTS
LETTERS_POINTS = 7.0
LINE_POINTS = 1.2 * LETTERS_POINTS
LETTER_POINTS, BOLD_LETTER_POINTS = 0.52 * LETTERS_POINTS, 0.66 * LETTERS_POINTS  # how wide one is, on average
MOST_LETTERS = 42  # on a line of a label
INK, MUTED, GRID = "#000000", "#5a5a5a", "#dcdcdc"
BLUE, ORANGE, PALE_ORANGE = "#0072B2", "#D55E00", "#F0B27A"
STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: the same on every machine
    "font.size": LETTERS_POINTS,
    "axes.titlesize": LETTERS_POINTS,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": LETTERS_POINTS,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.5,
    "xtick.labelsize": LETTERS_POINTS,
    "ytick.labelsize": LETTERS_POINTS,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "legend.fontsize": LETTERS_POINTS,
    "legend.frameon": False,
    "hatch.linewidth": 0.6,
    "hatch.color": INK,
    "lines.linewidth": 1.2,
    "lines.markersize": 4.0,
    "text.parse_math": False,
    "savefig.dpi": 300,
    "figure.constrained_layout.h_pad": 0.03,
    "figure.constrained_layout.w_pad": 0.03,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "spsim",
    "path.simplify": False,
}


class Look(NamedTuple):
    """How one scenario of several is distinguished from the others, in colour (Okabe and Ito's) and without."""

    colour: str
    dashes: str | tuple[float, tuple[float, ...]]
    marker: str


LOOKS = (
    Look(BLUE, "-", "o"),
    Look(ORANGE, (0, (4, 1.5)), "s"),
    Look(INK, (0, (6, 1.5, 1, 1.5)), "^"),
    Look("#009E73", (0, (1, 1)), "D"),
    Look("#CC79A7", (0, (8, 2)), "v"),
)


@contextmanager
def style() -> Iterator[None]:
    """Matplotlib's own settings with ours on top, and none that anybody else has made."""
    with context(["default", STYLE]):
        yield


class Picture(Figure):
    """A figure that knows what it shows and what made it, and is saved the same every time."""

    caption: str = ""  # what is drawn, with each interval by its name; goes into the file
    made_by: str = ""  # program, seed, replications, scenarios and their hashes

    def savefig(self, fname: Any, *, transparent: bool | None = None, **kwargs: Any) -> None:
        """Write it: by the suffix, or `format`, as svg, pdf or png; in `dpi` dots an inch where it has any."""
        suffix = Path(fname).suffix if isinstance(fname, str | Path) else ""
        kind = str(kwargs.get("format") or suffix.removeprefix(".") or "png").lower()
        with style():
            known = {"metadata": self._known_by(kind)} if kind in FORMATS else {}
            super().savefig(fname, transparent=transparent, **{**known, **kwargs})

    def _known_by(self, kind: str) -> dict[str, str | None]:
        said = f"{self.caption} {self.made_by}".strip()
        creator = f"{PROGRAM} {version()}"
        known: dict[str, dict[str, str | None]] = {
            "svg": {"Date": None, "Creator": creator, "Description": said},
            "pdf": {"CreationDate": None, "Creator": creator, "Subject": said},
            "png": {"Software": creator, "Description": said},
        }
        return known[kind]

    def __repr__(self) -> str:
        width, panels = self.get_figwidth() * INCH_MM, len(self.axes)
        return f"<Picture of {panels} panel{'s' * (panels != 1)}, {width:.0f} mm wide>"

    def _repr_png_(self) -> bytes:
        """For a notebook."""
        stream = BytesIO()
        self.savefig(stream, format="png", dpi=160)
        return stream.getvalue()


def paper(answer: Answer, width: float, height: float) -> Picture:
    """A blank sheet, in millimetres."""
    if not NARROWEST_MM <= width <= WIDEST_MM:
        raise WrongInput(
            f"A figure is {NARROWEST_MM:g} to {WIDEST_MM:g} mm wide, not {width:g}: a column of most journals is "
            f"{COLUMN_MM:g} mm, a page {PAGE_MM:g} mm."
        )
    picture = Picture(figsize=(width / INCH_MM, height / INCH_MM), layout="constrained")
    picture.made_by = made_by(answer)
    return picture


def finished(picture: Picture, caption: str) -> Picture:
    """With its caption, which is also what says the figure to those who do not see it."""
    picture.caption = text_of(caption)
    return picture


def made_by(answer: Answer) -> str:
    """What made it, in one sentence: no date, for the same answer makes the same file."""
    made = answer.provenance
    named = "; ".join(f"{one.name}, SHA-256 {one.hash}" for one in answer.scenarios)
    return text_of(
        f"Made by spsim {made.version}: seed {made.seed}, {made.replications:,} replications of simulated people. "
        f"Scenarios: {named}. {made.command}"
    )


def sheet_of(ax: Axes) -> Figure:
    """The figure that a panel of a caller's belongs to."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise WrongInput("These axes belong to no figure.")
    return figure


def chosen(answer: Answer, scenario: str | None) -> list[tuple[ScenarioAnswer, Look]]:
    """All scenarios, or the one of this name: each with a look that it keeps."""
    found = [
        (one, LOOKS[i % len(LOOKS)])
        for i, one in enumerate(answer.scenarios)
        if scenario in (None, one.name, one.title)
    ]
    if not found:
        names = words.listed([one.name for one in answer.scenarios])
        raise WrongInput(f"No scenario of this answer is called {text_of(scenario or '')}: there is {names}.")
    return found


def one_panel(ax: Axes | None, panels: int) -> None:
    """A caller's axes take one panel."""
    if ax is not None and panels > 1:
        raise WrongInput(f"This figure has {panels} panels, and ax is one: name the scenario to draw there.")


def text_of(said: str) -> str:
    """A text that may come from a scenario, as it may be shown."""
    return str(cleaned(said))


def panel_titles(scenarios: Sequence[ScenarioAnswer], width: float) -> list[str]:
    """What stands over each panel: its scenario, if there are several. `width`: of a panel without the labels of its
    rows, in millimetres."""
    if len(scenarios) == 1:
        return [""]
    return [folded(one.title, int(width / POINTS_MM / BOLD_LETTER_POINTS)) for one in scenarios]


def folded(text: str, letters: int) -> str:
    """A text of a scenario on lines of so many letters, all of it."""
    return "\n".join(wrap(text_of(text), letters)) or "–"


class Rows(NamedTuple):
    """Rows of a figure, each as tall as its label needs: where each is, counted in lines of type from the top."""

    labels: list[str]
    middles: list[float]
    tall: float

    @property
    def height(self) -> float:
        """All of them, in millimetres."""
        return self.tall * LINE_POINTS * POINTS_MM

    def on(self, ax: Axes) -> None:
        """Lay out a panel in these rows, the first on top."""
        ax.set_ylim(self.tall, 0)
        ax.set_yticks(self.middles, self.labels)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x", color=GRID)


def label_letters(width: float, share: float = 0.4) -> int:
    """How many letters a line of a row's label has, if labels may take this share of the width, in millimetres."""
    return min(MOST_LETTERS, int(share * width / POINTS_MM / LETTER_POINTS))


def rows_of(labels: Sequence[str], letters: int, least: float) -> Rows:
    """A row for each label, on lines of so many letters. `least`: lines that a row has at least."""
    said = [folded(label, letters) for label in labels]
    ends = [*accumulate(max(least, label.count("\n") + 1.45) for label in said)]
    return Rows(said, [(top + end) / 2 for top, end in zip([0.0, *ends], ends, strict=False)], ends[-1])


def name_lines(ax: Axes, ends: Sequence[tuple[float, str, Look]], letters: int = 17) -> None:
    """Name each line at the right, where it ends, a thin line leading there where names would overlap. `ends`: the
    height at which it ends, its name, its look."""
    figure = sheet_of(ax)
    figure.draw_without_rendering()
    points = INCH_POINTS / figure.dpi
    inside = ax.get_window_extent()
    rows = sorted(
        (float(ax.transData.transform((0.0, y))[1]) * points, y, folded(name, letters), look) for y, name, look in ends
    )
    tall = [LINE_POINTS * (text.count("\n") + 1) + 1.5 for _, _, text, _ in rows]
    places = spread([at for at, *_ in rows], tall, inside.y0 * points, inside.y1 * points)
    for place, (at, y, text, look) in zip(places, rows, strict=True):
        lead = {"arrowstyle": "-", "color": look.colour, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
        ax.annotate(
            text,
            xy=(1, y),
            xycoords=("axes fraction", "data"),
            xytext=(8, place - at),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
            arrowprops={**lead, "relpos": (0, 0.5)},
            linespacing=1.1,
        )


def luck(answer: Answer) -> str:
    """What every caption says of how often it was run."""
    many = answer.provenance.replications
    return f"{many:,} replication{'s' * (many != 1)}, the same people and luck in every scenario and world."
