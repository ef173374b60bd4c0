"""Every figure, by name."""

from app.faces.figures.bars import bridge, swings
from app.faces.figures.dots import groups, people
from app.faces.figures.lines import queues, waits

__all__ = ["bridge", "groups", "people", "queues", "swings", "waits"]
