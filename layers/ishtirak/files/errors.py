"""Why a whole file can't be used (COL-7, ENR-9, ENR-3). A fault of one line is a `Problem` of that line instead.

Refused
├── ContentRefused          a document or a photograph of a person
│   ├── EmptyContent        it has no bytes
│   ├── ContentTooLarge     more bytes than are accepted
│   ├── WrongContent        its bytes are not what it was said to be
│   ├── UnreadableImage     broken inside
│   ├── TooManyPixels       it would take more memory than a document can need
│   ├── PhotographTooSmall  nobody could be known by it
│   ├── UnreadablePdf       broken inside, without an end, without a page, or of more parts than a document has
│   ├── LockedPdf           it is encrypted
│   └── ActivePdf           it holds a script, an action or another file
└── FileRefused
    ├── EmptyFile           it has no bytes, or no cell with anything in it
    ├── FileTooLarge        bytes, rows, columns or a cell beyond what is read
    ├── WrongFileType       neither text nor an Excel workbook, whatever its name says
    ├── UnreadableFile      broken inside
    ├── UnknownEncoding     text in none of the encodings that are read
    ├── SeveralSheets       which sheet is meant can't be told
    ├── NoHeader            no line names the columns
    ├── MissingColumn       a column that is needed is not named
    ├── RepeatedColumn      two columns mean the same
    ├── NoLines             the columns are named, and nobody stands below them
    ├── TotalMismatch       the file's own total is not the sum of its lines
    └── …                   those of a bank's statement stand in bank/errors.py
"""

from __future__ import annotations

from ishtirak.errors import Refused


class FileRefused(Refused):
    """The file as a whole can't be used; nothing was taken from it."""


class EmptyFile(FileRefused):
    code = "empty_file"
    ar = "الملف «{file_name}» فارغ."
    en = "The file {file_name!r} is empty."


class FileTooLarge(FileRefused):
    code = "file_too_large"
    ar = "الملف «{file_name}» أكبر مما يقبل: {what_ar} أكثر من {limit}."
    en = "The file {file_name!r} is larger than is accepted: more than {limit} {what}."


class WrongFileType(FileRefused):
    code = "wrong_file_type"
    ar = "الملف «{file_name}» ليس جدولا بصيغة CSV أو XLSX، بل {found_ar}. احفظه بصيغة XLSX أو CSV ثم أعد إرساله."
    en = "The file {file_name!r} is no CSV or XLSX table but {found}. Save it as XLSX or CSV and send it again."


class UnreadableFile(FileRefused):
    code = "unreadable_file"
    ar = "تعذرت قراءة الملف «{file_name}»: {reason_ar}."
    en = "The file {file_name!r} can't be read: {reason}."


class UnknownEncoding(FileRefused):
    code = "unknown_encoding"
    ar = "ترميز النص في الملف «{file_name}» غير معروف. احفظه بترميز UTF-8 ثم أعد إرساله."
    en = "The encoding of the text in {file_name!r} is not known. Save it in UTF-8 and send it again."


class SeveralSheets(FileRefused):
    code = "several_sheets"
    ar = "في الملف «{file_name}» أكثر من ورقة فيها بيانات ({sheets}). أرسل كل ورقة في ملف وحدها."
    en = "The file {file_name!r} has more than one sheet with data ({sheets}). Send each sheet as a file of its own."


class NoHeader(FileRefused):
    code = "no_header"
    ar = "لا يوجد في أول الملف «{file_name}» سطر بأسماء الأعمدة، مثل «الرقم الوطني» و«إجمالي المرتب»."
    en = "No line at the start of {file_name!r} names the columns, such as national_number and gross."


class MissingColumn(FileRefused):
    code = "missing_column"
    ar = "أعمدة ناقصة في الملف «{file_name}»: {columns_ar}."
    en = "Columns are missing in {file_name!r}: {columns}."


class RepeatedColumn(FileRefused):
    code = "repeated_column"
    ar = "العمودان «{first}» و«{second}» في الملف «{file_name}» لهما المعنى نفسه."
    en = "The columns {first!r} and {second!r} of {file_name!r} mean the same."


class NoLines(FileRefused):
    code = "no_lines"
    ar = "ليس في الملف «{file_name}» أي شخص تحت أسماء الأعمدة."
    en = "Nobody stands below the names of the columns in {file_name!r}."


class TotalMismatch(FileRefused):
    code = "total_mismatch"
    ar = "الإجمالي في السطر {line_no} من الملف «{file_name}» لا يساوي مجموع أسطره في العمود «{heading}»: {stated} بدلا من {counted}."  # noqa: E501
    en = "The total in line {line_no} of {file_name!r} is not the sum of its lines in {heading!r}: {stated}, not {counted}."  # noqa: E501


class ContentRefused(Refused):
    """A document or a photograph of a person can't be used."""


class EmptyContent(ContentRefused):
    code = "empty_content"
    ar = "المستند المرسل فارغ."
    en = "The document that was sent is empty."


class ContentTooLarge(ContentRefused):
    code = "content_too_large"
    ar = "حجم المستند أكبر مما يقبل: أكثر من {limit} بايت."
    en = "The document is larger than is accepted: more than {limit} bytes."


class WrongContent(ContentRefused):
    code = "wrong_content"
    ar = "محتوى المستند ليس كما ذكر ({claimed}). أرسل الملف نفسه لا ملفا غير اسمه."
    en = "The content of the document is not what it was said to be ({claimed}). A new name makes no other file."


class UnreadableImage(ContentRefused):
    code = "unreadable_image"
    ar = "تعذر فتح الصورة. أعد حفظها ثم أرسلها من جديد."
    en = "The image can't be opened. Save it again and send it once more."


class TooManyPixels(ContentRefused):
    code = "too_many_pixels"
    ar = "أبعاد الصورة أكبر مما يقبل: أكثر من {limit} نقطة."
    en = "The image is larger than is accepted: more than {limit} pixels."


class PhotographTooSmall(ContentRefused):
    code = "photograph_too_small"
    ar = "الصورة الشخصية صغيرة ({width}×{height}): يجب ألا يقل أقصر ضلع عن {shortest} نقطة."
    en = "The photograph is too small ({width}×{height}): its shortest side must have {shortest} pixels or more."


class UnreadablePdf(ContentRefused):
    code = "unreadable_pdf"
    ar = "تعذر فتح ملف PDF. أعد حفظه ثم أرسله من جديد."
    en = "The PDF can't be opened. Save it again and send it once more."


class LockedPdf(ContentRefused):
    code = "locked_pdf"
    ar = "ملف PDF مشفر. أرسله بلا كلمة مرور ولا قيود."
    en = "The PDF is encrypted. Send it without a password and without restrictions."


class ActivePdf(ContentRefused):
    code = "active_pdf"
    ar = "في ملف PDF برنامج أو ملف آخر. أرسله صفحات فقط."
    en = "The PDF holds a script, an action or another file. Send it as pages alone."
