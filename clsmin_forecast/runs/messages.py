"""Jupyter's messages through a pipe, one after the other, in place of sockets."""

import os
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from jupyter_client.session import Session

Message = dict[str, Any]


class PipeSession(Session):
    """Sends every message through one pipe, whatever the channel that it is meant for."""

    def __init__(self) -> None:
        super().__init__(key=b"one pipe")  # which nobody else holds; without a key it warns

    def open(self, pipe: Connection) -> None:
        """Send through a pipe from now on, and receive from it."""
        self._pipe, self._turn, self._owner = pipe, Lock(), os.getpid()

    def is_ours(self) -> bool:
        """Return whether the pipe is of this process, not of the one that it was forked from."""
        return os.getpid() == self._owner

    def send(  # noqa: PLR0913, PLR0917 - as every session has it
        self,
        stream: Any,
        msg_or_type: Message | str,
        content: Message | None = None,
        parent: Message | None = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Message | None = None,
        metadata: Message | None = None,
    ) -> Message:
        """Send a message, or make it first; `stream`, `ident` and `track` are of sockets.

        A process that a cell forked sends nothing: killed half way, it would leave half a message.
        """
        message = msg_or_type
        if isinstance(message, str):
            message = self.msg(message, content, parent, header, metadata)
        if not self.is_ours():
            return message
        parts = [*self.serialize(message), *(buffers or message.get("buffers", ()))]
        with self._turn:
            self._pipe.send_bytes(len(parts).to_bytes(4))
            for part in parts:
                self._pipe.send_bytes(part)
        return message

    def receive(self) -> Message:
        """Return the next message, once it is there; EOFError if there will be none."""
        count = int.from_bytes(self._pipe.recv_bytes())
        _, parts = self.feed_identities([self._pipe.recv_bytes() for _ in range(count)])
        return self.deserialize(parts)
