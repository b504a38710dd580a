"""What is kept of a typed text: nothing that nobody sees, and blank where nothing shows."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pingan.common.text import in_plain_text, plain_text, seen_text

NOTHING = (
    "\u200b", "\u200b\u200d\ufeff", "\u00ad", "\u0301", "\u115f", "\u1160", "\u3164", "\uffa0", "\u202e\u200f", "\u2800",
    "\u2060", "\u180e", "\U000e0041", "\ufe0f", "\U000e0100", "\u061c", "\u034f", "\x85", " \u3000\u200b ",
)  # fmt: skip


@pytest.mark.parametrize("typed", NOTHING)
def test_what_shows_nothing_is_blank(typed: str) -> None:
    assert plain_text(typed) == ""


@pytest.mark.parametrize(
    "typed", [one for one in NOTHING if one not in {"\u0301", "\u2800"} and one == one.strip()]
)
def test_what_shows_nothing_goes_out_of_words(typed: str) -> None:
    assert plain_text(f"刘{typed}海燕") == seen_text(f"刘{typed}海燕") == "刘海燕"


def test_joiners_hide_behind_no_selector() -> None:
    assert plain_text("刘\ufe0f\u200d\u200d海\u200c燕") == "刘海燕"


@pytest.mark.parametrize(
    "typed",
    [
        "一\r\n二\t三", "👨\u200d👩\u200d👧", "👩\u200d❤\ufe0f\u200d👨",
        "𠀀", "é", "e\u0301", "مى\u200cخوا", "क\u094d\u200dष",
        "ᠭ\u180b", "\ue863", "5 × 3", "—", "！",
    ],
)  # fmt: skip
def test_what_shows_something_stays(typed: str) -> None:
    assert plain_text(typed) == typed


@dataclass(frozen=True)
class _Inner:
    name: str


@dataclass(frozen=True)
class _Outer:
    parties: tuple[_Inner, ...]
    codes: tuple[str, ...]
    files: tuple[int, ...]


def test_inputs_and_tuples_within_are_put_in_order_too() -> None:
    given = _Outer((_Inner("张\u200b三"),), ("\u200b", "a"), (1,))
    assert in_plain_text(given) == _Outer((_Inner("张三"),), ("", "a"), (1,))
