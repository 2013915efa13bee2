"""Property tests draw the same examples every time, so that a red suite can be run again."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
