"""What went wrong in a handler: kept, and said, never swallowed."""

from __future__ import annotations

import logging
from dataclasses import dataclass

logger = logging.getLogger("ishtirak.engine")


@dataclass(frozen=True)
class Failure:
    """One delivery that failed. `last` where it was given up and went to a dead-letter queue."""

    handler: str
    id: str
    attempt: int
    error: str
    last: bool

    def __str__(self) -> str:
        fate = "given up" if self.last else "tried again"
        return f"{self.handler}: {self.id} failed (attempt {self.attempt}, {fate}): {self.error}"


class Failures(list[Failure]):
    """All failed deliveries since the fund was last emptied, oldest first."""

    def record(self, failure: Failure, cause: BaseException | None = None) -> None:
        self.append(failure)
        logger.error("%s", failure, exc_info=cause)

    @property
    def given_up(self) -> list[Failure]:
        return [failure for failure in self if failure.last]
