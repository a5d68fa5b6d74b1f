"""The bank accounts of an employer, one of which is the main one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ishtirak.errors import InvalidField


class AccountTwice(InvalidField):
    """Each account stands once in the list."""

    code = "account_twice"
    ar = "الحقل {field}: الحساب {iban} مكرر."
    en = "The field {field}: the account {iban} comes twice."


class MainAccountUnclear(InvalidField):
    """One account at most can be the main one, and `iban` is that one."""

    code = "main_account_unclear"
    ar = "الحقل {field}: يكون حساب واحد فقط هو الرئيسي، وهو المذكور في iban إن ذُكر."
    en = "The field {field}: only one account is the main one, the one that iban names where it is given."


@dataclass(frozen=True, slots=True)
class BankAccount:
    """`holder` is None where the account is in the employer's own name."""

    iban: str
    holder: str | None = None
    main: bool = False


def settled(told: Sequence[BankAccount], iban: str | None) -> tuple[BankAccount, ...]:
    """The accounts that are told of with exactly one main one: that of `iban`, else the one marked, else the first.

    Raises: AccountTwice, MainAccountUnclear.
    """
    ibans = [each.iban for each in told]
    for each in ibans:
        if ibans.count(each) > 1:
            raise AccountTwice("bank_accounts", iban=each)
    mains = {each.iban for each in told if each.main} | ({iban} if iban else set())
    if len(mains) > 1:
        raise MainAccountUnclear("bank_accounts")
    known = (*told, BankAccount(iban)) if iban and iban not in ibans else tuple(told)
    return _with_main(known, mains.pop() if mains else None)


def with_main(accounts: Sequence[BankAccount], iban: str | None) -> tuple[BankAccount, ...]:
    """The accounts once `iban` is the main one: one of them, or a new one in the place of the main one that was.

    None takes the main one away.
    """
    if any(each.iban == iban for each in accounts):
        return _with_main(accounts, iban)
    others = [each for each in accounts if not each.main]
    return _with_main([BankAccount(iban), *others] if iban else others, iban)


def _with_main(accounts: Sequence[BankAccount], iban: str | None) -> tuple[BankAccount, ...]:
    main = iban or (accounts[0].iban if accounts else None)
    return tuple(replace(each, main=each.iban == main) for each in accounts)
