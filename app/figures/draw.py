"""Every figure, by name."""

from app.figures.bars import bridge, swings
from app.figures.dots import groups, people
from app.figures.lines import queues, waits

__all__ = ["bridge", "groups", "people", "queues", "swings", "waits"]
