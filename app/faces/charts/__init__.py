"""How does an answer look? One function a figure, each an SVG that needs no script, no font and no other file.

Every figure is drawn for a width that a telephone has (about 360 units), so that it stays legible there and may grow on
a screen. It carries its own text alternative; whoever shows it puts its numbers in a table beside it. Colour never
speaks alone: lines differ in dashes too, and are named where they end. Texts of a scenario are escaped here.
"""

from app.faces.charts.bars import Swing, capacity_bars, tornado, waterfall
from app.faces.charts.flow import Leg, activity_legs, care_legs, flow_diagram, support_legs
from app.faces.charts.ink import ticks
from app.faces.charts.key import Named, key
from app.faces.charts.queues import queue_panel
from app.faces.charts.time import Line, queue_chart, wait_curve

__all__ = [
    "Leg",
    "Line",
    "Named",
    "Swing",
    "activity_legs",
    "capacity_bars",
    "care_legs",
    "flow_diagram",
    "key",
    "queue_chart",
    "queue_panel",
    "support_legs",
    "ticks",
    "tornado",
    "wait_curve",
    "waterfall",
]
