"""The documents of the project, and what generates their tables."""
