"""Why a bank's file can't be read, and what is wrong with what was read of it (COL-9).

FileRefused                     the file as a whole; nothing was taken from it that may be kept
├── NotBankStatement            something else than camt, MT940 or a table
├── UnknownVersion              a camt of a version that is not read
├── NoStatement                 the form is right, and no statement stands in it
├── NoBankHeader                a table without names of columns
├── MissingBankColumn           a table without a column that is needed
├── RepeatedBankColumn          two columns mean the same
├── ForbiddenXml                a DTD, an entity or a reference to another file
└── BrokenXml                   not well-formed, or cut off

BankProblem                     the statement was read, and the one who reads decides
├── of a statement
│   ├── BalanceMismatch         opening + entries is not closing
│   ├── ReversalsTurned         it would be, if the reversals had gone the other way
│   ├── MissingBalance          a statement without opening or closing, so nothing can be checked
│   ├── BalanceUnchecked        an entry could not be read, or has another currency
│   ├── CountMismatch           the stated number of entries is not theirs
│   ├── SumMismatch             the stated sum of entries is not theirs
│   ├── OpeningGap              it does not open with what the one before it closed with
│   ├── RepeatedStatement       it stands already in the file
│   ├── MissingAccount          no account
│   ├── MissingCurrency         no currency
│   ├── UnreadField             a field of the head that can't be read
│   └── CutOff                  it ends before its end
└── of an entry
    ├── NoSuchDate, MissingDate the date is none, or is not there
    ├── MixedCurrency           not in the currency of the statement
    ├── PartsMismatch           the payments of a batch are not its amount
    ├── PartsCountMismatch      there are more or fewer of them than stated
    ├── RunningBalanceMismatch  the balance beside the entry is not what it comes to
    └── UnreadAmount, UnreadSide, UnreadLine    the entry can't be used
"""

from __future__ import annotations

from ishtirak.errors import Refused
from ishtirak.files.errors import FileRefused


class NotBankStatement(FileRefused):
    code = "not_a_bank_statement"
    ar = "الملف «{file_name}» ليس كشف حساب مصرفي يمكن قراءته، بل {found_ar}. أرسله بصيغة camt أو MT940 أو CSV أو XLSX."
    en = "The file {file_name!r} is no bank statement that can be read but {found}. Send camt, MT940, CSV or XLSX."


class UnknownVersion(FileRefused):
    code = "unknown_statement_version"
    ar = "إصدار كشف الحساب في الملف «{file_name}» غير معروف ({version})."
    en = "The version of the statement in {file_name!r} is not known ({version})."


class NoStatement(FileRefused):
    code = "no_statement"
    ar = "ليس في الملف «{file_name}» أي كشف حساب."
    en = "No statement of an account stands in {file_name!r}."


class NoBankHeader(FileRefused):
    code = "no_bank_header"
    ar = "لا يوجد في أول الملف «{file_name}» سطر بأسماء الأعمدة، مثل «التاريخ» و«دائن» و«مدين»."
    en = "No line at the start of {file_name!r} names the columns, such as date, credit and debit."


class MissingBankColumn(FileRefused):
    code = "missing_bank_column"
    ar = "أعمدة ناقصة في كشف الحساب «{file_name}»: {columns_ar}."
    en = "Columns are missing in the statement {file_name!r}: {columns}."


class RepeatedBankColumn(FileRefused):
    code = "repeated_bank_column"
    ar = "العمودان «{first}» و«{second}» في كشف الحساب «{file_name}» لهما المعنى نفسه."
    en = "The columns {first!r} and {second!r} of the statement {file_name!r} mean the same."


class ForbiddenXml(FileRefused):
    code = "forbidden_xml"
    ar = "في الملف «{file_name}» تعريفات أو كيانات XML لا تكون في كشف حساب، فلم يقرأ."
    en = "{file_name!r} declares types or entities of XML, as no statement does, and was not read."


class BrokenXml(FileRefused):
    code = "broken_xml"
    ar = "الملف «{file_name}» تالف أو مقطوع عند السطر {line_no}."
    en = "{file_name!r} is broken or cut off at line {line_no}."


class BankProblem(Refused):
    """Something is wrong with a statement or with one entry. The rest was read; what it is worth is for the reader."""


class BalanceMismatch(BankProblem):
    code = "balance_mismatch"
    ar = "الرصيد الافتتاحي {opening} مع القيود {entries} لا يساوي الرصيد الختامي {closing}: الفرق {difference}."
    en = "The opening balance {opening} with the entries {entries} is not the closing one {closing}: {difference} off."


class ReversalsTurned(BankProblem):
    """Some banks write a reversal with the side of the entry that it takes back, against the standard."""

    code = "reversals_turned"
    ar = "لا يصح رصيد الكشف إلا إذا كانت القيود المعكوسة في الاتجاه الآخر: يكتبها هذا المصرف باتجاه القيد الأصلي."
    en = "The balance is right only if reversals went the other way: this bank writes them with the original's side."


class MissingBalance(BankProblem):
    code = "missing_balance"
    ar = "في الكشف رصيد ناقص ({which_ar})، فلم تراجع قيوده."
    en = "The statement has no {which} balance, so its entries were not checked against it."


class BalanceUnchecked(BankProblem):
    code = "balance_unchecked"
    ar = "لم يراجع رصيد الكشف لأن قيدا فيه لم يقرأ أو كان بعملة أخرى."
    en = "The balance was not checked, because an entry could not be read or is in another currency."


class CountMismatch(BankProblem):
    code = "declared_count_mismatch"
    ar = "عدد القيود المذكور في الكشف ({side_ar}) {stated}، وفيه {counted}."
    en = "The statement says that it has {stated} entries ({side}), and has {counted}."


class SumMismatch(BankProblem):
    code = "declared_sum_mismatch"
    ar = "مجموع القيود المذكور في الكشف ({side_ar}) {stated}، ومجموعها {counted}."
    en = "The statement says that its entries ({side}) come to {stated}, and they come to {counted}."


class OpeningGap(BankProblem):
    code = "opening_gap"
    ar = "الرصيد الافتتاحي {opening} لا يساوي الرصيد الختامي للكشف الذي قبله {closing}."
    en = "The opening balance {opening} is not what the statement before closed with, {closing}."


class RepeatedStatement(BankProblem):
    code = "repeated_statement"
    ar = "الكشف «{statement}» ورد من قبل في الملف نفسه."
    en = "The statement {statement!r} stands already in this file."


class MissingAccount(BankProblem):
    code = "missing_account"
    ar = "ليس في الكشف رقم حساب."
    en = "The statement has no number of an account."


class MissingCurrency(BankProblem):
    code = "missing_currency"
    ar = "ليس في الكشف عملة."
    en = "The statement has no currency."


class UnreadField(BankProblem):
    code = "unread_field"
    ar = "تعذرت قراءة الحقل {field}."
    en = "The field {field} can't be read."


class CutOff(BankProblem):
    code = "statement_cut_off"
    ar = "الكشف مقطوع قبل نهايته."
    en = "The statement is cut off before its end."


class NoSuchDate(BankProblem):
    code = "no_such_date"
    ar = "التاريخ «{value}» ليس في التقويم."
    en = "The date {value!r} is not in the calendar."


class MissingDate(BankProblem):
    code = "missing_date"
    ar = "ليس للقيد تاريخ."
    en = "The entry has no date."


class MixedCurrency(BankProblem):
    code = "mixed_currency"
    ar = "المبلغ بعملة {found} وليس بعملة {expected}."
    en = "The amount is in {found}, not in {expected}."


class PartsMismatch(BankProblem):
    code = "parts_mismatch"
    ar = "مجموع الدفعات {parts} لا يساوي مبلغ القيد {entry}."
    en = "The payments come to {parts}, not to the amount of the entry, {entry}."


class PartsCountMismatch(BankProblem):
    code = "parts_count_mismatch"
    ar = "عدد دفعات القيد المذكور {stated}، وفيه {counted}."
    en = "The entry says that it has {stated} payments, and has {counted}."


class RunningBalanceMismatch(BankProblem):
    code = "running_balance_mismatch"
    ar = "الرصيد المذكور بجانب القيد {stated}، وما تؤدي إليه القيود {counted}."
    en = "The balance beside the entry is {stated}, and the entries come to {counted}."


class UnreadAmount(BankProblem):
    code = "unread_amount"
    ar = "المبلغ «{value}» لا يمكن قراءته بعملة {currency}."
    en = "The amount {value!r} can't be read in {currency}."


class UnreadSide(BankProblem):
    code = "unread_side"
    ar = "لا يعرف هل القيد دائن أم مدين («{value}»)."
    en = "Whether the entry is a credit or a debit can't be told ({value!r})."


class UnreadLine(BankProblem):
    code = "unread_line"
    ar = "سطر القيد ليس على صورته المعروفة: «{value}»."
    en = "The line of the entry is not of its form: {value!r}."
