"""Why a notice waits on or did not arrive, as it is told to people (NOT-4)."""

from __future__ import annotations

from collections.abc import Mapping

from ishtirak.law.bilingual import Bilingual
from ishtirak.rules.notices import Hindrance

NAMES: Mapping[Hindrance, Bilingual] = {
    Hindrance.CAP_REACHED: Bilingual("بلغ الإنفاق على الرسائل سقف اليوم", "The day's money for SMS is spent"),
    Hindrance.HAS_DIED: Bilingual("توفي صاحب الرقم", "The person has died"),
    Hindrance.IN_DOUBT: Bilingual("لا يُعرف هل أُرسلت الرسالة", "Nobody knows whether the message has left"),
    Hindrance.NO_PHONE: Bilingual("لا يوجد رقم هاتف", "There is no telephone number"),
    Hindrance.NOT_SENT: Bilingual("لم يستلم مزود الخدمة الرسالة", "The provider has not taken the message"),
    Hindrance.OPTED_OUT: Bilingual("لا يرغب المشترك في هذا النوع", "The subscriber wants none of this kind"),
    Hindrance.REFUSED: Bilingual("رفض مزود الخدمة الرسالة أو الرقم", "The provider refuses the message or the number"),
    Hindrance.SENDER_DIED: Bilingual(
        "انقطع الإرسال قبل تسجيل نتيجته", "Sending broke off before its outcome was recorded"
    ),
    Hindrance.SETTLED: Bilingual("سُدد المبلغ قبل إرسال التذكير", "It was paid before the reminder left"),
    Hindrance.UNDELIVERED: Bilingual("لم تصل الرسالة إلى الهاتف", "The message has not reached the telephone"),
    Hindrance.UNFIT: Bilingual("لا تكفي بيانات الإشعار لنصه", "The notice lacks a value that its text needs"),
}
