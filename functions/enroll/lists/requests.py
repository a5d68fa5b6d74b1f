"""Registering the people of a whole list from a file: asked for, checked, confirmed, applied (ENR-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from functions.enroll.employers.policies import check_open
from functions.enroll.lists import applying, checking
from functions.enroll.subscribers.registering import check_start
from ishtirak.errors import Refused
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.storage import deeds, keys, registrations, rolls, uploads
from ishtirak.storage.ids import new_id
from ishtirak.storage.registrations import Registration, RegistrationState, file_key, found_key
from ishtirak.storage.transactions import Write, write
from ishtirak.storage.uploads import Form


class ListNotChecked(Refused):
    """Only a list that has been read and checked can be registered."""

    code = "list_not_checked"
    ar = "القائمة {registration_id} لم تُفحص بعد أو رُفضت؛ حالتها: {state}."
    en = "The list {registration_id} is not checked yet, or was refused; its state is {state}."


def ask(
    employer_id: str, file_name: str, covered_from: date, actor_id: str, now: datetime
) -> tuple[Registration, Form]:
    """A list that waits for its file, and the form to send it with.

    Raises: UnknownRoll; CoverTooEarly where cover would begin in a month that has been opened; PolicyClosed.
    """
    check_start(covered_from, rolls.load(employer_id).next_month)
    check_open(employer_id, covered_from, now.date())
    waiting = Registration(new_id("L"), employer_id, covered_from, file_name, RegistrationState.WAITING, actor_id, now)
    write(registrations.put_new(waiting), _deed(waiting, actor_id, "ask_registration", now))
    return waiting, uploads.form_for(file_key(waiting.id))


def id_in(key: str) -> str:
    """The id of the list whose file lies under `key`."""
    return key.removeprefix(registrations.FOLDER)


def errors_of(seen: Registration) -> str:
    """Where the refused lines of a list lie, as they were sent and with the reasons.

    Raises: ListNotChecked.
    """
    if seen.digest is None:
        raise ListNotChecked(registration_id=seen.id, state=seen.state.value)
    return found_key(seen.id, checking.ERRORS)


def confirm(registration_id: str, leave_on: date | None, actor_id: str, now: datetime) -> Registration:
    """Let a checked list be applied; confirming it again only sees to it that the work goes on.

    Args:   leave_on: the day on which those leave who are on the list and not in the file; None where they stay.
    Raises: UnknownRegistration, ListNotChecked, CoverTooEarly, PolicyClosed.
    """
    seen = registrations.load(registration_id)
    if seen.state in (RegistrationState.WAITING, RegistrationState.CHECKING, RegistrationState.REFUSED):
        raise ListNotChecked(registration_id=registration_id, state=seen.state.value)
    if seen.state is RegistrationState.CHECKED:
        check_start(seen.covered_from, rolls.load(seen.employer_id).next_month)
        check_open(seen.employer_id, seen.covered_from, now.date())
        applying = replace(seen, state=RegistrationState.APPLYING, leave_on=leave_on, confirmed_by=actor_id)
        write(registrations.put_over(seen, applying), _deed(applying, actor_id, "confirm_registration", now))
        seen = applying
    if seen.state is RegistrationState.APPLYING:
        send(Queue.LISTS, {"registration_id": registration_id})
    return seen


def work(registration_id: str, now: datetime, law: Law) -> None:
    """Do what a list waits for: be checked once its file has come, or be applied once it is confirmed."""
    seen = registrations.load(registration_id)
    if seen.state in (RegistrationState.WAITING, RegistrationState.CHECKING):
        registrations.save(seen, checking.check(seen))
    elif seen.state is RegistrationState.APPLYING:
        applying.apply(seen, now, law)


def _deed(seen: Registration, actor_id: str, action: str, now: datetime) -> Write:
    what = {"employer_id": seen.employer_id, "file_name": seen.file_name, "leave_on": seen.leave_on, **seen.counts}
    return deeds.put_deed(keys.registration(seen.id), actor_id, action, now, what)
