"""Opaque cursors: where the next page of a list begins, bound to that list.

A cursor holds no right and no secret: the list that it is used with decides what is shown. The seal only sees to it
that a cursor that was changed, cut off, or taken to another list is refused and not guessed at.
"""

from __future__ import annotations

import base64
import hashlib
import json

from ishtirak.web.faults import InvalidCursor

LONGEST = 2_000
MOST_DIGITS = 15
"""A place in a list is a number of items or of bytes; what has more digits leads nowhere."""

_SEAL_BYTES = 9


def cursor_of(list_name: str, after: str | None) -> str | None:
    """The cursor of what comes behind the sort key `after` in the list; None where nothing does.

    `list_name` says which list it is, with whose: "subscribers of E0123456789AB".
    """
    if after is None:
        return None
    text = json.dumps([_seal(list_name, after), after], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def after_of(list_name: str, cursor: str | None) -> str | None:
    """The sort key behind which the page begins; None, the beginning, where there is no cursor.

    Raises: InvalidCursor for one that this list did not give out.
    """
    if cursor is None:
        return None
    seal, after = _opened(cursor)
    if seal != _seal(list_name, after) or cursor_of(list_name, after) != cursor:
        raise InvalidCursor
    return after


def place_of(list_name: str, cursor: str | None) -> int:
    """The place at which the page begins, in a list whose sort keys are plain numbers; 0 where there is no cursor.

    Who knows how a seal is made can seal anything, so that the number is looked at too.
    Raises: InvalidCursor for one that this list did not give out.
    """
    after = after_of(list_name, cursor)
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal()) or len(after) > MOST_DIGITS:
        raise InvalidCursor
    return int(after)


def _opened(cursor: str) -> tuple[str, str]:
    if len(cursor) > LONGEST or not cursor.isascii():
        raise InvalidCursor
    try:
        read = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise InvalidCursor from None
    match read:
        case [str(seal), str(after)]:
            return seal, after
        case _:
            raise InvalidCursor


def _seal(list_name: str, after: str) -> str:
    digest = hashlib.sha256(json.dumps([list_name, after]).encode()).digest()
    return base64.urlsafe_b64encode(digest[:_SEAL_BYTES]).decode()
