"""Runs that do not fit into memory: chunks of members, simulated anywhere, in one store."""
