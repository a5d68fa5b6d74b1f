"""The names of what stands in a daily closing, as people read them (COL-9)."""

from __future__ import annotations

from ishtirak.law.bilingual import Bilingual
from ishtirak.rules.categories import Share

SECTIONS = {
    "expected": Bilingual("المتوقع (المستحق على الدافعين)", "Expected (owed by payers)"),
    "received": Bilingual("المستلم في المصارف", "Received at banks"),
    "matched": Bilingual("المطابق مع كشوف المصارف", "Matched with banks' statements"),
    "suspense": Bilingual("المعلق", "In suspense"),
    "to_return": Bilingual("ما تقرر رده", "To be given back"),
    "outgoing": Bilingual("خصومات لم تصنف", "Debits that are not classified"),
}
ITEMS = {
    "brought_forward": Bilingual("رصيد أول اليوم", "Brought forward"),
    "fell_due": Bilingual("حل أجله في اليوم", "Fell due on the day"),
    "assessed": Bilingual("استُحق", "Charged"),
    "receipt": Bilingual("ورد من المصارف", "Came from banks"),
    "match": Bilingual("طوبق من المعلق", "Matched from suspense"),
    "unmatch": Bilingual("أعيد إلى المعلق", "Put back into suspense"),
    "forgiven": Bilingual("أُسقط في حدود السماح", "Forgiven within the tolerance"),
    "collected": Bilingual("حصّلته جهات أخرى", "Collected by others"),
    "reversal": Bilingual("استرده المصرف", "Taken back by the bank"),
    "return": Bilingual("تقرر رده", "To be given back"),
    "unreturn": Bilingual("أُبقي بعد تقرير رده", "Kept after all"),
    "paid_back": Bilingual("رُد إلى صاحبه", "Given back"),
    "debit": Bilingual("خُصم من الحساب", "Left the account"),
    "classified": Bilingual("صُنف", "Classified"),
    "in_statement": Bilingual("ظهر في كشف المصرف", "In the bank's statement"),
    "differs": Bilingual("مبلغه مختلف في كشف المصرف", "Another amount in the bank's statement"),
    "not_in_statement": Bilingual("لم يظهر في كشف المصرف", "In no statement of the bank"),
    "carried_forward": Bilingual("رصيد آخر اليوم", "Carried forward"),
}
SHARES = {
    Share.SUBSCRIBER.value: Bilingual("المشتركون", "Subscribers"),
    Share.EMPLOYER.value: Bilingual("جهات العمل", "Employers"),
    Share.SOCIAL_SECURITY.value: Bilingual("الضمان الاجتماعي", "Social security"),
    Share.STATE.value: Bilingual("الدولة", "The state"),
}
LEDGER = "ledger"
MOVED_SINCE = "moved_since"
DIFFERENCES = {
    "differs": ITEMS["differs"],
    "not_in_statement": ITEMS["not_in_statement"],
    MOVED_SINCE: Bilingual("تغير بعد توقيع إقفال سابق", "Changed since an earlier closing was signed"),
    LEDGER: Bilingual("دفتر الأستاذ لا يتوازن", "The ledger does not agree"),
}


def kind_of(kind: str) -> Bilingual:
    """What a difference is, as people read it."""
    return DIFFERENCES[kind]
