"""Where this deployment's table, queues, buckets and issuer are: the environment, read when first used."""

from __future__ import annotations

import os

from ishtirak.errors import MissingSetting


def listed(name: str) -> frozenset[str]:
    """The words of the setting `name`, apart by commas; none where the environment has none."""
    return frozenset(word for word in os.environ.get(name, "").split(",") if word)


def get(name: str) -> str:
    """The setting `name`.

    Raises: MissingSetting where the environment has none, or an empty one.
    """
    value = os.environ.get(name)
    if not value:
        raise MissingSetting(name=name)
    return value
