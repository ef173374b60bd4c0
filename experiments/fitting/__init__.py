"""Which inputs agree with the figures that were published or counted? A joint sample of them, and what it cannot tell.

numpy is used here and in `experiments/local` alone, and imported only where a fit is made: to read one needs none.
"""

import os

# Before numpy is there: a fit's sums are then added up in one order, however many cores there are. It is faster, too:
# the simulations have the cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
