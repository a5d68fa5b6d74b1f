"""Where this deployment's table, queues, buckets and issuer are: the environment, read when first used."""

from __future__ import annotations

import os

from ishtirak.errors import MissingSetting


def get(name: str) -> str:
    """The setting `name`.

    Raises: MissingSetting where the environment has none, or an empty one.
    """
    value = os.environ.get(name)
    if not value:
        raise MissingSetting(name=name)
    return value
