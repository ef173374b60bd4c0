"""How does a service build up, and what would be left out? A panel for each state that people can be in."""

from app import PROGRAM, version, words
from app.asking.warm_up import Settled
from app.faces.figures import PAGE_MM
from app.faces.figures.paper import BLUE, GRID, INCH_MM, MUTED, Picture, finished, style, text_of

PANEL_MM = 45.0


def settling(settled: Settled) -> Picture:
    """Each series week by week; grey: what MSER-5 leaves out."""
    found, loaded = settled.found, settled.case.loaded
    with style():
        size = PAGE_MM / INCH_MM, PANEL_MM * -(-len(found.series) // 2) / INCH_MM
        picture = Picture(figsize=size, layout="constrained")
        for ax, one in zip(picture.subplots(-(-len(found.series) // 2), 2).flat, found.series, strict=False):
            weeks = range(found.first_week, found.first_week + len(one.mean))
            ax.plot(weeks, one.mean, color=BLUE)
            if one.weeks:
                ax.axvspan(found.first_week, found.first_week + one.weeks, color=GRID, zorder=0)
            if one.weeks is not None:
                ax.axhline(one.level, color=MUTED, linewidth=0.6, linestyle="--")
            ax.set_title(text_of(one.title))
            ax.set_xlabel("Week")
            ax.set_ylim(bottom=0)
    picture.made_by = text_of(
        f"Made by {PROGRAM} {version()}: {loaded.name}, SHA-256 {loaded.hash}, seed {settled.case.seed}, "
        f"{found.replications:,} replications."
    )
    said = words.listed([f"{one.title}: {_left_out(one.weeks)}" for one in found.series])
    return finished(
        picture,
        f"People in each state at the end of each week, mean over replications. Grey is left out (MSER-5). {said}.",
    )


def _left_out(weeks: int | None) -> str:
    if weeks is None:
        return "not settled by half of the weeks"
    return "nothing is left out" if weeks == 0 else f"{weeks} weeks are left out"
