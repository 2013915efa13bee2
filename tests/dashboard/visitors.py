"""Visitors of a served page without a browser, who speak Solara's protocol over a websocket."""

import asyncio
import json
from random import Random
from time import monotonic
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from sim.dashboard.choice import Choice
from sim.dashboard.controls import CONTROLS

LARGEST_MESSAGE = 16 * 2**20
"""Bytes of the largest message that a visitor reads."""

FREE = [key for key in CONTROLS if not key.startswith("sanctions.chip_exports.")]
"""Sliders that can be moved anywhere, whatever the others say."""

TIMEOUT = 60
"""Seconds within which the page has to come."""

PAGE = ("solara.control", {"method": "run", "args": {"path": "/"}})
"""What a browser sends first: the page, please."""


class Visitor:
    """Somebody who has a page open and moves its sliders.

    Attributes
    ----------
    choice : Choice
        What the visitor has set.
    waits : list of float
        Seconds from each move that was answered to its answer.
    """

    def __init__(self, address: str, start: Choice, number: int):
        self.address, self.choice, self.random = address, start, Random(number)
        self.waits: list[float] = []
        self._sent: dict[str, float] = {}
        self._widgets: dict[str, dict[str, Any]] = {}
        self._is_lost = False
        self._changed = asyncio.Condition()
        self._session = uuid4().hex

    async def visit(self, pause: tuple[float, float], ready: asyncio.Barrier, until: Any) -> None:
        """Open the page, move sliders until a moment that comes later, and await the last answer.

        Parameters
        ----------
        pause : (float, float)
            Least and most seconds between two moves.
        ready : asyncio.Barrier
            Reached once the page is there.
        until : callable
            The moment at which the visitor stops, asked after the barrier.
        """
        await asyncio.to_thread(self._ask_for_the_page)
        async with (
            asyncio.TaskGroup() as group,
            connect(
                f"{self.address.replace('http', 'ws')}jupyter/api/kernels/{uuid4()}/channels"
                f"?session_id={self._session}",
                additional_headers={"Cookie": f"solara-session-id={self._session}"},
                max_size=LARGEST_MESSAGE,
                ping_interval=None,  # browsers send none
            ) as line,
        ):
            reading = group.create_task(self._read(line))
            await self._open(line)
            await self._answered()
            await ready.wait()
            while monotonic() < until():
                await self._move(line)
                await asyncio.sleep(self.random.uniform(*pause))
            await self._answered()
            reading.cancel()

    @property
    def shown(self) -> str | None:
        """Link of the settings whose answer the page shows; None before the first."""
        addresses = (widget.get("address", "") for widget in self._widgets.values())
        return next((a.partition("?")[2] for a in addresses if a.startswith("data/lag.")), None)

    @property
    def is_served(self) -> bool:
        """Whether the page shows the answer to what is set, is not busy, and can be used."""
        headline, panel = self._named("sentence"), self._named("groups")
        return (
            self.shown == self.choice.query
            and panel is not None
            and headline is not None
            and not self._widgets[headline]["busy"]
        )

    def _named(self, trait: str) -> str | None:
        """Name of the widget that has a trait."""
        return next((name for name, widget in self._widgets.items() if trait in widget), None)

    def _ask_for_the_page(self) -> None:
        with urlopen(f"{self.address}?{self.choice.query}", timeout=TIMEOUT) as page:
            page.read()

    async def _open(self, line: ClientConnection) -> None:
        comm, (target, run) = uuid4().hex, PAGE
        run = {**run, "args": run["args"] | {"path": f"/?{self.choice.query}"}}
        await self._send(line, "comm_open", comm_id=comm, target_name=target, data={})
        await self._send(line, "comm_msg", comm_id=comm, data=run)

    async def _move(self, line: ClientConnection) -> None:
        """Move one slider to another stop."""
        key = self.random.choice(FREE)
        now = dict(self.choice.levels).get(key)
        level = self.random.choice([stop for stop in CONTROLS[key].lever.stops if stop != now])
        self.choice = self.choice.with_level(key, level)
        self._sent[self.choice.query] = monotonic()
        event = {"event": "move", "data": {"key": key, "level": level}}
        await self._send(
            line,
            "comm_msg",
            comm_id=self._named("groups"),
            data={"method": "custom", "content": event},
        )

    async def _send(self, line: ClientConnection, kind: str, **content: Any) -> None:
        header = {"msg_id": uuid4().hex, "msg_type": kind, "session": self._session}
        header |= {"username": "", "version": "5.3", "date": "2026-01-01T00:00:00Z"}
        message = {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "channel": "shell",
            "buffers": [],
        }
        await line.send(json.dumps(message | {"content": content}))

    async def _read(self, line: ClientConnection) -> None:
        try:
            async for received in line:
                message = json.loads(received)
                self._take(message["header"]["msg_type"], message["content"])
                await self._wake()
        finally:
            self._is_lost = True
            await self._wake()

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _take(self, kind: str, content: dict[str, Any]) -> None:
        """Keep the state of the widgets as a browser does, and note which moves are answered."""
        name = content.get("comm_id", "")
        if kind == "comm_open":
            self._widgets[name] = dict(content["data"].get("state", {}))
        elif kind == "comm_close":
            self._widgets.pop(name, None)
        elif kind == "comm_msg" and content["data"].get("method") == "update":
            self._widgets[name].update(content["data"]["state"])
        sent = self._sent.pop(self.shown or "", None)
        if sent is not None:
            self.waits.append(monotonic() - sent)

    async def _answered(self) -> None:
        """Wait until the page is served."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.is_served or self._is_lost)
        if self._is_lost:
            raise ConnectionError("the server has hung up")
