"""The socket and the address of the page."""

import errno
import os
import socket

from sim.dashboard.choice import Choice
from sim.settings.errors import SettingsError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Hosts that only this machine can reach."""

TAKES_ADDRESS = "an address of this machine"


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket.

    Raises
    ------
    SettingsError
        If the address is not one of this machine, or the port is taken.
    """
    try:
        family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((host, port), family=family)
    except socket.gaierror as error:
        raise SettingsError("task.host", host, f"{TAKES_ADDRESS} ({error.strerror})") from None
    except OSError as error:
        why = os.strerror(error.errno or 0)
        if error.errno == errno.EADDRNOTAVAIL:
            raise SettingsError("task.host", host, f"{TAKES_ADDRESS} ({why})") from None
        raise SettingsError("task.port", port, f"a free port of {host} ({why})") from None


def address(listening: socket.socket, choice: Choice) -> str:
    """URL of the page."""
    host, port = listening.getsockname()[:2]
    root = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    return root if choice == Choice() else f"{root}?{choice.query}"
