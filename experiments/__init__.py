"""The questions: designs, runs and comparisons of scenarios."""
