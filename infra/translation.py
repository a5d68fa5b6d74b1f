"""The packaged template as AWS will see it: what the SAM transform makes of it."""

from __future__ import annotations

from copy import deepcopy

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from infra.template import Template

REGION = "us-east-1"
CODE = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


def translated(template: Template) -> Template:
    """`template` without the transform: plain functions, permissions, event sources, rules.

    Raises: samtranslator's InvalidDocumentException.
    """
    uploaded = deepcopy(template)
    for resource in uploaded["Resources"].values():
        if resource["Type"] in CODE:
            # As `aws cloudformation package` leaves it: the transform takes nothing but places in S3.
            resource["Properties"][CODE[resource["Type"]]] = "s3://bucket/key"
    session = boto3.Session(region_name=REGION)
    plain: Template = Translator({}, Parser(), boto_session=session).translate(uploaded, {"Stage": "dev"})
    return plain
