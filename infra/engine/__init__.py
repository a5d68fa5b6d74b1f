"""The embedded engine: everything that AWS does for the fund, on one machine. Nothing of it is deployed."""

from infra.engine.engine import Engine
from infra.engine.refusal import EngineRefused

__all__ = ["Engine", "EngineRefused"]
