"""Which items of a batch failed, as Lambda reads a handler's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class BadAnswer(Exception):
    """The answer names an item that was not in the batch, or has not the form of `batchItemFailures`."""


def failed_items(answer: Any, ids: Sequence[str]) -> set[str]:
    """The ids that the handler reported; empty where all went well.

    Raises: BadAnswer, on which Lambda lets the whole batch come again.
    """
    if not answer:
        return set()
    try:
        failed = {failure["itemIdentifier"] for failure in answer.get("batchItemFailures") or []}
    except (AttributeError, KeyError, TypeError):
        raise BadAnswer(f"not an answer to a batch: {answer!r}") from None
    if not failed <= set(ids):
        raise BadAnswer(f"reported as failed, but not in the batch: {sorted(map(str, failed - set(ids)))}")
    return failed
