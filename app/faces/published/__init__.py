"""What is evidence, and what is only fit? Every published figure, held against the model: a page, and rows of CSV."""
