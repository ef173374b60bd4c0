"""What are the sections of a report? Sentences (`words`), figures (`charts`) and tables; none calculates."""
