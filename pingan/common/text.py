"""Text: what is kept of it, search in Chinese by overlapping bigrams, and sort keys by pinyin.

The SQL functions ``zh_tsvector`` and ``zh_tsquery`` come with migration ``common.0001``; both find exactly
what LIKE would find, from two characters on, with an index.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func
from pypinyin import Style, lazy_pinyin

#: Surnames whose reading differs from the common one; pypinyin alone takes the common one.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "区": "ou", "解": "xie", "查": "zha", "任": "ren",
    "朴": "piao", "盖": "ge", "召": "shao", "折": "she", "冼": "xian", "缪": "miao", "逄": "pang",
    "翟": "zhai", "尉": "yu", "员": "yun", "繁": "po", "秘": "bi", "乐": "yue", "覃": "qin",
}  # fmt: skip


#: Control characters but tab and line breaks, and the marks that turn the direction of what follows: unseen, and U+202E
#: reverses what an officer reads. Joiners stay, emoji and some scripts are written with them.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_Inputs = TypeVar("_Inputs")


def plain_text(text: str) -> str:
    """Return free text as it is kept: without control characters and marks that reverse its direction."""
    return _UNSEEN.sub("", text)


def in_plain_text(data: _Inputs) -> _Inputs:
    """Return a frozen input with every text in it, also of an input within, as ``plain_text``."""
    if isinstance(data, str):
        return plain_text(data)  # type: ignore[return-value]  # a text for a text
    if not is_dataclass(data) or isinstance(data, type):
        return data
    return replace(data, **{field.name: in_plain_text(getattr(data, field.name)) for field in fields(data)})


def joined_once(*parts: str) -> str:
    """Return the parts with blanks between them, each once, empty ones left out."""
    return " ".join(dict.fromkeys(part for part in parts if part))


class ZhVector(Func):
    """``zh_tsvector(text)``: the bigram vector of a column, immutable, fit for a generated column."""

    function = "zh_tsvector"
    arity = 1


class ZhQuery(SearchQuery):
    """``zh_tsquery(text)``: the query that matches what LIKE '%text%' would; plain value only.

    The words stand in the statement itself, each character as its code point in digits. As a parameter they would be
    unknown to the plan of a prepared statement: it takes any word for one in two hundred, walks a million rows for
    a rare one, and calls the function anew for each of them.
    """

    def as_sql(  # type: ignore[override]  # the stubs narrow what Django leaves open
        self, compiler: Any, connection: Any, function: str | None = None, template: str | None = None
    ) -> tuple[str, Any]:
        """Emit the project's own function instead of ``plainto_tsquery``."""
        _sql, (words,) = compiler.compile(self.get_source_expressions()[-1])
        storable = str(words).replace("\0", "").encode("utf-8", "replace").decode()
        literal = "".join(f"\\+{ord(char):06x}" for char in storable)
        return f"zh_tsquery(U&'{literal}')", []


def has_searchable(text: str) -> bool:
    """Say whether anything is left of ``text`` once punctuation is gone; an empty query finds nothing."""
    return any(char.isalnum() for char in unicodedata.normalize("NFKC", text))


def pinyin_key(name: str, *, is_person: bool = False) -> str:
    """Sort key of a Chinese name: lower-case syllables without tones, then the name itself.

    PostgreSQL may be built without ICU, so the database cannot sort by pinyin.
    """
    syllables = lazy_pinyin(name, style=Style.NORMAL)
    if is_person and name[:1] in SURNAMES and syllables:
        syllables[0] = SURNAMES[name[0]]
    return " ".join(syllables).lower()[:200]


class Weighted(Func):
    """``setweight(vector, 'A')``: how much a part of the text counts, A to D."""

    function = "setweight"
    output_field = SearchVectorField()


class Joined(Func):
    """Several vectors as one."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()
