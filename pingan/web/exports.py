"""Exports that equal the screen: declared columns, CSV and Excel, safe in a spreadsheet, one snapshot.

A list declares its export once; the same rows serve the page and the file. Rows are read through a cursor of
the database and written as they come, so that memory stays flat whatever the length. A file that is made as a whole
(a bound case file) declares itself as well: it is ordered, made, kept and fetched as a long list is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import QueryDict

from pingan.access.rules import Actor

#: Longer exports are made in the background.
AT_ONCE = 5_000
#: A sheet of Excel holds 1,048,576 rows; head and foot need some.
MOST_IN_SHEET = 1_000_000
CHUNK = 2_000
Row = Mapping[str, Any]


@dataclass(frozen=True)
class ExportColumn:
    """One column: what is read (paths of the query) and how it becomes a value.

    ``value`` returns text, number, moment, day, yes/no or None. No column may hold an unmasked contact.
    """

    key: str
    label: Any
    paths: tuple[str, ...]
    value: Callable[[Row], Any] | None = None
    width: int = 16
    is_summed: bool = False
    """True: a last row shows what the column's numbers come to."""

    def of(self, row: Row) -> Any:
        """Return the value of one row; without ``value`` the first path as it is."""
        return self.value(row) if self.value else row[self.paths[0]]


@dataclass(frozen=True)
class Heading:
    """What stands above the rows of a workbook: title, which names the sheet as well, and a line of facts.

    No facts: the sheet begins with the heads of its columns.
    """

    title: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListExport:
    """What a list gives away. ``rows`` takes the filter as it stands in the list's address.

    ``facts`` says of a table that is reported upward what its heading tells: period, area, unit, time.
    """

    name: str
    label: Any
    duty: str
    columns: tuple[ExportColumn, ...]
    rows: Callable[[Actor, QueryDict], QuerySet[Any]]
    filters: tuple[str, ...]
    facts: Callable[[Actor, QueryDict], tuple[str, ...]] | None = None

    def heading(self, actor: Actor, query: QueryDict) -> Heading:
        """Return what stands above the rows."""
        return Heading(str(self.label), self.facts(actor, query) if self.facts else ())

    def chosen(self, keys: Iterable[str]) -> list[ExportColumn]:
        """Return the columns with these keys in their order; all of them where none is known."""
        by_key = {column.key: column for column in self.columns}
        return [by_key[key] for key in dict.fromkeys(keys) if key in by_key] or list(self.columns)


@dataclass(frozen=True)
class Making:
    """What a file is made for: by whom, of what, under which code (printed in it), and whom to tell how far it is."""

    actor: Actor
    query: QueryDict
    code: str
    told: Callable[[int], None]


@dataclass(frozen=True)
class FileExport:
    """A file that is made as a whole, in the background. ``query`` says of what, as the order was given.

    ``admit`` raises NotFound or Forbidden for who may not have it: asked when it is ordered, when it is made, whenever
    its page is shown and when it is fetched, for a right may end in between. ``make`` returns the bytes and tells how
    many parts are done; it raises Invalid where there is nothing to make. ``take`` writes into the security log that
    somebody fetches it, and for what. ``title`` is told to lists and browsers: it names no person.
    """

    name: str
    label: Any
    format: str
    title: Callable[[QueryDict], str]
    admit: Callable[[Actor, QueryDict], None]
    make: Callable[[Making], bytes]
    take: Callable[[Actor, QueryDict, str], None]


_exports: dict[str, ListExport] = {}
_files: dict[str, FileExport] = {}
_families: dict[str, Callable[[str], ListExport]] = {}


def register_export(export: ListExport) -> None:
    """Make a list's export known by its name, from ``AppConfig.ready()``."""
    _exports[export.name] = export


def register_export_family(name: str, make: Callable[[str], ListExport]) -> None:
    """Make lists known whose columns are data: ``name:key`` is what ``make(key)`` returns.

    ``make`` raises KeyError for a key that is none.
    """
    _families[name] = make


def register_file_export(export: FileExport) -> None:
    """Make a file known by its name, from ``AppConfig.ready()``."""
    _files[export.name] = export


def file_export_for(name: str) -> FileExport | None:
    """Return the file of this name; None: it is a list's, or nobody's."""
    return _files.get(name)


def export_for(name: str) -> ListExport:
    """Return a list's export; KeyError for one that nobody registered."""
    family, colon, key = name.partition(":")
    return _families[family](key) if colon else _exports[name]


def label_of(name: str) -> Any:
    """Return what a list or file is called; its bare name where it is no longer known."""
    whole = file_export_for(name)
    if whole is not None:
        return whole.label
    try:
        return export_for(name).label
    except KeyError:
        return name


@contextmanager
def snapshot() -> Iterator[None]:
    """Let everything inside see one state of the database (REPEATABLE READ).

    Inside somebody else's transaction the level cannot change any more; there the rows still come from one
    statement, which sees one state by itself.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
        yield


def rows_of(rows: QuerySet[Any], columns: Sequence[ExportColumn]) -> Iterator[Row]:
    """Read the rows through a server-side cursor, only the columns that are needed."""
    paths = dict.fromkeys(path for column in columns for path in column.paths)
    values: Iterator[Row] = rows.values(*paths).iterator(chunk_size=CHUNK)
    return values
