"""Errors as answers: problem details (RFC 9457) in Arabic and English, from one table of classes and statuses."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec

from chalice.app import Request, Response

from ishtirak.errors import Conflict, Defect, FundError, InvalidField, NotFound, NotPermitted, Refused
from ishtirak.web import faults
from ishtirak.web.current import answering, request_id
from ishtirak.web.faults import FieldFault, InvalidRequest

P = ParamSpec("P")

log = logging.getLogger("ishtirak.web")

PROBLEM_JSON = "application/problem+json"

STATUS: dict[type[FundError], int] = {
    faults.Malformed: 400,
    faults.Unauthenticated: 401,
    NotPermitted: 403,
    NotFound: 404,
    faults.MethodNotAllowed: 405,
    Conflict: 409,
    faults.RequestInProgress: 409,
    faults.StalePrecondition: 412,
    faults.TooLarge: 413,
    faults.UnsupportedMediaType: 415,
    Refused: 422,
    faults.RequestKeyReused: 422,
    faults.NoPrecondition: 428,
    Defect: 500,
}
"""The status of each branch of the tree of errors; the nearest class decides."""

TITLES = {
    400: ("طلب غير مقروء", "The request can't be read"),
    401: ("يلزم تسجيل الدخول", "Not signed in"),
    403: ("غير مسموح", "Not permitted"),
    404: ("غير موجود", "Not found"),
    405: ("طريقة غير مقبولة", "Method not allowed"),
    409: ("تعارض", "Conflict"),
    412: ("تغيرت البيانات", "Changed meanwhile"),
    413: ("الطلب كبير", "Too large"),
    415: ("نوع محتوى غير مقبول", "Unsupported media type"),
    422: ("طلب مرفوض", "Refused"),
    428: ("يلزم تحديد النسخة", "Precondition required"),
    500: ("خلل في المنظومة", "A fault of the system"),
}


class Unforeseen(Defect):
    """What nobody foresaw. Its inside is in the log, under the id that the answer names."""

    code = "internal_error"
    ar = "حدث خلل في المنظومة، ولم يكتمل الطلب. أعد المحاولة، وإن تكرر فأبلغ عن الرقم الوارد في instance."
    en = "Something went wrong on our side. Try again; if it stays, report the number in instance."


def problem_details(view: Callable[P, Any]) -> Callable[P, Any]:
    """Answer what `view` raises as a problem: an error of the fund by its class, anything else as a fault of ours."""

    @functools.wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return view(*args, **kwargs)
        except FundError as error:
            return problem_of(error)
        except Exception:  # noqa: BLE001 - the last door: it is logged whole, and told without its inside
            return unforeseen_problem()

    return answered


def problem_of(error: FundError) -> Response:
    """The answer that tells `error`. A defect is logged and told without its inside."""
    status = status_of(type(error))
    if status >= 500:
        return unforeseen_problem(error)
    told_as, wrong = request_id(), _faults(error)
    # Codes and names of fields only: sentences carry what people wrote about themselves.
    fields = [fault.field for fault in wrong]
    log.info("refused", extra={"code": _code(error), "status": status, "fields": fields, "request_id": told_as})
    return _answer(status, _code(error), error, wrong, told_as)


def unforeseen_problem(error: BaseException | None = None) -> Response:
    """The answer to what is our own fault: logged with its traceback, told with an id and nothing more."""
    told_as = request_id()
    log.error("unforeseen", exc_info=error or True, extra={"request_id": told_as})
    code = error.code if isinstance(error, FundError) else Unforeseen.code
    return _answer(500, code, Unforeseen(), (), told_as)


def status_of(kind: type[FundError]) -> int:
    """The status of the nearest branch of the tree that the table knows."""
    return next(STATUS[each] for each in kind.__mro__ if each in STATUS)


def _code(error: FundError) -> str:
    return error.shared_code if isinstance(error, InvalidRequest) else error.code


def _faults(error: FundError) -> Sequence[FieldFault]:
    if isinstance(error, InvalidRequest):
        return error.faults
    if isinstance(error, InvalidField):
        return (FieldFault(error.field, error.code, error.in_arabic, error.in_english),)
    return ()


def _answer(status: int, code: str, error: FundError, wrong: Sequence[FieldFault], instance: str) -> Response:
    title, title_en = TITLES[status]
    body = {
        "type": f"/v1/docs#problem-{code}",
        "title": title,
        "title_en": title_en,
        "status": status,
        "code": code,
        "detail": wrong[0].ar if len(wrong) == 1 else error.in_arabic,
        "detail_en": wrong[0].en if len(wrong) == 1 else error.in_english,
        "errors": [{"field": fault.field, "code": fault.code, "ar": fault.ar, "en": fault.en} for fault in wrong],
        "instance": instance,
    }
    headers: dict[str, str | list[str]] = {"Content-Type": PROBLEM_JSON, "Cache-Control": "no-store"}
    return Response(json.dumps(body, ensure_ascii=False), headers, status)


def as_problem(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Middleware of the framework's doors: what Chalice refuses by itself is told in the same form as the rest."""
    with answering(request):
        response = get_response(request)
        if response.status_code < 400 or response.headers.get("Content-Type") == PROBLEM_JSON:
            return response
        error = _in_our_words(request, response)
        problem = problem_of(error) if error else unforeseen_problem()
        problem.headers.update({name: response.headers[name] for name in ("Allow",) if name in response.headers})
        return problem


def _in_our_words(request: Request, response: Response) -> FundError | None:
    """What Chalice means by its answer; None where it says that something broke."""
    if response.status_code == 405:
        return faults.MethodNotAllowed(method=request.method, allowed=response.headers.get("Allow"))
    if response.status_code == 415:
        return faults.UnsupportedMediaType(content_type=request.headers.get("content-type"))
    if response.status_code < 500:
        return faults.Malformed(why_ar=f"{response.status_code}.", why=f"{response.status_code}.")
    return None
