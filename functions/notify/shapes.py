"""What this room's doors give, as JSON."""

from __future__ import annotations

from functions.notify.templates import text_of
from ishtirak.rules.notices import NoticeKind
from ishtirak.storage.notices import Notice, NoticeState
from ishtirak.web.answers import Answer


class NoticeAnswer(Answer):
    """NOT-4: one notice of a subscriber: the text, the number, when, and how its sending ended."""

    kind: NoticeKind
    cause: str
    text: str
    text_en: str
    to: str | None
    state: NoticeState
    segments: int
    created_at: str
    sent_at: str | None
    reason: str | None

    @classmethod
    def of(cls, notice: Notice) -> NoticeAnswer:
        text = text_of(notice)
        return cls(
            kind=notice.kind,
            cause=notice.cause,
            text=notice.text or text.ar,
            text_en=text.en,
            to=notice.to,
            state=notice.state,
            segments=notice.segments or text.segments,
            created_at=notice.created_at,
            sent_at=notice.sent_at,
            reason=notice.reason,
        )
