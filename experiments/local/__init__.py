"""What does a service know of itself, month by month, and what follows from it?"""
