"""Middleware that answers only the page's own requests, and protects what it answers."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROTECTION: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every answer: no guessing of types, and no use inside the pages of other sites."""

NAVIGATION = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
"""Headers of a browser that follows a link to a page of its own."""


class Guard:
    """Middleware that refuses other host names, and requests that come from other sites.

    Parameters
    ----------
    app : callable
        The application.
    hosts : collection of str, optional
        Names by which the server may be called, which prevents DNS rebinding; any if none.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None):
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(PROTECTION)
            await send(message)

        if self.hosts is not None and host_name(headers.get("host", "")) not in self.hosts:
            await _refuse(scope, receive, protected, 400, "another host name")
        elif is_foreign(scope.get("method", ""), headers):
            await _refuse(scope, receive, protected, 403, "request from another site")
        else:
            await self.app(scope, receive, protected)


def host_name(host: str) -> str | None:
    """The name in a header like `[::1]:8765`, without brackets and port; None if it has none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def is_foreign(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from a page of another site, by its headers.

    A link that leads here is followed. Programs other than browsers send none of these headers.
    """
    origin = headers.get("origin")
    if origin is not None and _place(origin) != headers.get("host"):
        return True
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return False
    is_link = all(headers.get(name) == value for name, value in NAVIGATION.items())
    return method != "GET" or not is_link


def _place(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # no address
        return None


async def _refuse(scope: Scope, receive: Receive, send: Send, code: int, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(why, status_code=code)(scope, receive, send)
