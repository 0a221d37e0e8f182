"""Counting the statements that a page or an operation sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


class Statements:
    """The statements sent while counting, for a message that helps when there are too many."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.texts)

    def append(self, text: str) -> None:
        """Note one more."""
        self.texts.append(text)

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __str__(self) -> str:
        return "\n".join(
            f"{number}. {' '.join(text.split())[:200]}" for number, text in enumerate(self.texts, 1)
        )


@contextmanager
def count_queries(engine: Engine) -> Iterator[Statements]:
    """Collect the statements sent on this engine, and on those made from it, until the block ends."""
    found = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):  # SQLite's driver is told to begin by a statement
            found.append(statement)

    event.listen(engine, "after_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "after_cursor_execute", note)
