"""The banks that the fund knows, by the codes under which it keeps their secrets (COL-3, COL-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ishtirak import settings
from ishtirak.errors import InvalidField

SECRETS_ARE_KEPT_SECONDS = 300


class UnknownBank(InvalidField):
    """A payment is known by its bank: under a mistyped code all of a file would be booked a second time."""

    code = "unknown_bank"
    ar = "الحقل {field}: لا يوجد مصرف برمز «{bank}»."
    en = "The field {field}: there is no bank of the code {bank!r}."


def check_known(bank: str) -> None:
    """Raises: UnknownBank for one that the fund has not been told of."""
    if bank not in _secrets():
        raise UnknownBank("bank", bank=bank)


def secrets_of(bank: str) -> Sequence[str]:
    """The secrets with which a bank signs: two while it changes them, none for one that sends files only."""
    return _secrets().get(bank, ())


def _secrets() -> Mapping[str, Sequence[str]]:
    """Each bank's secrets, read again every five minutes, so that a changed one is in force soon."""
    from aws_lambda_powertools.utilities import parameters  # workers have no use for it

    secrets: Mapping[str, Sequence[str]] = parameters.get_secret(
        settings.get("BANK_SECRETS_ARN"), transform="json", max_age=SECRETS_ARE_KEPT_SECONDS
    )
    return secrets
