"""What the documentation says in words of its own: about the API as a whole, and about what all routes share."""

from __future__ import annotations

from typing import Any

from ishtirak.errors import isolated

Json = dict[str, Any]

TITLE = "اشتراك: واجهة صندوق التأمين الصحي العام · Ishtirak: the API of the public health insurance fund"

INTRODUCTION = isolated("""\
المبالغ نصوص بالدينار بثلاث خانات عشرية، مثل "25.000". الأشهر مثل 2026-01 والتواريخ مثل 2026-01-31 بتوقيت طرابلس.
الأرقام العربية مقبولة في كل مدخل، والجواب دائما بالأرقام الغربية. كل رفض له رمز ثابت وجملة بالعربية وأخرى بالإنجليزية.

Amounts are texts of dinars with three decimals, as "25.000". Months are written 2026-01 and dates 2026-01-31, in the
time of Tripoli. Arabic digits are accepted everywhere; answers have Western digits. Each refusal has a stable code and
a sentence in Arabic and in English.""")

TAGS = {
    "enroll": "التسجيل · Registration",
    "collect": "التحصيل والتغطية · Collection and cover",
    "notify": "الإشعارات · Notices",
    "reports": "التقارير والتدقيق · Reports and checks",
    "common": "عام · Common",
}
"""The rooms of the house, in the order in which they are shown."""

PATH_WORDS = {
    "employer_id": "رقم جهة العمل · The employer's id",
    "subscriber_id": "رقم المشترك · The subscriber's id",
    "dependant_id": "رقم المنتفع · The dependant's id",
    "change_id": "رقم طلب التغيير · The id of the request of change",
    "certificate_id": "رقم شهادة المرتب · The id of the salary certificate",
    "document_id": "رقم المستند · The document's id",
    "photograph_id": "رقم الصورة الشخصية · The photograph's id",
    "handover_id": "رقم التسليم · The id of the hand-over",
    "payer_id": "رقم جهة العمل أو المشترك · The id of an employer or a subscriber",
    "statement_id": "رقم كشف المرتبات · The statement's id",
    "registration_id": "رقم كشف التسجيل · The id of the list that is registered",
    "report_id": "رقم التقرير · The report's id",
    "receipt_id": "رقم الإيصال لدى المصرف · The bank's id of the receipt",
    "bank": "رمز المصرف · The bank's code",
    "month": isolated("الشهر، مثل 2026-01 · The month, as 2026-01"),
    "name": "اسم المتغير · The parameter's name, as grace_days",
    "proposal_id": "رقم القيمة المدخلة · The id of the value that was entered",
    "webhook_id": "رقم المستقبل · The id of a receiver of events",
    "number": "الرقم: رقم اتفاق التقسيط أو القيد · The number: of an agreement of instalments, or of a payment",
    "owner_id": "من سُجل القيد له: دافع، أو كشف، أو الحساب المعلق · Whose entries: a payer, a list, suspense",
    "cause": "سبب القيد · The cause of the entry, as receipt#NAB#n1",
    "day": isolated("اليوم، مثل 2026-02-05 · The day, as 2026-02-05"),
    "debit_id": "رقم الخصم المصرفي · The id of money that left a bank",
    "collected_id": "رقم تسجيل التحصيل · The id of what was recorded as collected",
    "queue": "اسم الطابور · The queue's name",
    "event_id": "رقم الحدث · The id of a bank's event",
    "replay_id": "رقم إعادة الإرسال · The id of a replay of events",
    "type": "نوع الحدث · The type of an event, as person.joined",
    "version": "إصدار شكل الحدث · The version of an event's form, as 1",
    "notice_kind": "نوع الإشعار · The kind of notice, as overdue",
    "version_id": "رقم النص المقترح · The id of a text that was proposed",
    "kind": "نوع الحالة · The kind of case, as salary_rise",
    "share": "الحصة · The share: social_security, state",
}

PROBLEM_SCHEMA: Json = {
    "type": "object",
    "description": "خطأ (RFC 9457) · Problem details (RFC 9457)",
    "required": ["type", "title", "title_en", "status", "code", "detail", "detail_en", "errors", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "title_en": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "examples": ["invalid_iban"]},
        "detail": {"type": "string"},
        "detail_en": {"type": "string"},
        "instance": {"type": "string", "description": "رقم الطلب، لمن يبلغ عنه · The request's id, to report it by"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "ar", "en"],
                "properties": {
                    "field": {"type": "string", "examples": ["lines.3.gross"]},
                    "code": {"type": "string"},
                    "ar": {"type": "string"},
                    "en": {"type": "string"},
                },
            },
        },
    },
}

SECURITY: Json = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "رمز الدخول من مجمع المستخدمين · The ID token of the user pool",
    },
    "bankSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "توقيع المرسل · The signature of the bank or the provider of SMS, by Standard Webhooks",
    },
}


def _header(name: str, words: str, example: str, *, required: bool) -> Json:
    schema = {"type": "string", "examples": [example]}
    return {"name": name, "in": "header", "required": required, "description": words, "schema": schema}


IF_MATCH = _header("If-Match", "قيمة ETag التي قرئت · The ETag that was read", '"3"', required=True)
IDEMPOTENCY_KEY = _header(
    "Idempotency-Key",
    "مفتاح يختاره المرسل، فلا ينفذ الطلب مرتين إذا أعيد · A key of your own, so that a repeated request is done once",
    "5f0c2f0e-8f4e-4a57-9a1d-0a3c1f6f7b11",
    required=False,
)
SIGNATURE_HEADERS = [
    _header("webhook-id", "رقم الحدث · The id of the event", "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", required=True),
    _header("webhook-timestamp", "وقت الإرسال · When it was sent", "1767225600", required=True),
]
