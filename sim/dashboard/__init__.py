"""The page with sliders: choose a regime, and see what 1,000 members make of it.

What is chosen is a `Choice`; `answer` simulates it; `figures` draws; `page` puts it together with
Solara, and `server` serves it. Nothing here is imported unless the task is `dashboard`.
"""
