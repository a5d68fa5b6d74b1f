"""What can be wrong with a request before the fund is asked anything. `problems.py` gives each its status.

FundError
├── Unauthenticated          no token, or one that does not hold
├── Malformed                can't be read at all
│   ├── UnsupportedMediaType
│   ├── TooLarge
│   ├── InvalidCursor
│   └── InvalidRequestKey
├── MethodNotAllowed
├── Refused → InvalidRequest fields that are wrong, each with its code and its sentence
├── NoPrecondition           an edit that does not say which version it edits
├── StalePrecondition        an edit of a version that is not the last one
├── RequestKeyReused         an Idempotency-Key that came with another request
└── RequestInProgress        the same request is being answered at this moment
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ishtirak.errors import FundError, Refused


class Unauthenticated(FundError):
    """Who asks is not known."""

    code = "unauthenticated"
    ar = "يلزم تسجيل الدخول: لا يوجد رمز دخول صالح في الطلب."
    en = "Sign in first: the request carries no valid token."


class Malformed(FundError):
    """The request can't be read."""

    code = "malformed_request"
    ar = "تعذرت قراءة الطلب: {why_ar}"
    en = "The request can't be read: {why}"


class MethodNotAllowed(FundError):
    code = "method_not_allowed"
    ar = "هذا العنوان لا يقبل {method}، بل {allowed}."
    en = "This address does not take {method}, but {allowed}."


class UnsupportedMediaType(Malformed):
    code = "unsupported_media_type"
    ar = "نوع المحتوى «{content_type}» غير مقبول: أرسل application/json."
    en = "The content type {content_type!r} is not accepted: send application/json."


class TooLarge(Malformed):
    code = "body_too_large"
    ar = "حجم الطلب {bytes} بايت، والحد الأقصى {most} بايت."
    en = "The request has {bytes} bytes; {most} is the most that is accepted."


class InvalidCursor(Malformed):
    """The cursor was not given out by this list, or was changed."""

    code = "invalid_cursor"
    ar = "مؤشر الصفحة غير صحيح: استعمل القيمة next كما وردت، مع القائمة نفسها."
    en = "The cursor is not valid: use the value of next as it came, with the same list."


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field. `field` is its path, as in `lines.3.gross`."""

    field: str
    code: str
    ar: str
    en: str


class InvalidRequest(Refused):
    """Fields of the request are wrong. Where they all are in the same way, that is the code of the whole."""

    code: ClassVar[str] = "invalid_request"
    ar = "في الطلب بيانات غير صحيحة، عددها {count}."
    en = "Fields of the request are not valid: {count}."

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len(self.faults), fields=[fault.field for fault in self.faults])

    @property
    def shared_code(self) -> str:
        codes = {fault.code for fault in self.faults}
        return codes.pop() if len(codes) == 1 else self.code


class NoPrecondition(FundError):
    code = "precondition_required"
    ar = "أرسل ترويسة If-Match بقيمة ETag التي قرأتها قبل التعديل."
    en = "Send the header If-Match with the ETag that you read before editing."


class StalePrecondition(FundError):
    code = "precondition_failed"
    ar = "تغيرت البيانات منذ أن قرأتها: اقرأها من جديد ثم أعد التعديل."
    en = "This has changed since you read it: read it again, then edit."


class RequestKeyReused(FundError):
    """The same Idempotency-Key came with another request."""

    code = "idempotency_key_reused"
    ar = "مفتاح Idempotency-Key هذا استعمل مع طلب مختلف: استعمل مفتاحا جديدا لكل طلب جديد."
    en = "This Idempotency-Key was used with a different request: take a new key for a new request."


class RequestInProgress(FundError):
    """The same request is being answered at this moment."""

    code = "request_in_progress"
    ar = "الطلب نفسه قيد التنفيذ الآن: أعد المحاولة بعد لحظات."
    en = "The same request is being answered now: try again in a moment."


class InvalidRequestKey(Malformed):
    code = "invalid_idempotency_key"
    ar = "مفتاح Idempotency-Key من 1 إلى 128 حرفا لاتينيا مرئيا."
    en = "An Idempotency-Key has 1 to 128 visible ASCII characters."
