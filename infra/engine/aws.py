"""The clients that the engine itself uses. Each is made when first asked for: loading one takes up to 0.1 s."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

REGION = "eu-south-1"
ACCOUNT = "000000000000"
KEY = "test"


class Aws:
    """Clients of one engine, apart from those that the application makes for itself."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = boto3.session.Session(aws_access_key_id=KEY, aws_secret_access_key=KEY, region_name=REGION)
        self._config = Config(proxies={}, s3={"addressing_style": "path"})

    @cached_property
    def cloudformation(self) -> CloudFormationClient:
        return self._session.client("cloudformation", endpoint_url=self.url, config=self._config)

    @cached_property
    def cognito(self) -> CognitoIdentityProviderClient:
        return self._session.client("cognito-idp", endpoint_url=self.url, config=self._config)

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        return self._session.client("dynamodb", endpoint_url=self.url, config=self._config)

    @cached_property
    def events(self) -> Any:
        return self._session.client("events", endpoint_url=self.url, config=self._config)

    @cached_property
    def s3(self) -> S3Client:
        return self._session.client("s3", endpoint_url=self.url, config=self._config)

    @cached_property
    def secrets(self) -> SecretsManagerClient:
        return self._session.client("secretsmanager", endpoint_url=self.url, config=self._config)

    @cached_property
    def sqs(self) -> SQSClient:
        return self._session.client("sqs", endpoint_url=self.url, config=self._config)

    @cached_property
    def streams(self) -> DynamoDBStreamsClient:
        return self._session.client("dynamodbstreams", endpoint_url=self.url, config=self._config)
