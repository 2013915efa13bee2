"""Figures of results, each drawn from a dataset; one module for each kind of figure."""
