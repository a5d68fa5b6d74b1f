"""Every key of the table. One partition holds what is read together.

EMPLOYER#<id>          EMPLOYER · POLICY · POLICY#<term> · LIST#<digest> · ISSUED#<id> · NOTICE#<cause>
                       HANDOVER#<id> · HANDOVER#<id>#REVOKED
ROLL#<id>              ROLL · LEFT#<until>#<subscriber>#<from> · MONTH#<month>
WAITING#<employer>     WAITING#<subscriber>
SUBSCRIBER#<id>        SUBSCRIBER · DEPENDANT#<id> · COVER#<n> · NOTICE#<cause> · CASE#<kind> · RESTATEMENT
                       FAILING_NUMBER, that whoever registered the person is to correct the number
                       ASSESSMENT#<month> · ASSESSMENT#<month>#<n> · CERTIFICATE#<id> · CHANGE#<id> · MANDATE#<n>
                       DOCUMENT#<id> · PHOTOGRAPH#<id> · HANDOVER#<id> · HANDOVER#<id>#REVOKED, those of the family too
PAYER#<id>             ACCOUNT · STANDING#<until>#<since> · ENTRY#<cause> (those of openings by the id of their roll)
                       AGREEMENT#<n> · FAILED#<day>#<bank>#<id> · CHARGED#<day>#<month> (of employers)
SHARES#<month>         SHARD#<n>, what is expected · COLLECTED#<id> · COLLECTED_IN_ALL#<share>, what was collected of it
PERSON#<number>        COVER
RECEIPT#<bank>#<id>    RECEIPT · SEEN#<statement>#<number>, the lines of statements that it was
BANK#<bank>            EVENT#<id>, what could not be applied as the bank told it · FILE#<digest>, that it was booked
                       LAST#<account>, the newest statement of it · DEBIT#<id>, other money that left the bank
BANK_STATEMENT#<id>    BANK_STATEMENT · LINE#<number>, what each payment of it was when it was booked
STATEMENT#<id>         STATEMENT · LINE#<subscriber>
REGISTRATION#<id>      REGISTRATION
REPORT#<id>            REPORT
QUEUE#<name>           nothing but what people have done to the queue
SMS#<message>          SMS, which of ours a provider knows by its id of the message (kept for 14 days)
SPENT#<day>            SPENT, what was spent on SMS on a day, in all and for each kind
SNAPSHOTS              DAY#<day>
LEDGER                 CHECK · CLOSING#<month>, of the books up to the end of a month
DAILY_CLOSINGS         DAY#<day> · ISSUED#<id>, the PDF of one
SWEEPS                 DAY#<day>, how far the sweep of a day has come (kept for 400 days)
WEBHOOKS               WEBHOOK#<id>, every receiver of other systems
WEBHOOK#<id>           ATTEMPT#<moment>#<id> · REPLAY#<id>
ROLLS                  ROLL#<roll>, every roll there is
LAW                    IN_FORCE · PROPOSAL#<moment>#<id>
TEMPLATES              IN_FORCE · VERSION#<kind>#<moment>#<id>, the texts of notices
EVENT#<id>             EVENT, so that a change is told to other systems as one event
EVENTS#<day>           EVENT#<moment>#<id>, what other systems were told, in order (days and moments of UTC)
<any record>           DEED#<moment>#<id>, beside the record that the deed was done to
SEARCH#<what>#<begins> WORD#<word>#<employer>, one for each word of a name, by the first letters of the word
SEARCH#PHONE#<phone>   OF_EMPLOYER#<id>
SEARCH#IBAN#<iban>     OF_EMPLOYER#<id>
SEARCH#NUMBER#<number> NUMBER, which employer is registered under a number of a register
SEARCH#CARD#<number>   CARD, to whom a card with that number was handed over, and whether it counts
CHECKS#<who>           CHECK#<moment>#<id>, whose cover a provider has asked for (kept for 400 days)
REQUEST#<actor>        ANSWER#<key>, what a request with an Idempotency-Key was answered (kept for a day)

What stands under SEARCH#, WAITING# and PERSON# moves with the record that it leads to: besides kept answers that alone
is ever deleted.

The sparse index `due` holds only what something must happen to: a shard, and the day it happens. Open cases stand in
it too, each kind under a name of its own, since the day it was opened, and what waits for a decision: certificates,
changes, documents, photographs, agreements, receipts in suspense, debits of banks, and what a bank told and could not
be applied. A policy stands in it from the day on which its closing is asked for, under the day on which it closes. A
notice stands in it until it was sent: under a shard of the outbox and the minute (of UTC) from which it may leave,
with its recipient behind it, so that what one person is to be told at one moment stands together; and what did not
arrive, under how that ended. The index `members` holds the subscribers who are on a list now, by the list.
"""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32

ACCOUNT = "ACCOUNT"
EMPLOYER = "EMPLOYER"
REGISTRATION = "REGISTRATION"
ROLL = "ROLL"
SUBSCRIBER = "SUBSCRIBER"

IN_FORCE = "IN_FORCE"
RESTATEMENT = "RESTATEMENT"

DUE_SHARDS = 4
OUTBOX_SHARDS = 1
"""A notice is four writes of the index until it is sent, so that one takes some 250 notices a second: several times
what providers of SMS take. It may grow, and never shrink."""

SHARE_SHARDS = 16

INDIVIDUALS = "I"
"""What the ids of the rolls of people without an employer begin with."""

INDIVIDUAL_ROLLS = 64


class Key(NamedTuple):
    pk: str
    sk: str

    @property
    def owner_id(self) -> str:
        """The id of what the partition is of."""
        return self.pk.partition("#")[2]

    @property
    def kind(self) -> str:
        """What kind of record it is: ROLL, or with its sign DOCUMENT#, where a partition has several."""
        return "".join(self.sk.partition("#")[:2])

    @property
    def name(self) -> str:
        """Which of several of its kind it is; nothing where there is but one."""
        return self.sk.partition("#")[2]


def employer(employer_id: str) -> Key:
    return Key(f"EMPLOYER#{employer_id}", EMPLOYER)


POLICY = "POLICY"


def policy(employer_id: str) -> Key:
    """An employer's policy as it stands."""
    return Key(f"EMPLOYER#{employer_id}", POLICY)


TERM = "POLICY#"


def term(employer_id: str, number: int) -> Key:
    """The `number`-th term of an employer's policy."""
    return Key(f"EMPLOYER#{employer_id}", f"{TERM}{number:04d}")


ISSUED = "ISSUED#"


def issued(of: Key, document_id: str) -> Key:
    """A document that the fund has made of a record, or is to make, beside that record."""
    return Key(of.pk, f"{ISSUED}{document_id}")


HANDOVER = "HANDOVER#"
REVOKED = "#REVOKED"


def handover(of: Key, handover_id: str) -> Key:
    """That something of an employer or a subscriber was handed over, beside that record."""
    return Key(of.pk, f"{HANDOVER}{handover_id}")


def handover_revoked(of: Key, handover_id: str) -> Key:
    """That a hand-over was recorded wrongly."""
    return Key(of.pk, f"{HANDOVER}{handover_id}{REVOKED}")


LETTERS_OF_A_SHARD = 2

SEARCH_WORD = "WORD#"


def names_beginning(what: str, word: str) -> str:
    """The partition of the words by which names of one kind are found, those that begin as `word` does."""
    return f"SEARCH#{what}#{word[:LETTERS_OF_A_SHARD]}"


def name_word(what: str, word: str, record_id: str) -> Key:
    return Key(names_beginning(what, word), f"{SEARCH_WORD}{word}#{record_id}")


def phone(phone: str) -> str:
    """The partition of those who have a phone number."""
    return f"SEARCH#PHONE#{phone}"


def iban(iban: str) -> str:
    """The partition of those who have a bank account."""
    return f"SEARCH#IBAN#{iban}"


OF_EMPLOYER = "OF_EMPLOYER#"


def of_employer(pk: str, employer_id: str) -> Key:
    """One of the employers that are found under a phone number, or under a bank account."""
    return Key(pk, f"{OF_EMPLOYER}{employer_id}")


def registration_number(number: str) -> Key:
    """Which employer is registered under a number of a register."""
    return Key(f"SEARCH#NUMBER#{number}", "NUMBER")


def card(number: str) -> Key:
    """Whose card has a number."""
    return Key(f"SEARCH#CARD#{number}", "CARD")


CHECK = "CHECK#"


def checks_by(who: str) -> str:
    """The partition of what a provider, or somebody of the fund, has asked of people's cover."""
    return f"CHECKS#{who}"


def check(who: str, moment: str, check_id: str) -> Key:
    return Key(checks_by(who), f"{CHECK}{moment}#{check_id}")


def roll(roll_id: str) -> Key:
    """A list of people as a thing that is opened month by month."""
    return Key(f"ROLL#{roll_id}", ROLL)


def individuals(subscriber_id: str) -> str:
    """The id of the shared roll on which a person without an employer stands, always the same one."""
    return f"{INDIVIDUALS}{_shard(subscriber_id, INDIVIDUAL_ROLLS):02d}"


LEFT = "LEFT#"


def left(roll_id: str, subscriber_id: str, from_: object, until: object) -> Key:
    """A time on a list that has ended; those that ended last come last."""
    return Key(f"ROLL#{roll_id}", f"{LEFT}{until}#{subscriber_id}#{from_}")


WAITING = "WAITING#"


def waiting(employer_id: str, subscriber_id: str) -> Key:
    """Somebody who works for the employer and is covered in a family until that employer pays (FAM-3)."""
    return Key(f"{WAITING}{employer_id}", f"{WAITING}{subscriber_id}")


MONTH = "MONTH#"


def roll_month(roll_id: str, month: object) -> Key:
    return Key(f"ROLL#{roll_id}", f"{MONTH}{month}")


def subscriber(subscriber_id: str) -> Key:
    return Key(f"SUBSCRIBER#{subscriber_id}", SUBSCRIBER)


CERTIFICATE = "CERTIFICATE#"
PENDING_CERTIFICATES = "CERTIFICATES"
"""Where the certificates that wait for approval stand in the due index."""


def certificate(subscriber_id: str, certificate_id: str) -> Key:
    """A salary certificate that was handed in after the registration."""
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{CERTIFICATE}{certificate_id}")


CHANGE = "CHANGE#"
SUBMITTED_CHANGES = "CHANGES"
"""Where the changes that wait for a decision stand in the due index."""


def change(subscriber_id: str, change_id: str) -> Key:
    """A change that somebody has asked for."""
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{CHANGE}{change_id}")


DOCUMENT = "DOCUMENT#"
PENDING_DOCUMENTS = "DOCUMENTS"
"""Where the documents that wait for approval stand in the due index; an approved one waits for its end by its shard."""


def document(subscriber_id: str, document_id: str) -> Key:
    """A document of a subscriber or of one of the family."""
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{DOCUMENT}{document_id}")


PHOTOGRAPH = "PHOTOGRAPH#"
PENDING_PHOTOGRAPHS = "PHOTOGRAPHS"


def photograph(subscriber_id: str, photograph_id: str) -> Key:
    """A photograph of a subscriber or of one of the family."""
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{PHOTOGRAPH}{photograph_id}")


MANDATE = "MANDATE#"


def mandate(subscriber_id: str, number: int) -> Key:
    """The `number`-th mandate of a subscriber."""
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{MANDATE}{number:04d}")


DEPENDANT = "DEPENDANT#"


def dependant(subscriber_id: str, dependant_id: str) -> Key:
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{DEPENDANT}{dependant_id}")


ASSESSMENT = "ASSESSMENT#"


def assessment(subscriber_id: str, month: object) -> Key:
    """The assessment of a month that is in force."""
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{ASSESSMENT}{month}")


def superseded_assessment(subscriber_id: str, month: object, number: int) -> Key:
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{ASSESSMENT}{month}#{number:04d}")


COVER_CHANGE = "COVER#"


def cover_change(subscriber_id: str, number: int) -> Key:
    """The `number`-th change of package that the subscriber was told of."""
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{COVER_CHANGE}{number:06d}")


NOTICE = "NOTICE#"


def notice(of: Key, cause: str) -> Key:
    """What a subscriber or an employer was told for a cause, beside that record."""
    return Key(of.pk, f"{NOTICE}{cause}")


def outbox_shard(pk: str) -> str:
    """The shard of the due index in which the notices to one recipient wait."""
    return f"OUTBOX#{_shard(pk, OUTBOX_SHARDS):02d}"


def outbox_shards() -> list[str]:
    return [f"OUTBOX#{number:02d}" for number in range(OUTBOX_SHARDS)]


def undelivered(state: str) -> str:
    """Where the notices that did not arrive stand in the due index, by how that ended."""
    return f"UNDELIVERED#{state}"


def queue(name: str) -> Key:
    """A queue, as a thing to which people do something."""
    return Key(f"QUEUE#{name}", "QUEUE")


def spent(day: object) -> Key:
    """What was spent on SMS on a day."""
    return Key(f"SPENT#{day}", "SPENT")


def sms(message_id: str) -> Key:
    """Which of our SMS a provider knows by its id of the message."""
    return Key(f"SMS#{message_id}", "SMS")


def record_in(pk: str) -> Key:
    """The record of the subscriber or the employer whose partition it is."""
    return Key(pk, pk.partition("#")[0])


def account(payer_id: str) -> Key:
    return Key(f"PAYER#{payer_id}", ACCOUNT)


STANDING = "STANDING#"


def standing(payer_id: str, until: object, since: object) -> Key:
    return Key(f"PAYER#{payer_id}", f"{STANDING}{until}#{since}")


AGREEMENT = "AGREEMENT#"
PROPOSED_AGREEMENTS = "AGREEMENTS"
"""Where the agreements that wait for approval stand in the due index."""


def agreement(payer_id: str, number: int) -> Key:
    """The `number`-th agreement of instalments of a payer."""
    return Key(f"PAYER#{payer_id}", f"{AGREEMENT}{number:04d}")


FAILED_PAYMENT = "FAILED#"


def failed_payment(payer_id: str, on: object, bank: str, payment_id: str) -> Key:
    return Key(f"PAYER#{payer_id}", f"{FAILED_PAYMENT}{on}#{bank}#{payment_id}")


ENTRY = "ENTRY#"


def entry(owner_id: str, cause: str) -> Key:
    return Key(f"PAYER#{owner_id}", f"{ENTRY}{cause}")


CHARGED = "CHARGED#"


def charged(employer_id: str, on: object, month: object) -> Key:
    """What an employer was charged for a month on a day, over all of its people."""
    return Key(f"PAYER#{employer_id}", f"{CHARGED}{on}#{month}")


SHARD = "SHARD#"


def shares_of(month: object) -> str:
    """The partition of what is expected and collected for a month over the whole fund."""
    return f"SHARES#{month}"


def share_shard(month: object, roll_id: str) -> Key:
    """One of the counters that together hold what is expected: a roll always moves the same one."""
    return Key(shares_of(month), f"{SHARD}{_shard(roll_id, SHARE_SHARDS):02d}")


COLLECTED = "COLLECTED#"
PENDING_COLLECTED = "COLLECTED"
"""Where what the collection department has recorded waits for approval in the due index."""


def collected(month: object, collected_id: str) -> Key:
    return Key(shares_of(month), f"{COLLECTED}{collected_id}")


COLLECTED_IN_ALL = "COLLECTED_IN_ALL#"


def collected_in_all(month: object, share: str) -> Key:
    """What was collected of a share for a month, over everything that is approved."""
    return Key(shares_of(month), f"{COLLECTED_IN_ALL}{share}")


def person(national_number: str) -> Key:
    return Key(f"PERSON#{national_number}", "COVER")


def receipt(bank: str, receipt_id: str) -> Key:
    return Key(f"RECEIPT#{bank}#{receipt_id}", "RECEIPT")


def bank_event(bank: str, event_id: str) -> Key:
    """What a bank has told and could not be applied as it stands."""
    return Key(f"BANK#{bank}", f"EVENT#{event_id}")


BANK_STATEMENT = "BANK_STATEMENT"


def bank_statement(statement_id: str) -> Key:
    """A bank's statement that came as a file."""
    return Key(f"BANK_STATEMENT#{statement_id}", BANK_STATEMENT)


BANK_LINE = "LINE#"


def bank_line(statement_id: str, number: int) -> Key:
    """The `number`-th payment of a bank's statement."""
    return Key(f"BANK_STATEMENT#{statement_id}", f"{BANK_LINE}{number:07d}")


SEEN = "SEEN#"


def seen_receipt(bank: str, receipt_id: str, statement_id: str, number: int) -> Key:
    """That a payment of a bank's statement is, or touches, a receipt."""
    return Key(receipt(bank, receipt_id).pk, f"{SEEN}{statement_id}#{number:07d}")


DEBIT = "DEBIT#"
UNCLASSIFIED_DEBITS = "DEBITS"
"""Where the debits that are not classified stand in the due index."""


def bank_debit(bank: str, debit_id: str) -> Key:
    """Money that has left an account of the fund, and is neither a payment taken back nor one given back."""
    return Key(f"BANK#{bank}", f"{DEBIT}{debit_id}")


def booked_file(bank: str, digest: object) -> Key:
    """That a statement from a file of these bytes was booked."""
    return Key(f"BANK#{bank}", f"FILE#{digest}")


def bank_account(bank: str, account: str) -> Key:
    """The newest statement of an account of the fund at a bank."""
    return Key(f"BANK#{bank}", f"LAST#{account}")


UNAPPLIED = "UNAPPLIED"
"""Where such events stand in the due index until a person has looked at them."""


SUSPENSE = "SUSPENSE"
"""Where the receipts whose payer can't be told stand in the due index."""


STATEMENT = "STATEMENT#"


def statement(statement_id: str) -> Key:
    return Key(f"{STATEMENT}{statement_id}", "STATEMENT")


LINE = "LINE#"


def statement_line(statement_id: str, subscriber_id: str) -> Key:
    return Key(f"{STATEMENT}{statement_id}", f"{LINE}{subscriber_id}")


def registration(registration_id: str) -> Key:
    """A list of employees that is registered from a file."""
    return Key(f"REGISTRATION#{registration_id}", REGISTRATION)


def applied_list(employer_id: str, digest: object) -> Key:
    """That a list of employees from a file of these bytes was applied."""
    return Key(f"EMPLOYER#{employer_id}", f"LIST#{digest}")


def report(report_id: str) -> Key:
    return Key(f"REPORT#{report_id}", "REPORT")


def snapshots_of(day: object) -> Key:
    """The last snapshot of a day."""
    return Key("SNAPSHOTS", f"DAY#{day}")


DAILY_CLOSINGS = "DAILY_CLOSINGS"
CLOSED_DAY = "DAY#"


def daily_closing(day: object) -> Key:
    """What was expected, received and matched on a day, as two people sign it."""
    return Key(DAILY_CLOSINGS, f"{CLOSED_DAY}{day}")


SWEEPS = "SWEEPS"
SWEPT_DAY = "DAY#"


def sweep(day: object) -> Key:
    """How far the sweep of a day has come, and what has come of it."""
    return Key(SWEEPS, f"{SWEPT_DAY}{day}")


LEDGER = "LEDGER"
LEDGER_CHECK = Key(LEDGER, "CHECK")
CLOSING = "CLOSING#"


def closing(month: object) -> Key:
    """A closing of the books up to the end of a month."""
    return Key(LEDGER, f"{CLOSING}{month}")


DEED = "DEED#"


def deed(of: Key, moment: str, deed_id: str) -> Key:
    return Key(of.pk, f"{DEED}{moment}#{deed_id}")


LAW = "LAW"
LAW_IN_FORCE = Key(LAW, IN_FORCE)
PROPOSAL = "PROPOSAL#"


def proposal(moment: str, proposal_id: str) -> Key:
    """A value that somebody has proposed for the law, in order of entry."""
    return Key(LAW, f"{PROPOSAL}{moment}#{proposal_id}")


TEMPLATES = "TEMPLATES"
TEMPLATES_IN_FORCE = Key(TEMPLATES, IN_FORCE)
TEMPLATE_VERSION = "VERSION#"


def template_versions(kind: str) -> str:
    """What the texts begin with that were proposed for notices of a kind, in order of entry."""
    return f"{TEMPLATE_VERSION}{kind}#"


def template_version(kind: str, moment: str, version_id: str) -> Key:
    return Key(TEMPLATES, f"{template_versions(kind)}{moment}#{version_id}")


def publication(event_id: str) -> Key:
    """Whether a change was told to other systems."""
    return Key(f"EVENT#{event_id}", "EVENT")


PUBLISHED = "EVENT#"


def events_of(day: object) -> str:
    """The partition of what other systems were told on a day."""
    return f"EVENTS#{day}"


def published(day: object, moment: str, event_id: str) -> Key:
    return Key(events_of(day), f"{PUBLISHED}{moment}#{event_id}")


WEBHOOKS = "WEBHOOKS"
WEBHOOK = "WEBHOOK#"
ATTEMPT = "ATTEMPT#"


def webhook(webhook_id: str) -> Key:
    """A receiver of events at another system."""
    return Key(WEBHOOKS, f"{WEBHOOK}{webhook_id}")


def attempts(webhook_id: str) -> str:
    """The partition of what was sent to a receiver."""
    return f"{WEBHOOK}{webhook_id}"


def attempt(webhook_id: str, moment: str, attempt_id: str) -> Key:
    return Key(attempts(webhook_id), f"{ATTEMPT}{moment}#{attempt_id}")


def replay(webhook_id: str, replay_id: str) -> Key:
    return Key(attempts(webhook_id), f"REPLAY#{replay_id}")


ROLLS = "ROLLS"
LISTED_ROLL = "ROLL#"


def listed_roll(roll_id: str) -> Key:
    """One of all rolls, for what must look at each of them."""
    return Key(ROLLS, f"{LISTED_ROLL}{roll_id}")


CASE = "CASE#"


def case(subscriber_id: str, kind: str) -> Key:
    return Key(f"SUBSCRIBER#{subscriber_id}", f"{CASE}{kind}")


def open_cases(kind: str) -> str:
    """Where the open cases of a kind stand in the due index."""
    return f"CASES#{kind}"


FAILING_NUMBER = "FAILING_NUMBER"


def failing_number(subscriber_id: str) -> Key:
    """That nobody is reached at a subscriber's number."""
    return Key(f"SUBSCRIBER#{subscriber_id}", FAILING_NUMBER)


def failing_numbers_of(registered_by: str) -> str:
    """Where the numbers that fail stand in the due index for whoever registered the person."""
    return f"FAILING#{registered_by}"


def restatement(subscriber_id: str) -> Key:
    """A person whose months must be assessed again."""
    return Key(f"SUBSCRIBER#{subscriber_id}", RESTATEMENT)


def due_shard(pk: str) -> str:
    """The shard of the due index in which everything of one partition stands."""
    return f"DUE#{_shard(pk, DUE_SHARDS):02d}"


def due_shards() -> list[str]:
    return [f"DUE#{number:02d}" for number in range(DUE_SHARDS)]


def _shard(text: str, shards: int) -> int:
    return crc32(text.encode()) % shards
