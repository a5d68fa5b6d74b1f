"""The two employers of the demonstration: a large one from its file, and a small one that will not pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.play import doors, invented
from infra.play.demo.figures import EXPECTED, JANUARY_FILE, Figures, must_be
from infra.play.demo.stage import EMPTY_FIRST, Stage
from infra.play.doors import INSURANCE_AFFAIRS
from infra.play.faults import CannotPlay
from infra.play.invented import Lot
from ishtirak.rules.money import Money

LARGE = {
    "name": "الشركة العامة للخدمات البلدية",
    "sector": "public_company",
    "region": "طرابلس",
    "size": EXPECTED.people,
}
SMALL = {"name": "شركة الفجر للمقاولات", "sector": "private_company", "region": "مصراتة", "size": 3}
GROSS_OF_THE_SMALL = ("1000.00", "1500.00", "2000.00")

JANUARY = "2026-01"


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, under which reference, and what January costs them."""

    id: str
    reference: str
    january: Money


def register_employer(stage: Stage, facts: dict[str, Any]) -> dict[str, Any]:
    """Register an employer and open its policy."""
    lot = Lot("demonstration", facts["name"])
    made_up = {"phone": invented.mobile(lot), "iban": invented.iban(lot)}
    with stage.scene(f"Employer registered, policy opened: {facts['name']}", "تسجيل جهة عمل وفتح وثيقة التأمين"):
        employer = stage.doors.post("/v1/employers", INSURANCE_AFFAIRS, {**facts, **made_up})
    stage.says(f"{employer['policy']['number']} · {employer['reference']}")
    return employer


def register_list(stage: Stage, employer_id: str) -> None:
    """Register every employee of the large employer's file: uploaded, checked, confirmed, applied.

    Raises: CannotPlay where these people are covered already; FiguresDiffer.
    """
    with stage.scene("List of employees uploaded by presigned form, read and checked", "رفع قائمة الموظفين وفحصها"):
        path = f"/v1/employers/{employer_id}/registrations"
        body = {"file_name": JANUARY_FILE.name}
        registration = stage.doors.post(path, INSURANCE_AFFAIRS, body)
        stage.doors.upload(registration["upload"], JANUARY_FILE.name, JANUARY_FILE.read_bytes())
        address = f"/v1/registrations/{registration['id']}"
        checked = stage.wait_for(address, INSURANCE_AFFAIRS, {"checked"})
    counts = checked["counts"]
    stage.says(f"{counts['rows']} rows, {counts['good']} good, {counts['new']} new, {counts['refused']} refused")
    if counts["new"] == 0:
        raise CannotPlay(EMPTY_FIRST)
    must_be("New people in the file", EXPECTED.people, counts["new"])
    with stage.scene(f"Registration of {counts['new']} people confirmed and applied", "تأكيد تسجيل الموظفين وتنفيذه"):
        stage.doors.post(f"{address}/confirm", INSURANCE_AFFAIRS)
        applied = stage.wait_for(address, INSURANCE_AFFAIRS, {"applied"})
    must_be("People registered", EXPECTED.people, applied["registered"])


def register_people(stage: Stage, employer_id: str) -> list[Payer]:
    """Register the small employer's three people one by one, each with a phone."""
    today = stage.control.now().date()
    people = []
    with stage.scene("Three people of the small employer registered over the API", "تسجيل ثلاثة موظفين واحدا واحدا"):
        for gross in GROSS_OF_THE_SMALL:
            lot = Lot("demonstration", gross)
            person = invented.person(lot, (25, 55), today)
            body = {
                "category": "private_employee",
                "employer_id": employer_id,
                "name": person.name,
                "national_number": person.national_number,
                "birth_date": person.birth_date.isoformat(),
                "gender": person.gender,
                "gross": gross,
                "phone": invented.mobile(lot),
                "iban": invented.iban(lot),
            }
            found = stage.doors.post("/v1/subscribers", INSURANCE_AFFAIRS, body)
            people.append(Payer(found["id"], found["reference"], Money.ZERO))
    return people


def upload_statement(stage: Stage, employer_id: str) -> None:
    """The large employer uploads its statement of January, sees what it comes to, and confirms it."""
    by = doors.employer(employer_id)
    with stage.scene("Statement of January uploaded by presigned form, read and checked", "رفع كشف مرتبات يناير وفحصه"):
        body = {"month": JANUARY, "file_name": JANUARY_FILE.name}
        statement = stage.doors.post(f"/v1/employers/{employer_id}/statements/uploads", by, body)
        stage.doors.upload(statement["upload"], JANUARY_FILE.name, JANUARY_FILE.read_bytes())
        address = f"/v1/statements/{statement['id']}"
        checked = stage.wait_for(address, by, {"checked"})
    totals = {name: Money.dinars(amount) for name, amount in checked["totals"].items()}
    figures = Figures(checked["counts"]["good"], totals["gross"], {name: totals[name] for name in EXPECTED.shares})
    must_be("The statement of January", EXPECTED, figures)
    with stage.scene("Statement confirmed", "تأكيد الكشف"):
        stage.doors.post(f"{address}/confirm", by)
        stage.wait_for(address, by, {"confirmed"})


def opened(stage: Stage, employer_id: str) -> tuple[Figures, list[Payer]]:
    """What January was opened at, added up person by person, and who pays what of it."""
    path = f"/v1/employers/{employer_id}/subscribers"
    people = list(stage.doors.items(path, INSURANCE_AFFAIRS))
    assessed, payers = [], []
    for each in stage.each(people, "January as it was opened, read person by person", "قراءة شهر يناير لكل موظف"):
        person = each["subscriber_id"]
        assessment = stage.doors.get(f"/v1/subscribers/{person}/months/{JANUARY}", doors.FINANCE)
        assessed.append(assessment)
        payers.append(Payer(person, each["reference"], Money.dinars(assessment["subscriber"])))
    shares = {name: _sum(assessed, name) for name in EXPECTED.shares}
    return Figures(len(people), _sum(assessed, "income"), shares), payers


def owed(stage: Stage, payer_id: str, month: str) -> Money:
    """What a payer owes for a month."""
    return Money.dinars(stage.doors.get(f"/v1/payers/{payer_id}/months/{month}", doors.FINANCE)["owed"])


def _sum(assessed: list[dict[str, Any]], name: str) -> Money:
    return sum((Money.dinars(each[name]) for each in assessed), Money.ZERO)
