"""One narrow line for all that a phone does at once, page and service worker alike.

Chromium throttles each of them apart, as if each had a line of its own: what one costs the other cannot be seen there.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from bench.phone.throttled import Line

#: What goes at once: about a packet, so that small answers pass between the pieces of large ones.
_PIECE = 1_500
_HELD = 4_096


@dataclass
class Narrow:
    """Hands bytes on, not faster than the line carries them, each half a journey later."""

    line: Line
    target: int
    port: int = 0
    #: Bytes towards the phone.
    down: int = 0
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _stop: asyncio.Event = field(init=False)
    _free_at: dict[str, float] = field(default_factory=lambda: {"down": 0.0, "up": 0.0})

    async def serve(self, ready: threading.Event) -> None:
        """Listen until told to stop."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HELD)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()

    def stop(self) -> None:
        """End it, from another thread."""
        self._loop.call_soon_threadsafe(self._stop.set)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        towards = socket.socket()
        towards.setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVBUF, _HELD
        )  # no stock of old bytes before the line
        towards.settimeout(0)
        await self._loop.sock_connect(towards, ("127.0.0.1", self.target))
        there, here = await asyncio.open_connection(sock=towards, limit=_HELD)
        with suppress(asyncio.CancelledError, OSError):  # the line is taken down
            await asyncio.gather(self._carry(reader, here, "up"), self._carry(there, writer, "down"))

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str) -> None:
        queue: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue(maxsize=64)
        sending = asyncio.create_task(self._arrive(queue, sink))
        now = asyncio.get_running_loop().time
        with suppress(OSError):
            while data := await source.read(_PIECE):
                # Whoever comes waits behind what is on the line already.
                begins = max(now(), self._free_at[way])
                self._free_at[way] = begins + len(data) * 8 / (self.line.kilobits * 1000)
                await asyncio.sleep(self._free_at[way] - now())
                if way == "down":
                    self.down += len(data)
                await queue.put((now() + self.line.latency_ms / 2000, data))
        await queue.put(None)
        await sending

    @staticmethod
    async def _arrive(queue: asyncio.Queue[tuple[float, bytes] | None], sink: asyncio.StreamWriter) -> None:
        now = asyncio.get_running_loop().time
        with suppress(OSError):
            while (item := await queue.get()) is not None:
                due, data = item
                await asyncio.sleep(max(0.0, due - now()))
                sink.write(data)
                await sink.drain()
            sink.close()


@contextmanager
def narrowed(line: Line, target: int) -> Iterator[Narrow]:
    """Yield a line of its own to a local port."""
    narrow, ready = Narrow(line, target), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(narrow.serve(ready)), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield narrow
    finally:
        narrow.stop()
        thread.join(10)
