"""The law that ships with a release, read from its files: strictly, and each fault with its file and line.

parameters/<name>.yaml   one parameter: what it is, its unit, its dated values
categories/<code>.yaml   one category of subscribers: what it is, and its split as dated values
sectors.yaml             the sectors of employers
changes.yaml             what can be changed by request
establishment_sizes.yaml the sizes of employers
notices.yaml             the kinds of notices, and how people are told of each
packages.yaml            the packages of cover
documents.yaml           the documents that values cite
document_kinds.yaml      the kinds of documents that people hand in
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from ishtirak.errors import Defect
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.catalogue import (
    Category,
    ChangeKind,
    DocumentKind,
    Ending,
    EstablishmentSize,
    NoticeTerms,
    Package,
    Sector,
)
from ishtirak.law.law import RATE, Law
from ishtirak.law.parameter import MANY, PAYERS, DatedValue, Parameter, Source, Unit, whole
from ishtirak.law.strict_fields import Fields, plain_text

Read = TypeVar("Read")

NEEDS = ("social_security_number", "birth_date")
"""What a category can ask to be known of a person."""


class BrokenLaw(Defect):
    """A file can't be read as the law; the system must not start with it."""

    code = "broken_law"
    ar = "ملف القانون {file} غير سليم في السطر {line}: {reason}"
    en = "{file}:{line}: {reason}"


@cache
def shipped_law() -> Law:
    """The law of this release.

    Raises: BrokenLaw.
    """
    return read_law(resources.files("ishtirak.law"))


def read_law(folder: Traversable) -> Law:
    """The law in `folder`.

    Raises: BrokenLaw.
    """
    documents = _rows(folder / "documents.yaml", _document)
    categories = [
        read_category(file.name, file.read_text("utf-8"), documents) for file in _files(folder / "categories")
    ]
    parameters = [
        read_parameter(file.name, file.read_text("utf-8"), documents) for file in _files(folder / "parameters")
    ]
    parameters += [each.rate for each in categories]
    codes = {each.code: each.code for each in categories}
    document_kinds = _rows(folder / "document_kinds.yaml", _document_kind)
    return Law(
        parameters={each.name: each for each in parameters},
        categories={each.code: each for each in categories},
        sectors=_rows(folder / "sectors.yaml", lambda code, fields: _sector(code, fields, codes)),
        packages=_rows(folder / "packages.yaml", lambda code, fields: _package(code, fields, document_kinds)),
        document_kinds=document_kinds,
        changes=_rows(folder / "changes.yaml", lambda code, fields: _change(code, fields, document_kinds)),
        establishment_sizes=_sizes(folder / "establishment_sizes.yaml"),
        notices=_rows(folder / "notices.yaml", _notice),
    )


def _files(folder: Traversable) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)


def _fields_of(file: str, text: str) -> Fields:
    """Raises: BrokenLaw, then and whenever a field is not there or not what it must be."""
    return Fields(text, lambda line, reason: BrokenLaw(file=file, line=line, reason=reason))


def read_parameter(file: str, text: str, documents: Mapping[str, Bilingual]) -> Parameter:
    """The parameter that the text of `file` holds; its values cite `documents`.

    Raises: BrokenLaw.
    """
    fields = _fields_of(file, text)
    return _values(file.removesuffix(".yaml"), _name(fields), fields, documents)


def read_category(file: str, text: str, documents: Mapping[str, Bilingual]) -> Category:
    """The category that the text of `file` holds; its split is the parameter `contribution_rate.<code>`.

    Raises: BrokenLaw.
    """
    fields, code = _fields_of(file, text), file.removesuffix(".yaml")
    name = _name(fields)
    employed = fields.take("employed", _yes_or_no)
    needs = fields.take("needs", _words_of(NEEDS))
    rate_name = Bilingual(f"نسب اشتراك {name.ar}", f"Contribution rates: {name.en}")
    return Category(
        code,
        name,
        employed,
        needs,
        _values(f"{RATE}{code}", rate_name, fields, documents, () if employed else ("employer",)),
    )


def _values(
    parameter: str, title: Bilingual, fields: Fields, documents: Mapping[str, Bilingual], barred: tuple[str, ...] = ()
) -> Parameter:
    """The unit, the bounds and the dated values that `fields` still hold."""
    unit = fields.take("unit", Unit)
    least, most = (fields.take_or_none(each, whole) if unit not in MANY else None for each in ("least", "most"))
    empty = Parameter(parameter, unit, title, (), least, most, barred)
    values: list[DatedValue] = []
    for row in fields.each("values"):
        written = row.take("value", lambda read: read)
        from_ = row.take("from", _day)
        if values and from_ <= values[-1].from_:
            raise row.bad(f"{from_} does not come after {values[-1].from_}", "from")
        try:
            value = empty.value_of(written)
        except ValueError as error:
            raise row.bad(f"value: {error}", "value") from None
        values.append(DatedValue(parameter, from_, value, written, _source(row.inner("source"), documents)))
        row.done()
    fields.done()
    return replace(empty, values=tuple(values))


def _source(fields: Fields, documents: Mapping[str, Bilingual]) -> Source:
    source = Source(
        document=fields.take("document", lambda read: _known(read, documents)),
        section=fields.take("section", plain_text),
        ar=fields.take("ar", plain_text),
        stated=fields.take("stated", _yes_or_no),
    )
    fields.done()
    return source


def _rows(file: Traversable, read: Callable[[str, Fields], Read]) -> dict[str, Read]:
    return {code: read(code, row) for code, row in _fields_of(file.name, file.read_text("utf-8")).each_named().items()}


def _document(_code: str, fields: Fields) -> Bilingual:
    name = _name(fields)
    fields.done()
    return name


def _sector(code: str, fields: Fields, categories: Mapping[str, str]) -> Sector:
    category = fields.take("category", lambda read: _known(read, categories))
    sector = Sector(code, _name(fields), category, fields.take("must_pay_to_take_over", _yes_or_no))
    fields.done()
    return sector


def _document_kind(code: str, fields: Fields) -> DocumentKind:
    kind = DocumentKind(code, _name(fields), fields.take("ends", Ending), fields.take("of_dependants", _yes_or_no))
    fields.done()
    return kind


def _package(code: str, fields: Fields, document_kinds: Iterable[str]) -> Package:
    name, benefits = _name(fields), fields.inner("benefits")
    shares = fields.take("shares", _words_of(PAYERS))
    ends_with = fields.take_or_none("ends_with", _words_of(tuple(document_kinds)))
    package = Package(code, name, _name(benefits), shares, ends_with or ())
    benefits.done()
    fields.done()
    return package


def _change(code: str, fields: Fields, document_kinds: Iterable[str]) -> ChangeKind:
    change = ChangeKind(code, _name(fields), fields.take("needs", _words_of(tuple(document_kinds))))
    fields.done()
    return change


def _notice(code: str, fields: Fields) -> NoticeTerms:
    terms = NoticeTerms(
        code,
        _name(fields),
        opt_out=fields.take("opt_out", _yes_or_no),
        joins=fields.take("joins", _yes_or_no),
        waits_for_working_day=fields.take("waits_for_working_day", _yes_or_no),
    )
    fields.done()
    return terms


def _sizes(file: Traversable) -> dict[str, EstablishmentSize]:
    """Each size begins where the one before it ends, and the last has no end: every employer has exactly one."""
    rows, sizes = _fields_of(file.name, file.read_text("utf-8")), {}
    expected: int | None = 1
    for code, fields in rows.each_named().items():
        size = EstablishmentSize(code, _name(fields), fields.take("from", whole), fields.take_or_none("to", whole))
        fields.done()
        if size.least != expected or (size.most is not None and size.most < size.least):
            raise fields.bad(f"must begin at {expected}, behind the one before it, and not end before that", "from")
        sizes[code], expected = size, None if size.most is None else size.most + 1
    if expected is not None:
        raise rows.bad("the last size must have no end")
    return sizes


def _name(fields: Fields) -> Bilingual:
    return Bilingual(fields.take("ar", plain_text), fields.take("en", plain_text))


def _known(read: Any, known: Mapping[str, Read]) -> Read:
    if not isinstance(read, str) or read not in known:
        raise ValueError(f"must be one of {', '.join(known)}, and {read!r} is not")
    return known[read]


def _day(read: Any) -> date:
    return date.fromisoformat(plain_text(read))


def _yes_or_no(read: Any) -> bool:
    if not isinstance(read, bool):
        raise ValueError(f"must be true or false, and {read!r} is neither")  # noqa: TRY004 - one error for bad values
    return read


def _words_of(known: tuple[str, ...]) -> Callable[[Any], tuple[str, ...]]:
    def words(read: Any) -> tuple[str, ...]:
        if not isinstance(read, list) or not all(each in known for each in read):
            raise ValueError(f"must be a list of {', '.join(known)}, and {read!r} is not")
        return tuple(read)

    return words
