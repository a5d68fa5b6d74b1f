"""The SMS that were sent, since the fund was last emptied."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from infra.engine.peek import Peek


@dataclass(frozen=True)
class Sms:
    id: str
    phone: str
    text: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


class SentSms:
    """ministack never forgets what it sent, so what an emptied fund had sent is counted and left out."""

    def __init__(self, peek: Peek, forgotten: dict[str, int]) -> None:
        """`forgotten` says how many of a phone's SMS are not this fund's."""
        self._peek = peek
        self.forgotten = forgotten

    def all(self) -> list[Sms]:
        """By phone, and in the order in which they were sent to it."""
        return [
            Sms(message["MessageId"], phone, message["Message"])
            for phone, messages in self._peek.sms().items()
            for message in messages[self.forgotten.get(phone, 0) :]
        ]

    def forget(self) -> None:
        self.forgotten = {phone: len(messages) for phone, messages in self._peek.sms().items()}
