"""Analyses of runs and posteriors, each behind a task."""
