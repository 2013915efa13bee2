"""Elements of HTML for Solara's components."""

from typing import Any

import solara


def element(
    tag: str,
    class_: str = "",
    children: list[Any] | None = None,
    style_: str = "",
    **attributes: str,
) -> Any:
    """Create an element of HTML; attributes have underscores in place of dashes."""
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    return solara.v.Html(
        tag=tag, class_=class_, style_=style_, children=children or [], attributes=named
    )
