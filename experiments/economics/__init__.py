"""Which option is worth its money, how sure is that, and what is knowing more worth? Plain arrays in, numbers out.

Costs and effects are arrays of (draw, option), or of (draw, option, replication) where a simulation made them: a draw
is one set of inputs, an option one thing that could be done, a replication one draw of luck. With replications, the
luck of the simulation is taken out first (`noise`), since it would pass for something unknown that could be learned.
Nothing here knows of scenarios or studies but `of_study`; nothing draws luck but `learning`.
"""
