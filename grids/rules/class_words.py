"""By which typed letters a class of incidents is found: on a phone two letters are quicker than two characters. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin


def search_words(name: str, everyday: Iterable[str] = ()) -> str:
    """Return the everyday words of a class, with pinyin and first letters of them and of its name, between blanks.

    路灯照明 with 街灯: ``ludengzhaoming ldzm 街灯 jiedeng jd``. A name in Latin letters adds nothing.
    """
    found: list[str] = []
    for is_name, text in ((True, name), *((False, word) for word in everyday)):
        letters = "".join(lazy_pinyin(text, style=Style.NORMAL)).lower()
        first = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
        if not is_name:
            found.append(text)
        if letters != text.lower():
            found += [letters, first]
    return " ".join(dict.fromkeys(word.replace(" ", "") for word in found if word))
