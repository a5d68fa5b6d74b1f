"""The environment of an engine: AWS means ministack and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from infra.engine.aws import KEY, REGION

NEVER_REACHED = "127.0.0.1,localhost"


@contextmanager
def environment(url: str) -> Iterator[None]:
    """Whatever is changed in it until the end, put back what was there before.

    Every AWS_ variable of the person who runs it is out of the way meanwhile: a profile or an endpoint of
    theirs would lead the application to a real account.
    """
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        AWS_ENDPOINT_URL=url,
        AWS_ACCESS_KEY_ID=KEY,
        AWS_SECRET_ACCESS_KEY=KEY,
        AWS_DEFAULT_REGION=REGION,
        AWS_REGION=REGION,
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        WEBHOOK_LOCAL_HOSTS="127.0.0.1",  # a receiver on this machine, without TLS; AWS has no such setting
        NO_PROXY=NEVER_REACHED,
        no_proxy=NEVER_REACHED,
    )
    os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "WARNING")
    os.environ.setdefault("POWERTOOLS_METRICS_DISABLED", "true")  # nobody watches alarms here
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
