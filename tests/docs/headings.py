"""Anchors of the headings of a page, as GitHub makes them."""

import re


def anchor(title):
    """What leads to a heading: lower case, hyphens for spaces, no other punctuation."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def anchors(page):
    """Anchors of all headings of a page."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {anchor(title) for title in titles}
