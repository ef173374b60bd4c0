"""How fast, and where does the time go? Ratios taken in one run on fresh seeds; never a timed test."""
