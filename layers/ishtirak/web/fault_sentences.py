"""What pydantic finds wrong with a field, as a stable code and a sentence in Arabic and in English."""

from __future__ import annotations

from typing import NamedTuple

from pydantic_core import ErrorDetails

from ishtirak.errors import isolated
from ishtirak.web.faults import FieldFault


class Sentence(NamedTuple):
    code: str
    ar: str
    en: str


_WRONG_TYPE_TEXT = Sentence("wrong_type", "يجب أن تكون القيمة نصا.", "This must be text.")
_WRONG_TYPE_NUMBER = Sentence("wrong_type", "يجب أن تكون القيمة عددا صحيحا.", "This must be a whole number.")
_WRONG_TYPE_OBJECT = Sentence("wrong_type", "يجب أن تكون القيمة كائن JSON.", "This must be a JSON object.")
_WRONG_TYPE_YES_OR_NO = Sentence("wrong_type", "يجب أن تكون القيمة true أو false.", "This must be true or false.")
_NOT_A_CHOICE = Sentence(
    "not_a_choice", "القيمة ليست من القيم المقبولة: {expected}.", "This is not one of the values accepted: {expected}."
)
_DATE = Sentence(
    "invalid_date", isolated("التاريخ غير صحيح: يكتب هكذا 2026-01-31."), "Not a date: write it as 2026-01-31."
)

_MISSING = Sentence("missing", "هذه البيانة مطلوبة.", "This is required.")
_WRONG_FORM = {"union_tag_invalid", "union_tag_not_found"}

SENTENCES = {
    "missing": _MISSING,
    "extra_forbidden": Sentence("unknown_field", "لا توجد بيانة بهذا الاسم.", "There is no field of this name."),
    "string_type": _WRONG_TYPE_TEXT,
    "string_sub_type": _WRONG_TYPE_TEXT,
    "string_unicode": Sentence(
        "invalid_text", "في النص رموز غير مقبولة.", "The text has characters that are not accepted."
    ),
    "string_too_short": Sentence(
        "too_short", "الحد الأدنى للطول {min_length}.", "The shortest accepted length is {min_length}."
    ),
    "string_too_long": Sentence(
        "too_long", "الحد الأقصى للطول {max_length}.", "The longest accepted length is {max_length}."
    ),
    "string_pattern_mismatch": Sentence("wrong_form", "الصيغة غير صحيحة: {pattern}", "This has not the form {pattern}"),
    "int_type": _WRONG_TYPE_NUMBER,
    "int_parsing": _WRONG_TYPE_NUMBER,
    "int_parsing_size": _WRONG_TYPE_NUMBER,
    "int_from_float": _WRONG_TYPE_NUMBER,
    "bool_type": _WRONG_TYPE_YES_OR_NO,
    "bool_parsing": _WRONG_TYPE_YES_OR_NO,
    "greater_than": Sentence("too_small", "يجب أن تكون القيمة أكبر من {gt}.", "This must be more than {gt}."),
    "greater_than_equal": Sentence("too_small", "الحد الأدنى {ge}.", "The least accepted is {ge}."),
    "less_than": Sentence("too_large", "يجب أن تكون القيمة أقل من {lt}.", "This must be less than {lt}."),
    "less_than_equal": Sentence("too_large", "الحد الأقصى {le}.", "The most accepted is {le}."),
    "enum": _NOT_A_CHOICE,
    "literal_error": _NOT_A_CHOICE,
    "list_type": Sentence("wrong_type", "يجب أن تكون القيمة قائمة.", "This must be a list."),
    "too_short": Sentence("too_few", "أقل عدد مقبول {min_length}.", "The fewest accepted are {min_length}."),
    "too_long": Sentence("too_many", "أكبر عدد مقبول {max_length}.", "The most accepted are {max_length}."),
    "union_tag_invalid": _NOT_A_CHOICE,
    "union_tag_not_found": _MISSING,
    "model_type": _WRONG_TYPE_OBJECT,
    "model_attributes_type": _WRONG_TYPE_OBJECT,
    "dict_type": _WRONG_TYPE_OBJECT,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
}
"""By pydantic's type of error. What is not here is told as `invalid_value`; fields of ours bring their own."""

_OTHER = Sentence("invalid_value", "القيمة غير صحيحة.", "This is not valid.")


LONGEST_NAME = 100
"""How much of a field's name is told back; a name that we don't know can have any length."""


def fault_of(found: ErrorDetails) -> FieldFault:
    """One finding of pydantic as a fault of its field."""
    values = found.get("ctx", {})
    # Of a body that may have one of several forms, pydantic names the form that it took; no field has a dot in it. Of
    # a name that is wrong itself, and not its value, it says so by one more step.
    steps = [step for step in found["loc"] if "." not in str(step) and step != "[key]"]
    if found["type"] in _WRONG_FORM:
        steps.append(values["discriminator"].strip("'"))
        values = {**values, "expected": values.get("expected_tags", "")}
    field = ".".join(str(step)[:LONGEST_NAME] for step in steps)
    if found["type"] in SENTENCES:
        sentence = SENTENCES[found["type"]]
        values = {**values, "expected": str(values.get("expected", "")).replace(" or ", ", ")}
        return FieldFault(field, sentence.code, sentence.ar.format(**values), sentence.en.format(**values))
    if "ar" in values:
        return FieldFault(field, found["type"], values["ar"], values["en"])
    return FieldFault(field, _OTHER.code, _OTHER.ar, _OTHER.en)
