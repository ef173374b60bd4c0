"""Which inputs agree with the figures that were published or counted? A joint sample of them, and what it cannot tell.

numpy is used here and in `experiments/local` alone, and imported only where a fit is made: to read one needs none.
"""
