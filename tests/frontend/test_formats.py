"""Times, numbers and masks as readers see them."""

import datetime as dt
import re

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from pingan.web.templatetags import pingan_format as formats

SPAN = {"minute": 60, "hour": 3600, "day": 86400}


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_a_span_never_says_more_than_it_is_and_at_least_a_minute(seconds: int) -> None:
    with translation.override("en"):
        text = formats.span_in_words(seconds)
    match = re.fullmatch(r"(\d+) (minute|hour|day)s?", text)
    assert match
    said = int(match[1]) * SPAN[match[2]]
    true = max(abs(seconds), 60)
    assert said <= true < said + SPAN[match[2]]


@given(st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_a_masked_phone_hides_at_least_four_digits_or_all_but_two(digits: str) -> None:
    masked = formats.masked_phone(digits)
    assert masked.count("*") >= 1
    assert len(masked.replace("*", "")) <= max(7, 2)
    assert masked != digits


@given(st.text(min_size=1, max_size=10))
def test_a_masked_name_shows_one_sign(name: str) -> None:
    masked = formats.masked_name(name)
    assert masked[0] == name[0]
    assert set(masked[1:]) == {"*"}


def test_unknown_is_a_dash_and_nothing_is_zero() -> None:
    assert formats.count(None) == "—"
    assert formats.count(0) == "0"
    assert formats.count(1234567) == "1,234,567"
    assert formats.percent_of(0, 0) == "—"
    assert formats.percent_of(1, 3) == "33.3%"


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "9月30日 17:00"), ("en", "30 Sep 17:00")])
def test_a_moment_is_told_in_local_time_without_this_years_number(language: str, word: str) -> None:
    year = timezone.localtime().year
    moment = dt.datetime(year, 9, 30, 9, 0, tzinfo=dt.UTC)
    with translation.override(language):
        text = str(formats.at(moment))
    assert word in text
    assert f'datetime="{year}-09-30T17:00:00+08:00"' in text


def test_a_deadline_says_left_or_overdue() -> None:
    now = timezone.now()
    with translation.override("en"):
        assert formats.due_in(now + dt.timedelta(hours=5, seconds=30)) == "5 hours left"
        assert formats.due_in(now - dt.timedelta(days=2, seconds=30)) == "2 days overdue"
        assert formats.due_in(None) == "no time limit"


def test_what_is_new_is_just_now_even_from_a_fast_clock() -> None:
    with translation.override("en"):
        assert "just now" in str(formats.ago(timezone.now() + dt.timedelta(seconds=20)))
        assert "2 hours ago" in str(formats.ago(timezone.now() - dt.timedelta(hours=2, seconds=5)))
