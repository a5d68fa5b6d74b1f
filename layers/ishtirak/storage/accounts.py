"""Payers' accounts and the standings they have left behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.law.law import Law
from ishtirak.rules.accounts import Account, Change, PayerKind, new_account
from ishtirak.rules.agreements import Agreement, AgreementState, Instalment, OpenMonth
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.standing import Standing
from ishtirak.storage import keys, subscribers, table
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Moved, Put, Update, Write, write_one


class UnknownPayer(NotFound):
    """No employer and no subscriber has this id."""

    code = "unknown_payer"
    ar = "لا يوجد دافع بالرقم {payer_id}."
    en = "There is no payer {payer_id}."


def load(payer_id: str, law: Law) -> Account:
    """A payer's account; that of a subscriber of whom nothing has been booked yet is a new one.

    Raises: UnknownPayer.
    """
    item = table.get(keys.account(payer_id))
    if item is not None:
        return read(item)
    try:
        return _first(subscribers.load(payer_id), law)
    except subscribers.UnknownSubscriber:
        raise UnknownPayer(payer_id=payer_id) from None


def behind(people: Iterable[Subscriber], law: Law) -> dict[str, Account]:
    """Every account on which the cover of these people hangs, by payer: their own, and those of their employers."""
    people = list(people)
    found = load_all(payer_id for person in people for payer_id in person.payer_ids)
    return {person.id: _first(person, law) for person in people if person.id not in found} | found


def standings_behind(person: Subscriber, on: date, law: Law) -> dict[str, list[Standing]]:
    """The standings of each payer behind a person's cover, oldest first, as far back as the day `on` needs them.

    With several employers the past is needed, and where a freeze may have outlived the lapse that began it (PKG-3).
    """
    payers = behind([person], law)
    past = (
        len(person.spells) > 1
        or any(on < account.standing.since for account in payers.values())
        or any(lapse_may_matter(account, person) for account in payers.values())
    )
    return {
        payer_id: [*(history(payer_id) if past else []), *account.standings(law)]
        for payer_id, account in payers.items()
    }


def lapse_may_matter(account: Account, person: Subscriber) -> bool:
    """Whether a lapse of the payer that has ended may matter to the person today: it was not told yet, or may have
    frozen the account.
    """
    restored_on = account.standing.restored_on
    return restored_on is not None and (person.frozen_on is not None or restored_on > person.told_on)


def whole_past_behind(person: Subscriber, law: Law) -> tuple[list[Standing], dict[str, list[Standing]]]:
    """The standings of the person, and those of each employer there has been, over the whole of the person's cover.

    The past is asked for only of a payer that has one since the person's cover by it began.
    """
    begun = {person.id: person.spells[0].from_}
    for spell in person.spells:
        begun.setdefault(spell.employer_id or person.id, spell.from_)
    standings = {
        payer_id: [*(history(payer_id) if begun[payer_id] < account.standing.since else []), *account.standings(law)]
        for payer_id, account in behind([person], law).items()
    }
    return standings.pop(person.id), standings


def _first(person: Subscriber, law: Law) -> Account:
    """The account of somebody of whom nothing has been booked: it is kept from the first booking on."""
    begins = person.spells[0].from_
    return new_account(person.id, PayerKind.SUBSCRIBER, Month.of(begins), begins, law)


def load_all(payer_ids: Iterable[str]) -> dict[str, Account]:
    """Those of the accounts that are there, by payer."""
    found = table.get_all(keys.account(payer_id) for payer_id in payer_ids)
    return {item["payer_id"]: read(item) for item in found.values()}


def history(payer_id: str) -> list[Standing]:
    """The standings that ended and in which the payer was late, oldest first; today's is on the account."""
    return [_standing(item) for item in table.partition(keys.account(payer_id).pk, keys.STANDING)]


def put_new(account: Account) -> Put:
    """The write of an account that must not be there yet."""
    return Put(keys.account(account.payer_id), _item(account, 1), unless_exists=Moved())


def writes(change: Change) -> list[Write]:
    """The writes that move an account from what was seen, with the standing that ended by it.

    They raise Moved where another writer was faster.
    """
    moved: list[Write] = [put_over(change.before, change.after)]
    for ended in change.ended:
        key = keys.standing(change.after.payer_id, ended.until, ended.since)
        moved.append(Put(key, {**_standing_fields(ended), "until": str(ended.until)}))
    agreement = change.before.agreement
    if agreement is not None and (change.broken or change.kept):
        state = AgreementState.BROKEN if change.broken else AgreementState.KEPT
        moved.append(Update(keys.agreement(change.after.payer_id, agreement.number), set={"state": state.value}))
    return moved


def save(seen: Account, account: Account) -> None:
    """Raises: Moved where another writer was faster."""
    write_one(put_over(seen, account))


def put_over(seen: Account, account: Account) -> Put:
    """The write of an account over what was seen; it raises Moved where another writer was faster."""
    return Put(
        keys.account(account.payer_id), _item(account, seen.version + 1), if_is={"version": seen.version or None}
    )


def _item(account: Account, version: int) -> dict[str, Any]:
    key = keys.account(account.payer_id)
    due = account.due_on
    return {
        "payer_id": account.payer_id,
        "kind": account.kind.value,
        "open": _months_item(account.open_months),
        "agreement": _agreement_item(account.agreement) if account.agreement else None,
        "credit_dirhams": account.credit.dirhams,
        "charged_dirhams": account.charged.dirhams,
        "forgiven_dirhams": account.forgiven.dirhams or None,
        "balance_dirhams": account.balance.dirhams,
        "opened_through": str(account.opened_through) if account.opened_through else None,
        "awaited": account.awaited or None,
        **_standing_fields(account.standing),
        "next_action_on": _text(account.next_action_on),
        "reminds_on": _text(account.reminds_on),
        "reminded_on": _text(account.reminded_on),
        "version": version,
        "due_shard": keys.due_shard(key.pk) if due else None,
        "due_on": due.isoformat() if due else None,
    }


def _standing_fields(standing: Standing) -> dict[str, Any]:
    return {
        "oldest_unpaid": str(standing.oldest_unpaid),
        "since": standing.since.isoformat(),
        "lapsed_since": _text(standing.lapsed_since),
        "restored_on": _text(standing.restored_on),
    }


def read(item: dict[str, Any]) -> Account:
    """The account that an item of the table holds."""
    through = item.get("opened_through")
    return Account(
        payer_id=item["payer_id"],
        kind=PayerKind(item["kind"]),
        standing=_standing(item),
        open_months=_months(item["open"]),
        agreement=_agreement(item["agreement"]) if "agreement" in item else None,
        credit=Money(item["credit_dirhams"]),
        charged=Money(item["charged_dirhams"]),
        forgiven=Money(item.get("forgiven_dirhams", 0)),
        awaited=item.get("awaited", False),
        opened_through=Month.parse(through) if through else None,
        # One that was written before there were reminders waits for the day under which it stands in the index.
        next_action_on=_date(item.get("next_action_on") or (item.get("due_on") if "reminds_on" not in item else None)),
        reminds_on=_date(item.get("reminds_on")),
        reminded_on=_date(item.get("reminded_on")),
        version=item["version"],
    )


def _months_item(months: Iterable[OpenMonth]) -> list[list[Any]]:
    return [[str(each.month), each.open.dirhams] for each in months]


def _months(item: Iterable[Any]) -> tuple[OpenMonth, ...]:
    return tuple(OpenMonth(Month.parse(month), Money(dirhams)) for month, dirhams in item)


def _agreement_item(agreement: Agreement) -> dict[str, Any]:
    return {
        "number": agreement.number,
        "through": str(agreement.through),
        "months": _months_item(agreement.months),
        "instalments": [
            [each.due_on.isoformat(), each.amount.dirhams, each.open.dirhams] for each in agreement.instalments
        ],
    }


def _agreement(item: dict[str, Any]) -> Agreement:
    instalments = (
        Instalment(date.fromisoformat(due_on), Money(amount), Money(open_))
        for due_on, amount, open_ in item["instalments"]
    )
    return Agreement(item["number"], Month.parse(item["through"]), _months(item["months"]), tuple(instalments))


def _standing(item: dict[str, Any]) -> Standing:
    return Standing(
        oldest_unpaid=Month.parse(item["oldest_unpaid"]),
        since=date.fromisoformat(item["since"]),
        until=_date(item.get("until")),
        lapsed_since=_date(item.get("lapsed_since")),
        restored_on=_date(item.get("restored_on")),
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
