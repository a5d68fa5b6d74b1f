"""The keys that sign the codes of cards, made from one secret: none is kept that could be stolen from the table."""

from __future__ import annotations

from ishtirak import settings
from ishtirak.rules.card_codes import CardKey, keys_from

SECRET_IS_KEPT_SECONDS = 300


def card_keys() -> tuple[CardKey, ...]:
    """The key that signs first, then those that are believed as well."""
    from aws_lambda_powertools.utilities import parameters  # only who signs pays for it

    return keys_from(str(parameters.get_secret(settings.get("CARD_KEY_ARN"), max_age=SECRET_IS_KEPT_SECONDS)))
