"""The model: a scenario, its people, and what happens to them."""
