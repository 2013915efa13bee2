"""Labels of what is recorded by base of a release and by kind of lab."""

from sim.settings.roster import LAB_KINDS

BASES = ("own", "home open weights", "foreign open weights")
"""What a release is built on, in the order of `sim.rules.capability`."""

HOLDERS = LAB_KINDS[:3]
"""Kinds of labs that can hold a frontier: all but clouds."""
