"""The economics of the model: pure scalar functions, one equation each, one file an actor.

A rule takes numbers and gives a number. Agents call it one by one; the ensemble's kernel calls the
same compiled function in a loop over members. Rules import nothing else of the project.
"""
