"""How few posts, places or slots meet a target? Targets in plain words, mixes of levers, and what is shown of each."""
