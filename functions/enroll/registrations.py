"""Registering the people of a whole list from a file: checked, shown, confirmed, registered in pieces (ENR-9).

A piece is one transaction: the people, and how far the file has been worked through. So a crash anywhere goes on
where it stopped, and the same file again registers nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from functions.enroll.subscribers import NewSubscriber, check_start, new_person, registration
from ishtirak.errors import Refused
from ishtirak.files.errors import FileRefused
from ishtirak.files.lines import PayrollLine, RefusedLine
from ishtirak.files.payroll import Payroll
from ishtirak.files.problems import MOST_SHOWN, problem_of_file, problem_of_line
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.calendar import Month
from ishtirak.rules.identity import gender_in
from ishtirak.storage import deeds, employers, keys, persons, registrations, rolls, uploads
from ishtirak.storage.ids import new_id
from ishtirak.storage.persons import AlreadyCovered, CoveredPerson
from ishtirak.storage.registrations import Registration, RegistrationState
from ishtirak.storage.transactions import WRITES_OF_ONE_TRANSACTION, Busy, Write, decided_again, write
from ishtirak.storage.uploads import Form

FOLDER = "registrations/"
WRITES_A_PERSON = 2
PEOPLE_OF_ONE_PIECE = (WRITES_OF_ONE_TRANSACTION - 1) // WRITES_A_PERSON
PEOPLE_OF_ONE_LOOK = 100
PIECES_OF_ONE_MESSAGE = 200


class ListNotChecked(Refused):
    """Only a list that has been read and checked can be registered."""

    code = "list_not_checked"
    ar = "القائمة {registration_id} لم تُفحص بعد أو رُفضت؛ حالتها: {state}."
    en = "The list {registration_id} is not checked yet, or was refused; its state is {state}."


def ask(
    employer_id: str, file_name: str, covered_from: date, actor_id: str, now: datetime
) -> tuple[Registration, Form]:
    """A list that waits for its file, and the form to send it with.

    Raises: UnknownRoll; CoverTooEarly where cover would begin in a month that has been opened.
    """
    check_start(covered_from, rolls.load(employer_id).next_month)
    waiting = Registration(new_id("L"), employer_id, covered_from, file_name, RegistrationState.WAITING, actor_id, now)
    write(registrations.put_new(waiting), _deed(waiting, actor_id, "ask_registration", now))
    return waiting, uploads.form_for(f"{FOLDER}{waiting.id}")


def id_in(key: str) -> str:
    """The id of the list whose file lies under `key`."""
    return key.removeprefix(FOLDER)


def confirm(registration_id: str, actor_id: str, now: datetime) -> Registration:
    """Let a checked list be registered; confirming it again only sees to it that the work goes on.

    Raises: UnknownRegistration, ListNotChecked.
    """
    seen = registrations.load(registration_id)
    if seen.state in (RegistrationState.WAITING, RegistrationState.REFUSED):
        raise ListNotChecked(registration_id=registration_id, state=seen.state.value)
    if seen.state is RegistrationState.CHECKED:
        check_start(seen.covered_from, rolls.load(seen.employer_id).next_month)
        applying = replace(seen, state=RegistrationState.APPLYING)
        write(registrations.put_over(seen, applying), _deed(seen, actor_id, "confirm_registration", now))
        seen = applying
    if seen.state is RegistrationState.APPLYING:
        send(Queue.LISTS, {"registration_id": registration_id})
    return seen


def work(registration_id: str, today: date, law: Law) -> None:
    """Do what a list waits for: be checked once its file has come, or be registered once it is confirmed."""
    seen = registrations.load(registration_id)
    if seen.state is RegistrationState.WAITING:
        registrations.save(seen, _checked(seen))
    elif seen.state is RegistrationState.APPLYING:
        _apply(seen, today, law)


def _checked(seen: Registration) -> Registration:
    """The list with what its file holds: who is new, who stands on the list already, what is refused and why."""
    counts = {"new": 0, "already_on_list": 0, "covered_elsewhere": 0, "left_before": 0}
    problems: list[dict[str, Any]] = []
    try:
        with uploads.opened(f"{FOLDER}{seen.id}") as file:
            payroll = Payroll(file.content, seen.file_name)
            for line, covered in _looked_up(payroll):
                if isinstance(line, RefusedLine):
                    problems += map(problem_of_line, line.problems)
                elif covered is None:
                    counts["new"] += 1
                elif covered.until is not None:
                    counts["left_before"] += 1
                    problems.append(_left_before(line))
                elif covered.employer_id == seen.employer_id:
                    counts["already_on_list"] += 1
                else:
                    counts["covered_elsewhere"] += 1
                    problems.append(_covered_elsewhere(line, covered))
                del problems[MOST_SHOWN:]
    except FileRefused as refusal:
        return replace(seen, state=RegistrationState.REFUSED, problems=(problem_of_file(refusal), *problems))
    totals = payroll.totals
    return replace(
        seen,
        state=RegistrationState.CHECKED,
        counts={"rows": totals.rows, "good": totals.good, "refused": totals.refused, **counts},
        totals_dirhams={"gross": totals.gross.dirhams},
        problems=tuple(problems),
        file_version=file.version,
    )


def _apply(seen: Registration, today: date, law: Law) -> None:
    """Register the people of the file that was checked, from where the work stopped."""
    category = law.sectors[employers.load(seen.employer_id).sector].category
    with uploads.opened(f"{FOLDER}{seen.id}", seen.file_version) as file:
        lines = (line for line in Payroll(file.content, seen.file_name) if isinstance(line, PayrollLine))
        rest = (line for line in lines if line.line_no > seen.line)
        for _ in range(PIECES_OF_ONE_MESSAGE):
            piece = list(islice(rest, PEOPLE_OF_ONE_PIECE))
            if not piece:
                _finish(seen.id, today)
                return
            seen = _register(seen, piece, category, today, law)
    send(Queue.LISTS, {"registration_id": seen.id})


@decided_again
def _register(seen: Registration, piece: Sequence[PayrollLine], category: str, today: date, law: Law) -> Registration:
    """Register those of a piece who are not covered anywhere, and move the list on, in one transaction."""
    covered = persons.find_all(line.national_number for line in piece)
    new = [line for line in piece if line.national_number not in covered]
    writes: list[Write] = []
    for line in new:
        writes += registration(new_person(_told(line, seen, category), seen.submitted_by, today, law))
    last = piece[-1].line_no
    try:
        write(registrations.registered(seen, len(new), last), *writes)
    except AlreadyCovered as refusal:
        raise Busy from refusal  # somebody was registered elsewhere a moment ago: look again who is new
    return replace(seen, line=last, registered=seen.registered + len(new), version=seen.version + 1)


@decided_again
def _finish(registration_id: str, today: date) -> None:
    """The whole file is registered. Where its first month was opened meanwhile, that month is assessed again."""
    seen = registrations.load(registration_id)
    roll = rolls.load(seen.employer_id)
    month = Month.of(seen.covered_from)
    late = roll.has_begun(month, today)
    writes: list[Write] = [registrations.put_over(seen, replace(seen, state=RegistrationState.APPLIED))]
    if late:
        writes.append(rolls.put_over(roll, roll.restate(month)))
    write(*writes)
    if late:
        send(Queue.OPENINGS, {"roll_id": seen.employer_id})


def _told(line: PayrollLine, seen: Registration, category: str) -> NewSubscriber:
    """What a line tells of a person; the rest is asked when the person is seen. The gross counts as a certificate."""
    return NewSubscriber(
        category=category,
        employer_id=seen.employer_id,
        national_number=line.national_number,
        name=line.name,
        gross=line.gross,
        covered_from=seen.covered_from,
        certificate_issued_on=seen.covered_from,
        gender=gender_in(line.national_number).value,
        iban=line.iban,
    )


def _looked_up(
    payroll: Iterable[PayrollLine | RefusedLine],
) -> Iterator[tuple[PayrollLine | RefusedLine, CoveredPerson | None]]:
    """Each line of a file with the cover that its person has, looked up a hundred at a time."""
    lines = iter(payroll)
    while some := list(islice(lines, PEOPLE_OF_ONE_LOOK)):
        covered = persons.find_all(line.national_number for line in some if isinstance(line, PayrollLine))
        for line in some:
            yield line, covered.get(line.national_number) if isinstance(line, PayrollLine) else None


def _left_before(line: PayrollLine) -> dict[str, Any]:
    """Who comes back goes on with the own history (ENR-8), and is registered one by one."""
    return {
        "line": line.line_no,
        "column": "national_number",
        "code": "left_before",
        "ar": "كان هذا الشخص مشتركا أو منتفعا وانتهت تغطيته: يُسجل منفردا ليستمر سجله.",
        "en": "This person was covered before, and that has ended: register them alone, so that their history goes on.",
    }


def _covered_elsewhere(line: PayrollLine, covered: CoveredPerson) -> dict[str, Any]:
    refusal = persons.already_covered(line.national_number, covered)
    return {
        "line": line.line_no,
        "column": "national_number",
        "code": refusal.code,
        "ar": refusal.in_arabic,
        "en": refusal.in_english,
    }


def _deed(seen: Registration, actor_id: str, action: str, now: datetime) -> Write:
    what = {"employer_id": seen.employer_id, "file_name": seen.file_name, **seen.counts}
    return deeds.put_deed(keys.registration(seen.id), actor_id, action, now, what)
