"""Demonstration users of the user pool, and the ID tokens with which they sign in."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass

from botocore.exceptions import ClientError

from infra.engine.aws import Aws
from infra.engine.refusal import EngineRefused

# A token is made anew this long before it ends, so that whoever asks has one to work with.
SPARE_SECONDS = 600


@dataclass(frozen=True)
class Person:
    """Who signs in: the role, and whose data it may see. `name` tells two users of one role apart."""

    role: str
    employer: str | None = None
    subscriber: str | None = None
    agent: str | None = None
    provider: str | None = None
    name: str | None = None

    @property
    def scope(self) -> dict[str, str]:
        scope = {name: getattr(self, name) for name in ("employer", "subscriber", "agent", "provider")}
        return {attribute: value for attribute, value in scope.items() if value}

    @property
    def username(self) -> str:
        return "-".join(part for part in (self.role, self.name, *self.scope.values()) if part)


class Users:
    """Signs people in, making each user when first asked for."""

    def __init__(self, aws: Aws, pool: str, client: str) -> None:
        self._cognito = aws.cognito
        self._pool = pool
        self._client = client
        self._tokens: dict[Person, tuple[str, float]] = {}
        self._lock = threading.Lock()

    @property
    def roles(self) -> list[str]:
        """The roles of the stack: one group of the pool each."""
        return sorted(group["GroupName"] for group in self._cognito.list_groups(UserPoolId=self._pool)["Groups"])

    def token(self, person: Person) -> str:
        """A signed ID token that is good for some minutes at least.

        Raises: EngineRefused for a role that there is not.
        """
        with self._lock:
            token, ends = self._tokens.get(person, ("", 0.0))
            if ends - SPARE_SECONDS < time.time():
                token, ends = self._tokens[person] = self._sign_in(person)
            return token

    def _sign_in(self, person: Person) -> tuple[str, float]:
        self._ensure(person)
        # Nobody types this password: a new one for each time is simpler than keeping one safe.
        password = f"A1{secrets.token_urlsafe(24)}z"
        self._cognito.admin_set_user_password(
            UserPoolId=self._pool, Username=person.username, Password=password, Permanent=True
        )
        answer = self._cognito.admin_initiate_auth(
            UserPoolId=self._pool,
            ClientId=self._client,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": person.username, "PASSWORD": password},
        )["AuthenticationResult"]
        return answer["IdToken"], time.time() + answer["ExpiresIn"]

    def _ensure(self, person: Person) -> None:
        if person.role not in self.roles:
            raise EngineRefused(f"There is no role {person.role!r}. The roles are: {', '.join(self.roles)}.")
        try:
            self._cognito.admin_create_user(
                UserPoolId=self._pool,
                Username=person.username,
                UserAttributes=[{"Name": f"custom:{name}", "Value": value} for name, value in person.scope.items()],
                MessageAction="SUPPRESS",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "UsernameExistsException":
                raise
        self._cognito.admin_add_user_to_group(UserPoolId=self._pool, Username=person.username, GroupName=person.role)
