"""Figures, drawn from datasets only; one file a question."""
