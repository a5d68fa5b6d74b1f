"""What stops the engine from starting or obeying, said so that a person knows what to do."""

from __future__ import annotations


class EngineRefused(Exception):
    """One plain sentence: what is wrong and what to do about it. Shown as it is, without a traceback."""
