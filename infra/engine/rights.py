"""What each function may do here: what its policy file allows, and nothing else, as IAM decides it on AWS.

A call that a function's role would not be allowed to make is refused on this machine too, with AWS's own error. So a
right that is missing is found by whoever plays a scenario, and not by the fund on its first day. A link is held to
the rights of who signs it, as on AWS; forms, and threads that a function starts, are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from botocore.exceptions import ClientError
from botocore.model import OperationModel
from chalice.utils import to_cfn_resource_name

from infra import template
from infra.engine.stack import Stack
from infra.roles import policy_file

API = "api_handler"
AUTHORIZER = "signed_in"

_acting: ContextVar[Rights | None] = ContextVar("acting", default=None)


@dataclass
class Watched:
    """What a piece of work has called for beside reading: items that it wrote (table and key), and whether more."""

    items: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    more: bool = False


_watched: ContextVar[Watched | None] = ContextVar("watched", default=None)

_READING = ("Get", "BatchGet", "Query", "Scan", "Head", "List", "Describe")
"""What the names of operations begin with that change nothing."""


@contextmanager
def watching() -> Iterator[Watched]:
    """Watch what is called for in it, by the same clients whose rights are looked at."""
    watched = Watched()
    token = _watched.set(watched)
    try:
        yield watched
    finally:
        _watched.reset(token)


class Need(NamedTuple):
    """What a call does to what: a logical id of the template, what is behind its address, and the item's partition."""

    action: str
    resource: str
    behind: str = ""
    partition: str | None = None


@contextmanager
def acting(rights: Rights | None) -> Iterator[None]:
    """Whatever is called in it is called by that function; by nobody in particular where there is none."""
    token = _acting.set(rights)
    try:
        yield
    finally:
        _acting.reset(token)


class Rights:
    """The rights of one function of the application."""

    def __init__(self, function: str, policy: Path, physical: Mapping[str, str]) -> None:
        """Args: physical: by logical id, the names and addresses that calls say."""
        self._function = function
        self._statements = _statements(policy)
        self._logical = {name: logical for logical, name in physical.items()}

    def check(self, operation: OperationModel, params: Mapping[str, Any]) -> None:
        """Raises: ClientError as AWS's own, where no statement of the function's policy allows the call."""
        service = operation.service_model.service_name
        for need in _needs(service, operation.name, params, self._logical):
            if not any(_allows(statement, need) for statement in self._statements):
                message = f"The role of {self._function} does not allow {need.action} on {need.resource}{need.behind}"
                refused: Any = {"Error": {"Code": "AccessDeniedException", "Message": message}}
                raise ClientError(refused, operation.name)


RightsOf = Callable[[str], Rights | None]
"""The rights of the handler of that name."""


def rights_in(stack: Stack, policies: Path) -> RightsOf:
    """The rights that the files of `policies` give to handlers in that stack.

    Nobody looks at a handler without a file; a package with such a one is refused.
    """

    def rights_of(handler: str) -> Rights | None:
        function = to_cfn_resource_name(handler) if handler != API else "APIHandler"
        file = policies / policy_file(function).name
        return Rights(function, file, stack.physical) if file.exists() else None

    return rights_of


def nobody_looks(_handler: str) -> None:
    """Where an application is not held to anything."""


def watch() -> None:
    """Look at every call of the clients that are made from now on by boto3's own session: those of the application."""
    if boto3.DEFAULT_SESSION is None:
        boto3.setup_default_session()
    boto3.DEFAULT_SESSION.events.register("before-parameter-build", _look, unique_id="rights")  # type: ignore[union-attr]


def _look(params: Mapping[str, Any], model: OperationModel, **_: object) -> None:
    rights, watched = _acting.get(), _watched.get()
    if watched is not None and not model.name.startswith(_READING):
        written = list(_written(model.name, params))
        watched.items += written
        watched.more |= not written
    if rights is not None:
        rights.check(model, params)


def _written(operation: str, params: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The items of tables that a call writes, by the table's name and their keys; none where it is another call."""
    if operation == "TransactWriteItems":
        for write in params["TransactItems"]:
            for body in write.values():
                yield body["TableName"], body.get("Key") or body["Item"]
    elif operation in ("PutItem", "UpdateItem", "DeleteItem"):
        yield params["TableName"], params.get("Key") or params["Item"]


@cache
def _statements(file: Path) -> list[dict[str, Any]]:
    return list(template.read(file))


_WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
# Operations whose permission has another name; those of parts of an upload are those of the whole.
_PERMISSIONS = {
    "SendMessageBatch": "SendMessage",
    "HeadObject": "GetObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "CompleteMultipartUpload": "PutObject",
}


def _needs(service: str, operation: str, params: Mapping[str, Any], logical: Mapping[str, str]) -> Iterator[Need]:
    action = f"{service}:{_PERMISSIONS.get(operation, operation)}"
    if operation == "TransactWriteItems":
        for write in params["TransactItems"]:
            ((kind, body),) = write.items()
            partition = body.get("Key", body.get("Item"))["pk"]["S"]
            yield Need(f"dynamodb:{_WRITES[kind]}", logical[body["TableName"]], "", partition)
    elif service == "dynamodb":
        tables = params.get("RequestItems") or [params["TableName"]]
        behind = f"/index/{params['IndexName']}" if "IndexName" in params else ""
        partition = params["Key"]["pk"]["S"] if "Key" in params else None
        yield from (Need(action, logical[table], behind, partition) for table in tables)
    elif operation == "CreateBucket":
        return  # as which botocore signs a form; who posts it is not a function
    elif service == "s3":
        version = "Version" if operation == "GetObject" and "VersionId" in params else ""
        yield Need(f"{action}{version}", logical[params["Bucket"]], f"/{params['Key']}")
    elif service == "sns":
        yield Need(action, "*")
    else:
        names = params.get("Entries") or [params]
        said = {each.get("EventBusName") or params.get("QueueUrl") or params.get("SecretId") for each in names}
        yield from (Need(action, logical[str(name)]) for name in said)


def _allows(statement: Mapping[str, Any], need: Need) -> bool:
    actions, resources = _listed(statement["Action"]), _listed(statement["Resource"])
    named = need.action in actions and any(_is_of(resource, need) for resource in resources)
    return named and _holds(statement.get("Condition"), need)


def _is_of(resource: Any, need: Need) -> bool:
    """`!GetAtt Table.Arn`, `!Ref BankSecrets` and `!Sub "${Table.Arn}/index/due"`, as infra/template.py reads them."""
    match resource:
        case "*":
            return True
        case {"Fn::GetAtt": [str(name), *_]} | {"Ref": str(name)}:
            return (name, "") == (need.resource, need.behind)
        case {"Fn::Sub": str(text)} if found := re.fullmatch(r"\$\{(\w+)(?:\.\w+)?\}(.*)", text):
            return found[1] == need.resource and fnmatchcase(need.behind, found[2])
    raise ValueError(f"a resource of a policy that can't be read: {resource}")


def _holds(condition: Mapping[str, Any] | None, need: Need) -> bool:
    """The one kind of condition there is: whose partitions an item may be of."""
    if condition is None:
        return True
    patterns = condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    return need.partition is None or any(fnmatchcase(need.partition, pattern) for pattern in patterns)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
