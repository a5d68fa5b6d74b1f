"""Which notices to one person leave as one SMS, and how it reads (NOT-3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from functions.notify.templates import Text
from ishtirak.law.law import Law
from ishtirak.storage.notices import NOTICES_OF_ONE_SMS, Notice

MOST_SEGMENTS = 10
"""Of an SMS that several notices share; a longer one is not taken by every network."""


class Message(NamedTuple):
    """What leaves as one SMS: the notices that it tells of, and the text of them all."""

    notices: tuple[Notice, ...]
    text: Text

    def with_one_more(self, notice: Notice, text: Text) -> Message:
        """A line for each."""
        return Message((*self.notices, notice), Text(f"{self.text.ar}\n{text.ar}", f"{self.text.en}\n{text.en}"))


def joined_up(messages: Iterable[Message], law: Law) -> Iterator[Message]:
    """Each notice alone, but for those whose kinds may share an SMS: as many of these together as one can hold.

    Args: messages: of one notice each.
    Law:  `joins` of each kind of notice.
    """
    joined: Message | None = None
    for alone in _in_order(messages):
        (notice,) = alone.notices
        if not law.notices[notice.kind.value].joins:
            yield alone
        elif joined is None:
            joined = alone
        else:
            both = joined.with_one_more(notice, alone.text)
            if both.text.segments > MOST_SEGMENTS or len(both.notices) > NOTICES_OF_ONE_SMS:
                yield joined
                joined = alone
            else:
                joined = both
    if joined is not None:
        yield joined


def _in_order(messages: Iterable[Message]) -> Sequence[Message]:
    """As they were written, so that what came first is told first."""
    return sorted(messages, key=lambda each: (each.notices[0].created_at, each.notices[0].cause))
