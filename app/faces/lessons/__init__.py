"""A lesson in pictures: predicted before it is revealed, alone or as a class of thirty, on a screen and on paper."""
