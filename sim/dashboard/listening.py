"""The address that the page is served at."""

import errno
import os
import socket

from sim.dashboard.choice import Choice
from sim.settings.errors import SettingsError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Addresses that only this machine reaches."""

AN_ADDRESS = "an address of this machine"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises
    ------
    SettingsError
        If the address or the port cannot be had.
    """
    try:
        family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((host, port), family=family)
    except socket.gaierror as error:
        raise SettingsError("task.host", host, f"{AN_ADDRESS} ({error.strerror})") from None
    except OSError as error:
        why = os.strerror(error.errno or 0)
        if error.errno == errno.EADDRNOTAVAIL:
            raise SettingsError("task.host", host, f"{AN_ADDRESS} ({why})") from None
        raise SettingsError("task.port", port, f"a port that is free at {host} ({why})") from None


def address(listening: socket.socket, choice: Choice) -> str:
    """Where a browser finds the page."""
    host, port = listening.getsockname()[:2]
    place = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    return place if choice == Choice() else f"{place}?{choice.query}"
