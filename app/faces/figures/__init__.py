"""What does an answer look like in a paper? One function a figure, which returns it, or draws on axes of a caller's.

    from app.faces.figures import draw
    draw.bridge(answer, width=PAGE_MM).savefig("bridge.svg")

They draw what the answer says and work out nothing. A wish that cannot be met is refused in words (`WrongInput`). The
page's own pictures are in `app.faces.charts`. Invariant: this module imports no drawing library, so naming a figure
waits for none.
"""

from typing import Literal

FIGURES = ("waits", "queues", "people", "groups", "bridge", "swings")  # functions of `app.faces.figures.draw`
FORMATS = ("svg", "pdf", "png")
COLUMN_MM, PAGE_MM = 89.0, 183.0  # of one column, and of both, in most journals

Queue = Literal["link_worker", "place", "list_of_day_0"]
Share = Literal["given", "gone without"]
Of = Literal["programme", "usual", "difference"]  # one world, or both paired
Pounds = Literal["net", "capacity"]
