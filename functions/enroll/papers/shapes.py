"""What the doors of documents and photographs take and give, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self

from functions.enroll.papers.documents import NewDocument
from functions.enroll.papers.photographs import NewPhotograph
from ishtirak.files.contents import ContentType
from ishtirak.law.catalogue import DocumentKind, Ending
from ishtirak.storage.person_files import FileState, PersonFile
from ishtirak.storage.uploads import Form
from ishtirak.web.answers import Answer, FormAnswer, LinkAnswer
from ishtirak.web.fields import Code, Day, DocumentKindCode, Words
from ishtirak.web.parsing import Body, PageQuery, Query


class DocumentBody(Body):
    """ENR-3: a document that will come as a file. `dependant_id` where it is that of a family member.

    expires_on: the day on which it has ended; whether it is asked for is said by the kind (`/v1/document-kinds`).
    """

    kind: DocumentKindCode
    issued_on: Day
    expires_on: Day | None = None
    number: Code | None = None
    file_name: Words
    content_type: ContentType
    dependant_id: Code | None = None

    def document(self) -> NewDocument:
        return NewDocument(**{name: getattr(self, name) for name in type(self).model_fields})


class PhotographBody(Body):
    """ENR-3: a photograph that will come as a file. `dependant_id` where it is that of a family member."""

    file_name: Words
    content_type: Literal[ContentType.JPEG, ContentType.PNG]
    dependant_id: Code | None = None

    def photograph(self) -> NewPhotograph:
        return NewPhotograph(**{name: getattr(self, name) for name in type(self).model_fields})


class FileRejectionBody(Body):
    """Why a document or a photograph is turned down."""

    reason: Words


class WaitingQuery(PageQuery):
    """Which page of those that wait for a review."""

    state: Literal["pending"] = "pending"


class FilesQuery(Query):
    """Which of a subscriber's documents or photographs; all of them where nothing is said."""

    state: FileState | None = None
    dependant_id: str | None = None

    def asks_for(self, file: PersonFile) -> bool:
        """Whether it is one of those asked for."""
        return self.state in (None, file.state) and self.dependant_id in (None, file.dependant_id)


class PersonQuery(Query):
    """Whose photograph: that of a family member, or where nothing is said the subscriber's own."""

    dependant_id: str | None = None


class ContentProblemAnswer(Answer):
    """Why a file was refused."""

    code: str
    ar: str
    en: str


class PersonFileAnswer(Answer):
    """A file about a person, who sent it, and what became of it.

    content_type, size_bytes, sha256: of the file as it is kept, once it was checked.
    upload:                           the form to send the file with; only where it was asked for just now.
    link:                             where the file can be fetched; with one alone, pending or approved.
    """

    id: str
    subscriber_id: str
    dependant_id: str | None
    file_name: str
    content_type: str
    state: FileState
    sent_by: str
    sent_at: str
    checked_at: str | None
    problem: ContentProblemAnswer | None
    size_bytes: int | None
    sha256: str | None
    decided_by: str | None
    decided_at: str | None
    reason: str | None
    upload: FormAnswer | None = None
    link: LinkAnswer | None = None

    @classmethod
    def of(cls, file: PersonFile, form: Form | None = None, link: LinkAnswer | None = None) -> Self:
        ours = {"upload", "link", "problem"}
        told: dict[str, Any] = {name: getattr(file, name) for name in cls.model_fields if name not in ours}
        problem = ContentProblemAnswer(**file.problem) if file.problem else None
        upload = FormAnswer(url=form.url, fields=form.fields) if form else None
        return cls(**told, problem=problem, upload=upload, link=link)


class DocumentAnswer(PersonFileAnswer):
    """ENR-3: a document of a subscriber or a family member. It counts once it is approved, until it has ended."""

    kind: str
    issued_on: date
    expires_on: date | None
    number: str | None


class PhotographAnswer(PersonFileAnswer):
    """ENR-3: a photograph of a subscriber or a family member. The newest that is approved is the person's own."""


class DocumentKindAnswer(Answer):
    """A kind of document: whether it has an end that is told, and whether a family member can have one."""

    code: str
    ar: str
    en: str
    ends: Ending
    of_dependants: bool

    @classmethod
    def of(cls, kind: DocumentKind) -> DocumentKindAnswer:
        return cls(code=kind.code, ar=kind.name.ar, en=kind.name.en, ends=kind.ends, of_dependants=kind.of_dependants)


class DocumentKindsAnswer(Answer):
    """Every kind of document that is taken."""

    items: list[DocumentKindAnswer]
