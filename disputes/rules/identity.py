"""Numbers and names of parties: what is valid, and in which form they are compared. Pure.

Sources: GB 11643-1999 (citizen identity number, ISO 7064 MOD 11-2), GB 32100-2015 (unified social credit code, MOD 31).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pingan.common.text import seen_text

_ID = re.compile(r"^[1-9]\d{16}[\dX]$")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = re.compile(rf"^[{_CREDIT_CHARACTERS}]{{18}}$")
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
#: What people type between the digits, and before an extension.
_TYPED_PHONE = re.compile(r"\+?[\d\s\-‐-―.·()#转]+")
_EXTENSION = re.compile(r"\s*[-‐-―#转]\s*\d{1,6}$")
#: With the area code: a number of seven or eight digits alone belongs to no place.
_LANDLINE = re.compile(r"(?:0|86)(?P<area>10|2\d|[3-9]\d{2})(?P<rest>[2-9]\d{6,7})|[48]00\d{7}")
#: 10086, 12345, 95588, 961234.
_SERVICE = re.compile(r"1[0-2]\d{3}|9[56]\d{3,4}")
_ABROAD = re.compile(r"(?:\+|00)(?!86)[1-9]\d{6,14}")
#: The first two digits of GB/T 2260, with Taiwan, Hong Kong and Macao (residence permits).
_PROVINCES = frozenset({
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45",
    "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
})  # fmt: skip
#: Typed for the X at the end: the sign of multiplication, the Cyrillic and the Greek letter.
_LIKE_X = str.maketrans("×✕✖ХΧ", "XXXXX")
_FIRST_BIRTH = 1900
FULL_AGE = 18
_NOISE = re.compile(r"[\s\-‐-―·•．.,，、()（）]+")


def plain(text: str) -> str:
    """Return text in its compatibility form without blanks, dashes, dots and what nobody sees: full-width ３６０ is 360."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", seen_text(text)))


def plain_identity_number(text: str) -> str:
    """Return an identity number or credit code as it is compared: half-width, no blanks, capital letters."""
    return plain(text).upper().translate(_LIKE_X)


def plain_phone(text: str) -> str:
    """Return a phone number as it is compared: digits only, without the country code."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def _typed_phone(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def kept_phone(text: str) -> str:
    """Return a phone number as it is stored and printed, however it was typed: digits without blanks.

    A landline is 0797-6600000, with its extension 0797-6600000转801; a number from abroad keeps its plus. What cannot be
    a phone number stays as it was typed: it is refused anyway.
    """
    typed = _typed_phone(text)
    head = _EXTENSION.sub("", typed)
    for one, extension in ((head, plain_phone(typed[len(head) :])), (typed, "")):
        found = _LANDLINE.fullmatch(plain_phone(one))
        if found is not None:
            number = f"0{found['area']}-{found['rest']}" if found["area"] else found[0]
            return f"{number}转{extension}" if extension else number
    if _ABROAD.fullmatch(plain(typed)):
        return plain(typed)
    return plain_phone(typed) if is_phone(typed) else typed


def plain_name(text: str) -> str:
    """Return a name as it is compared: half-width, without blanks and dots, letters in one case."""
    return plain(text).casefold()


def is_identity_number(number: str) -> bool:
    """Say whether a plain number is one of GB 11643: 18 characters, a real day of birth, the check digit."""
    if not _ID.match(number) or not number.isascii():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return number[17] == _ID_CHECKS[total % 11]


def is_identity_number_of_our_time(number: str, today: date) -> bool:
    """Say whether a valid number can be a living person's: of a province, born from 1900 on and not after today.

    Foreigners' permanent residence cards put a 9 before the province.
    """
    if not is_identity_number(number):
        return False
    province = number[1:3] if number.startswith("9") else number[:2]
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return province in _PROVINCES and born.year >= _FIRST_BIRTH and born <= today


def is_credit_code(code: str) -> bool:
    """Say whether a plain code is one of GB 32100: 18 characters, the check digit by MOD 31."""
    if not _CREDIT.match(code):
        return False
    total = sum(
        _CREDIT_CHARACTERS.index(char) * weight for char, weight in zip(code, _CREDIT_WEIGHTS, strict=False)
    )
    return code[17] == _CREDIT_CHARACTERS[(31 - total % 31) % 31]


def is_mobile(number: str) -> bool:
    """Say whether a plain number is a mobile number of mainland China."""
    return bool(_MOBILE.match(number))


def is_phone(text: str) -> bool:
    """Say whether a typed text can be a telephone number: mobile, landline with area code, service, or from abroad."""
    typed = _typed_phone(text)
    if not _TYPED_PHONE.fullmatch(typed):
        return False
    digits = plain_phone(typed)
    return bool(
        _MOBILE.match(digits)
        or _SERVICE.fullmatch(digits)
        or any(_LANDLINE.fullmatch(plain_phone(one)) for one in (typed, _EXTENSION.sub("", typed)))
        or _ABROAD.fullmatch(plain(typed))
    )


def age_on(number: str, day: date) -> int:
    """Return the age in full years on a day, from a valid identity number."""
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_childs(number: str, day: date) -> bool:
    """Say whether a plain number is one of a person who is under 18 on a day (未成年人保护法 §2)."""
    return is_identity_number(number) and age_on(number, day) < FULL_AGE
