"""What every route of the API has in common: it says what it takes and gives, and tells its errors as problems."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec

from pydantic import BaseModel

from ishtirak.errors import FundError
from ishtirak.web.problems import problem_details

P = ParamSpec("P")

_CITED = re.compile(r"^([A-Z]{3}-\d+(, )?)+: ")


@dataclass(frozen=True, slots=True)
class Door:
    """What is written about a route in the documentation.

    body, query, answer: the models it reads and answers.
    status:              of the answer when all is well.
    errors:              those of its own; what any route of its kind can answer is added by the documentation.
    signed:              it is for systems that sign what they send (Standard Webhooks) instead of signing in.
    """

    summary_ar: str
    summary_en: str
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    errors: tuple[type[FundError], ...] = ()
    signed: bool = False


def door(
    summary_ar: str,
    *,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    answer: type[BaseModel] | None = None,
    status: int = 200,
    errors: tuple[type[FundError], ...] = (),
    signed: bool = False,
) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """A view as a door of the API: its errors become problems, and the documentation knows it. See `Door`.

    The English summary is the first line of the view's docstring, without the requirements that it cites.
    """

    def hang(view: Callable[P, Any]) -> Callable[P, Any]:
        answered = problem_details(view)
        plate = Door(summary_ar, _first_line(view), body, query, answer, status, errors, signed)
        answered.__dict__["door"] = plate
        return answered

    return hang


def door_of(view: Callable[..., Any]) -> Door | None:
    """What `door` said about the view, None for one that it does not stand on."""
    plate: Door | None = view.__dict__.get("door")
    return plate


def _first_line(view: Callable[..., Any]) -> str:
    line = (view.__doc__ or "").strip().partition("\n")[0]
    words = _CITED.sub("", line).strip().removesuffix(".")
    return words[:1].upper() + words[1:]
