"""Made-up people, numbers and accounts: valid, consistent, and the same each time that a file is played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

MEN = "محمد أحمد علي سالم عبد السلام مصطفى خالد عمر يوسف إبراهيم عبد الله طارق حسن فرج مفتاح نوري عادل جمال أنور صلاح"
WOMEN = "فاطمة عائشة مريم خديجة سالمة نجاة هدى أسماء زينب سعاد منى نورية حنان إيمان سميرة آمنة رقية ابتسام وفاء نعيمة"
FAMILIES = (
    "الورفلي المصراتي الترهوني الزنتاني الغرياني الفيتوري الحاسي الطرابلسي البرعصي العبيدي المغربي الزوي الككلي "
    "المقريف الشريف بن غشير السويحلي العجيلي المسلاتي الدرسي"
)
TRADES = "للمقاولات للتجارة للنقل للصناعات الغذائية للخدمات للتقنية للاستيراد للأثاث"
PLACES = "البحر النخيل الصحراء الواحة الساحل الجبل الزيتون المدينة الميناء الفجر"

_COMPOUND = {"عبد", "بن", "للصناعات"}


def _words(text: str) -> tuple[str, ...]:
    """The names of a list; a compound name stays whole."""
    names: list[str] = []
    for word in text.split():
        if names and names[-1] in _COMPOUND:
            names[-1] = f"{names[-1]} {word}"
        else:
            names.append(word)
    return tuple(names)


@dataclass(frozen=True, slots=True)
class Lot:
    """Draws that look random and are not: the same file, handle and purpose give the same draw on every machine."""

    file: str
    handle: str

    def below(self, limit: int, purpose: str) -> int:
        """A whole number from 0 to `limit` - 1."""
        digest = sha256(f"{self.file}\0{self.handle}\0{purpose}".encode()).digest()
        return int.from_bytes(digest[:12]) % limit

    def pick(self, names: Sequence[str], purpose: str) -> str:
        return names[self.below(len(names), purpose)]

    def day(self, first: date, last: date, purpose: str) -> date:
        return first + timedelta(days=self.below((last - first).days + 1, purpose))


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is. The national number agrees with sex and birth date unless it was given otherwise."""

    name: str
    gender: str
    birth_date: date
    national_number: str


def person(
    lot: Lot,
    ages: tuple[int, int],
    today: date,
    gender: str | None = None,
    birth_date: date | None = None,
    national_number: str | None = None,
) -> Person:
    """A person for whom only some of the facts are given.

    Args:  ages: the youngest and the oldest that the person may be today, in years, where no birth date is given.
    """
    gender = gender or _gender_in(national_number) or lot.pick(("male", "female"), "gender")
    birth_date = birth_date or _birth_date(lot, ages, today, national_number)
    number = national_number or national_number_of(lot, gender, birth_date)
    return Person(name(lot, gender), gender, birth_date, number)


def name(lot: Lot, gender: str) -> str:
    """An Arabic name of four parts: own, father's, grandfather's, family."""
    own = _words(MEN if gender == "male" else WOMEN)
    men = _words(MEN)
    parts = [lot.pick(own, "own"), lot.pick(men, "father"), lot.pick(men, "grandfather")]
    return " ".join([*parts, lot.pick(_words(FAMILIES), "family")])


def company(lot: Lot) -> str:
    """An Arabic name of a company."""
    return f"شركة {lot.pick(_words(PLACES), 'place')} {lot.pick(_words(TRADES), 'trade')}"


def national_number_of(lot: Lot, gender: str, birth_date: date) -> str:
    """Twelve digits: 1 for a man and 2 for a woman, the year of birth, and seven more."""
    sex = "1" if gender == "male" else "2"
    return f"{sex}{birth_date.year:04d}{lot.below(10**7, 'national number'):07d}"


def mobile(lot: Lot) -> str:
    """A Libyan mobile number in E.164."""
    return f"+2189{1 + lot.below(6, 'network')}{lot.below(10**7, 'mobile'):07d}"


def iban(lot: Lot) -> str:
    """A Libyan IBAN of 25 characters with right check digits (modulo 97)."""
    account = f"{2 + lot.below(20, 'bank'):03d}{1 + lot.below(90, 'branch'):03d}{lot.below(10**15, 'account'):015d}"
    letters = f"{ord('L') - 55}{ord('Y') - 55}"
    return f"LY{98 - int(f'{account}{letters}00') % 97:02d}{account}"


def social_security_number(lot: Lot) -> str:
    return f"{1 + lot.below(10**9 - 1, 'social security'):09d}"


def _gender_in(national_number: str | None) -> str | None:
    first = (national_number or "")[:1]
    return {1: "male", 2: "female"}.get(int(first)) if first.isdecimal() else None


def _birth_date(lot: Lot, ages: tuple[int, int], today: date, national_number: str | None) -> date:
    youngest, oldest = ages
    year = (national_number or "")[1:5]
    if year.isdecimal() and 1900 <= int(year) <= today.year:
        return lot.day(date(int(year), 1, 1), min(date(int(year), 12, 31), today), "birth")
    return lot.day(date(today.year - oldest, 1, 1), date(today.year - youngest, 12, 31), "birth")
