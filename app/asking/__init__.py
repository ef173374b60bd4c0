"""The use cases: a module each, with what may be asked, how it is answered and what an answer is."""
