"""Which published figures were never fitted to, what was predicted of each before it was looked at, and was it so?

Predictions stand in predictions.toml, dated, before the comparisons that hold them against what was published; both
are only ever added to. numpy is used where a prediction is made, and imported there.
"""
