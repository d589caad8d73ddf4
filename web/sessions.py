"""What Gradio remembers of each open page: no more of them than the setting says, closed ones let go first.

Gradio keeps ten thousand, each with a copy of every component's configuration, and never lets go of one that is closed.
"""

from __future__ import annotations

from typing import Any

from gradio.state_holder import SessionState, StateHolder

from rag import RefusedError
from web.words import WORDS

LONGEST_NAME = 64  # characters of the name that a browser gives its session


class Session(SessionState):
    """A session without the copy of every component's configuration, of which Gradio makes links to a page's state."""

    def __init__(self, page: Any) -> None:
        super().__init__(page)
        self.config_values = {}

    def __setitem__(self, key: int, value: Any) -> None:
        """Keep a component's value, or the component as it is changed."""
        super().__setitem__(key, value)
        self.config_values = {}

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: Any) -> None:
        pass


class Sessions(StateHolder):
    """The sessions of one application, `capacity` at most."""

    def __init__(self, page: Any, capacity: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.set_blocks(page)
        self.capacity = capacity

    def __getitem__(self, session_id: str) -> SessionState:
        """The session of this name, begun if there is none; RefusedError when it is no such name."""
        if len(session_id) > LONGEST_NAME:
            raise RefusedError("not_understood", WORDS["en"]["not_understood"])
        if session_id not in self.session_data:
            self.session_data[session_id] = Session(self.blocks)
        return super().__getitem__(session_id)

    def update(self, session_id: str) -> None:
        """Note that a session is used, and let go of those that are too many."""
        with self.lock:
            if session_id in self.session_data:
                self.session_data.move_to_end(session_id)
            while len(self.session_data) > self.capacity:
                self._let_go(session_id)

    def _let_go(self, used: str) -> None:
        """Forget the closed session unused for longest, or where none is closed the one unused for longest."""
        gone = next((name for name, one in self.session_data.items() if one.is_closed and name != used), None)
        gone = gone or next(iter(self.session_data))
        queue = self.blocks._queue
        self.session_data.pop(gone)
        self.time_last_used.pop(gone, None)
        if not queue.pending_event_ids_session.get(gone):
            queue.pending_event_ids_session.pop(gone, None)
            queue.pending_messages_per_session.pop(gone, None)
