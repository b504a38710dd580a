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


#: What shows nothing: control characters but tab and line breaks, marks of direction (U+202E reverses what an officer
#: reads), and what Unicode calls default-ignorable: blanks of no width, soft hyphens, Hangul fillers, tags.
_NOTHING = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
#: Joiners and selectors of variants. Emoji, and the scripts of Uyghur, Mongolian and India, are written with them.
_JOINING = "\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f"
_JOINED = (
    "\u00a9\u00ae\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u1800-\u18af\u203c-\u2bff\u3030\u303d\u3297\u3299\ufb50-\ufdff"
    "\ufe70-\ufefc\U0001f000-\U0001faff"
)
_UNSEEN = re.compile(f"[{_NOTHING}]|(?<![{_JOINED}])(?<![{_JOINED}]\ufe0f)[{_JOINING}]")
_NEVER_SEEN = re.compile(f"[{_NOTHING}{_JOINING}]")
#: Categories of characters that show something by themselves: neither blanks nor accents that nothing carries.
_SHOWING = frozenset("LNPS")
_BRAILLE_BLANK = "\u2800"
#: What no column of PostgreSQL holds: NUL, and the half of a pair of UTF-16. JSON can name both.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: What stands where a letter was lost.
LOST = "\ufffd"
#: What makes a spreadsheet compute instead of show (OWASP, CSV injection), full-width forms included; and the blanks
#: that it looks behind. Tab and return are no blanks here: they begin a new cell.
_FORMULA = frozenset("=+-@\t\r|＝＋－＠")
_BLANKS = (
    " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u2800"
    "\u3000\n"
)
_Inputs = TypeVar("_Inputs")


def _is_visible(char: str) -> bool:
    # Of the others, glyphs of rare names stand among private and not yet known code points.
    category = unicodedata.category(char)
    return (category[0] in _SHOWING or category in {"Co", "Cn"}) and char != _BRAILLE_BLANK


def plain_text(text: str) -> str:
    """Return free text as it is kept: without what shows nothing or turns its direction; blank where nothing shows."""
    kept = _UNSEEN.sub("", text)
    return kept if any(map(_is_visible, kept)) else ""


def seen_text(text: str) -> str:
    """Return text without any character that shows nothing, joiners of emoji included: what is to be compared."""
    return _NEVER_SEEN.sub("", text)


def is_storable(text: str) -> bool:
    """Say whether a column of the database can hold a text."""
    return _UNSTORABLE.search(text) is None


def storable_text(text: str) -> str:
    """Return a text with the sign of a lost letter in place of each one that cannot be stored."""
    return text if is_storable(text) else _UNSTORABLE.sub(LOST, text)


def starts_formula(text: str) -> bool:
    """Say whether a spreadsheet may take a text for a formula, also behind blanks and what nobody sees."""
    return seen_text(text).lstrip(_BLANKS)[:1] in _FORMULA


def in_plain_text(data: _Inputs) -> _Inputs:
    """Return a frozen input with every text in it, also of inputs and tuples within, as ``plain_text``."""
    if isinstance(data, str):
        return plain_text(data)  # type: ignore[return-value]  # a text for a text
    if type(data) is tuple:
        return tuple(in_plain_text(item) for item in data)  # type: ignore[return-value,attr-defined]  # a tuple for a tuple
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
