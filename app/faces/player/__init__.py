"""How does one run look as it happens? People moving along the pathway, drawn from the event log."""
