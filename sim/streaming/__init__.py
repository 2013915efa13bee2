"""Runs that do not fit into memory: members are simulated in chunks and written to one store."""
