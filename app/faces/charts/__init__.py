"""How does an answer look? One function a figure, each an SVG that needs no script, no font and no other file.

Every figure is drawn for a width that a telephone has (about 360 units), so that it stays legible there and may grow on
a screen. It carries its own text alternative; the caller puts its numbers in a table beside it. Colour never
speaks alone: lines differ in dashes too, and are named where they end. Texts of a scenario are escaped here.
"""

from app.faces.charts.bars import Bar, Swing, capacity_bars, tornado, waterfalls
from app.faces.charts.fit import marginal, predictions, ridge
from app.faces.charts.flow import Leg, activity_legs, care_legs, flow_diagram, support_legs
from app.faces.charts.hundred import hundred_key, hundred_squares
from app.faces.charts.ink import ticks
from app.faces.charts.key import key
from app.faces.charts.lesson import Mean, lesson_bars, lesson_strips, luck_marks
from app.faces.charts.queues import queue_panel
from app.faces.charts.ranges import range_bars
from app.faces.charts.sets import set_squares
from app.faces.charts.spending import spending_panel
from app.faces.charts.time import Line, queue_chart, wait_curve

__all__ = [
    "Bar",
    "Leg",
    "Line",
    "Mean",
    "Swing",
    "activity_legs",
    "capacity_bars",
    "care_legs",
    "flow_diagram",
    "hundred_key",
    "hundred_squares",
    "key",
    "lesson_bars",
    "lesson_strips",
    "luck_marks",
    "marginal",
    "predictions",
    "queue_chart",
    "queue_panel",
    "range_bars",
    "ridge",
    "set_squares",
    "spending_panel",
    "support_legs",
    "ticks",
    "tornado",
    "wait_curve",
    "waterfalls",
]
