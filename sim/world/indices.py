"""The indices on which capability is measured."""

INDICES = ("ECI", "Artificial Analysis", "LMArena")
"""Epoch Capabilities Index, Artificial Analysis Intelligence Index, Elo of the Chatbot Arena."""
