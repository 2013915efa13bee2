"""The page with sliders: a reader chooses a regime, and sees how 1,000 members respond to it.

A `Choice` holds the reader's settings, `answer` simulates it, `figures` draws the result, `page`
lays it out with Solara, and `server` serves it. Only the task `dashboard` imports this package.
"""
