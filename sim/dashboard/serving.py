"""Serves the page until it is interrupted."""

from collections.abc import Callable
from contextlib import suppress

import uvicorn

from sim.dashboard.answers import stop_answering, warm_up
from sim.dashboard.choice import Choice
from sim.dashboard.listening import LOOPBACK, address, listen
from sim.dashboard.server import application

PATIENCE = 300
"""Seconds in which a page has to answer a ping, or its connection is closed.

When many pages are busy at once, the server itself can take longer than the usual 20 seconds to
read the answers, and would hang up on all of them.
"""


def serve(host: str, port: int, choice: Choice, say: Callable[[str], object]) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    host : str
        Address of this machine.
    port : int
        Port; 0 for any free port.
    choice : Choice
        Choice that the page opens with.
    say : callable
        Called with lines of text, one of which gives the address of the page.

    Raises
    ------
    SettingsError
        If the address is not one of this machine, or the port is taken.
    """
    with listen(host, port) as listening:
        warm_up(choice)
        server = uvicorn.Server(
            uvicorn.Config(
                application(host, choice),
                log_level="error",
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=1,
                ws_ping_timeout=PATIENCE,
            )
        )
        if host not in LOOPBACK:
            say(f"task.host={host}: anyone who can reach this machine can use the page")
        say(f"the page is at {address(listening, choice)}; press Ctrl-C to stop")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
        stop_answering()
        say("stopped")
