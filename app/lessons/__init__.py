"""What does each lesson say? Its question, what a class is asked to predict, what came out and why, what to decide.

`experiments.lessons` works it out; here it is worded, every number from what was found. What is shown as rows, bars and
strips is drawn by `app.faces.terminal.lesson`.
"""

from app.lessons import completers, load, luck, queue, saving
from app.lessons.text import Text

TEXTS: dict[int, Text] = {1: load.TEXT, 2: queue.TEXT, 3: completers.TEXT, 4: luck.TEXT, 5: saving.TEXT}
