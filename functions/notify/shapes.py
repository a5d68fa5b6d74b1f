"""What this room's doors give, as JSON."""

from __future__ import annotations

from functions.notify.templates import Text, text_of
from ishtirak.rules.notices import NoticeKind
from ishtirak.storage.notices import Notice, NoticeState
from ishtirak.storage.templates import Wording
from ishtirak.web.answers import Answer


class NoticeAnswer(Answer):
    """NOT-4: one notice of a subscriber: the text, the number, when, and how its sending ended.

    What was sent is shown as it left; what waits, in the wording in force.
    """

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
    def of(cls, notice: Notice, wording: Wording) -> NoticeAnswer:
        text = _text(notice, wording)
        return cls(
            kind=notice.kind,
            cause=notice.cause,
            text=text.ar,
            text_en=text.en,
            to=notice.to,
            state=notice.state,
            segments=text.segments,
            created_at=notice.created_at,
            sent_at=notice.sent_at,
            reason=notice.reason,
        )


def _text(notice: Notice, wording: Wording) -> Text:
    if notice.state is NoticeState.WAITING or notice.text is None:
        return text_of(notice, wording)
    return Text(notice.text, notice.text_en or text_of(notice, wording).en)
