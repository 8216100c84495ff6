"""The assistant that a running server asks, moving on to a new index between questions.

A rebuild publishes a new generation beside the old one. Whoever asks next opens it; those
who are still reading the old one finish first, and the last of them closes it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import FawenError, UserError
from rag.settings import DEFAULT_INDEX
from rag.store.generation import current_generation
from rag.types import Answer
from rag.web.journal import log

if TYPE_CHECKING:
    from rag.assistant import Assistant


AT_ONCE = 8  # questions computed at the same time; more only wait for the same two cores
REMEMBERED = 512  # answers kept per generation


class _Held:
    """One open assistant and how many are using it."""

    def __init__(self, assistant: Assistant, generation: str) -> None:
        self.assistant = assistant
        self.generation = generation
        self.users = 0
        self.retired = False
        self.answers: OrderedDict[tuple[str, ...], Answer] = OrderedDict()


class Live:
    """Opens the newest generation and lends it out.

    ``open_assistant`` opens what is published now; ``newest`` names it cheaply (one small
    file read), so that it can be asked before every question.
    """

    def __init__(
        self, open_assistant: Callable[[], Assistant], newest: Callable[[], str | None]
    ) -> None:
        self._open = open_assistant
        self._newest = newest
        self._lock = threading.Lock()
        self._moving = threading.Lock()
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._refused: str | None = None
        name = newest()
        assistant = open_assistant()
        self._held = _Held(assistant, name or "")

    @property
    def generation(self) -> str:
        """The generation in use."""
        return self._held.generation

    @contextmanager
    def use(self) -> Iterator[Assistant]:
        """The newest assistant, kept open until the block ends."""
        with self._borrow() as held:
            yield held.assistant

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer, from memory when this generation has already given it."""
        key = (*history, question)
        with self._borrow() as held:
            with self._lock:
                if key in held.answers:
                    held.answers.move_to_end(key)
                    return held.answers[key]
            with self._slots:
                answer = held.assistant.ask(question, tuple(history))
            with self._lock:
                held.answers[key] = answer
                while len(held.answers) > REMEMBERED:
                    held.answers.popitem(last=False)
            return answer

    def close(self) -> None:
        """Close the index; those still reading finish first."""
        with self._lock:
            held = self._held
            held.retired = True
            idle = not held.users
        if idle:
            held.assistant.close()

    @contextmanager
    def _borrow(self) -> Iterator[_Held]:
        self._move_on()
        with self._lock:
            held = self._held
            held.users += 1
        try:
            yield held
        finally:
            with self._lock:
                held.users -= 1
                done = held.retired and not held.users
            if done:
                held.assistant.close()

    def _move_on(self) -> None:
        name = self._newest()
        if not name or name in (self._held.generation, self._refused):
            return
        if not self._moving.acquire(blocking=False):
            return  # someone else is opening it; this question is answered from the old one
        try:
            try:
                fresh = _Held(self._open(), name)
            except FawenError as error:
                self._refused = name  # say it once, keep answering from what we have
                log.error("new index refused", extra={"event": "index_refused", "why": str(error)})
                return
            with self._lock:
                old, self._held = self._held, fresh
                old.retired = True
                idle = not old.users
            log.info("index changed", extra={"event": "index", "generation": name})
            if idle:
                old.assistant.close()
        finally:
            self._moving.release()


def open_live(
    index: Path | str = DEFAULT_INDEX,
    made_from: Callable[[Assistant], Assistant] = lambda assistant: assistant,
) -> Live:
    """The live index of a folder; ``made_from`` may wrap every assistant that it opens.

    Raises IndexMissing, IndexMismatch.
    """
    from rag.assistant import Assistant

    path = Path(index)
    current_generation(path)  # says what to run when there is no index

    def newest() -> str | None:
        try:
            return current_generation(path)
        except UserError:
            return None

    return Live(lambda: made_from(Assistant.open(path)), newest)
