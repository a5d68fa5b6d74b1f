"""Employers' monthly statements: their state, their figures, and once confirmed the income of each person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, write_one


class UnknownStatement(NotFound):
    """No statement has this id."""

    code = "unknown_statement"
    ar = "لا يوجد كشف مرتبات بالرقم {statement_id}."
    en = "There is no statement {statement_id}."


class StatementState(StrEnum):
    """waiting (for its file) → checked → confirmed; refused where the file can't be used."""

    WAITING = "waiting"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one employer for one month.

    file_name: what the sender calls the file; None where the lines came by the API.
    counts, totals_dirhams, problems: what the check found, to be shown before anybody confirms.
    comparison: how it differs from the month before; None before it is checked.
    """

    id: str
    employer_id: str
    month: Month
    state: StatementState
    submitted_by: str
    submitted_at: datetime
    file_name: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    totals_dirhams: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Mapping[str, Any], ...] = ()
    comparison: Mapping[str, Any] | None = None
    version: int = 1


def load(statement_id: str) -> Statement:
    """Raises: UnknownStatement."""
    item = table.get(keys.statement(statement_id))
    if item is None:
        raise UnknownStatement(statement_id=statement_id)
    return _statement(item)


def put_new(statement: Statement) -> Put:
    return Put(keys.statement(statement.id), _item(statement), unless_exists=Moved())


def put_over(seen: Statement, statement: Statement) -> Put:
    """The write that moves a statement on from what was seen; it raises Moved where another one was faster."""
    now = replace(statement, version=seen.version + 1)
    return Put(keys.statement(statement.id), _item(now), if_is={"version": seen.version})


def save(seen: Statement, statement: Statement) -> None:
    """Raises: Moved where another writer was faster."""
    write_one(put_over(seen, statement))


def put_lines(statement_id: str, stated: Mapping[str, Stated], line_nos: Mapping[str, int]) -> None:
    """Write what the statement says of each subscriber, and in which line; the same again changes nothing."""
    lines = {each: {**_line_item(stated[each]), "line_no": line_nos[each]} for each in stated}
    table.put_all({keys.statement_line(statement_id, each): item for each, item in lines.items()})


def line_no(statement_id: str, subscriber_id: str) -> int | None:
    """The line of a statement that is about a subscriber, from 1; None where there is none."""
    item = table.get(keys.statement_line(statement_id, subscriber_id))
    return item["line_no"] if item else None


def of_month(statement_id: str, subscriber_ids: Sequence[str]) -> dict[str, Stated]:
    """What one statement says of these subscribers, by subscriber; who is not named is missing."""
    return {each: line for (_, each), line in lines_of([statement_id], subscriber_ids).items()}


def lines_of(statement_ids: Iterable[str], subscriber_ids: Sequence[str]) -> dict[tuple[str, str], Stated]:
    """What these statements say of these subscribers, by statement and subscriber; who is not named is missing."""
    found = table.get_all(
        keys.statement_line(statement, each) for statement in statement_ids for each in subscriber_ids
    )
    return {
        (key.pk.removeprefix(keys.STATEMENT), key.sk.removeprefix(keys.LINE)): _line(item)
        for key, item in found.items()
    }


def _line_item(stated: Stated) -> dict[str, int | None]:
    return {
        "gross_dirhams": stated.gross.dirhams if stated.gross is not None else None,
        "net_dirhams": stated.net.dirhams if stated.net is not None else None,
    }


def _line(item: Mapping[str, Any]) -> Stated:
    gross, net = item.get("gross_dirhams"), item.get("net_dirhams")
    return Stated(None if gross is None else Money(gross), None if net is None else Money(net))


def _item(statement: Statement) -> dict[str, Any]:
    plain = {name: getattr(statement, name) for name in Statement.__dataclass_fields__}
    return {
        **plain,
        "month": str(statement.month),
        "state": statement.state.value,
        "submitted_at": statement.submitted_at.isoformat(),
        "problems": list(statement.problems),
    }


def _statement(item: dict[str, Any]) -> Statement:
    known = {name: item[name] for name in Statement.__dataclass_fields__ if name in item}
    return Statement(
        **{
            **known,
            "month": Month.parse(item["month"]),
            "state": StatementState(item["state"]),
            "submitted_at": datetime.fromisoformat(item["submitted_at"]),
            "problems": tuple(item["problems"]),
        }
    )
