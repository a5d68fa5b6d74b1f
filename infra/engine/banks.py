"""The demonstration bank: it signs its events with secrets that only this engine knows."""

from __future__ import annotations

import base64
import json
import secrets as random

from infra.engine.aws import Aws

BANK = "DEMO"
SECRETS_A_BANK = 2  # two at a time, so that a bank can change its secret
SECRET_BYTES = 32


def seed_banks(aws: Aws, secret_arn: str) -> dict[str, list[str]]:
    """The signing secrets of all banks (`whsec_…`, newest first), the demonstration bank's among them."""
    banks: dict[str, list[str]] = json.loads(aws.secrets.get_secret_value(SecretId=secret_arn)["SecretString"])
    if BANK not in banks:
        banks[BANK] = [_secret() for _ in range(SECRETS_A_BANK)]
        aws.secrets.put_secret_value(SecretId=secret_arn, SecretString=json.dumps(banks))
    return banks


def _secret() -> str:
    return "whsec_" + base64.b64encode(random.token_bytes(SECRET_BYTES)).decode()
