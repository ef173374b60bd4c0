"""What drives the answer, and how much of its spread is luck? Indices over the points of a design, without the noise.

Functions here take plain arrays: `y[point, replication]`, not a number where it was not run, and `x[point, input]`.
They know nothing of studies or scenarios, so anybody's numbers can go through them. What each index answers, and when
to distrust it: docs/sensitivity.md. The glue is `experiments/study/analysed.py`.

Words. *Between*: variance over points of the mean over luck. *Noise*: what luck adds to one replication. *Same luck*:
replication r is run with the same luck at every point; *fresh luck*: at every point, or base point, with its own.
"""
