"""The signing secrets of receivers, made from one key: nothing is kept that could be stolen from the table."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from ishtirak import settings
from ishtirak.storage.webhooks import Webhook

BOTH_SIGN = timedelta(days=1)
KEY_IS_KEPT_SECONDS = 300


def secret_of(webhook: Webhook) -> str:
    """The receiver's secret, as Standard Webhooks writes it."""
    return _secret(webhook.id, webhook.secret_number)


def signatures(webhook: Webhook, event_id: str, at: datetime, body: str) -> str:
    """What `webhook-signature` holds: for a day after a change, of the secret before too. `at` is in UTC."""
    from standardwebhooks.webhooks import Webhook as Signer  # only who signs pays for it

    numbers = [webhook.secret_number]
    if webhook.rotated_at is not None and at < datetime.fromisoformat(webhook.rotated_at) + BOTH_SIGN:
        numbers.append(webhook.secret_number - 1)
    return " ".join(Signer(_secret(webhook.id, number)).sign(event_id, at, body) for number in numbers)


def _secret(webhook_id: str, number: int) -> str:
    made = hmac.new(_key(), f"{webhook_id}#{number}".encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(made).decode()


def _key() -> bytes:
    from aws_lambda_powertools.utilities import parameters  # only who signs pays for it

    key = parameters.get_secret(settings.get("WEBHOOK_KEY_ARN"), max_age=KEY_IS_KEPT_SECONDS)
    return str(key).encode()
