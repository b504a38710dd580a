"""A developer signs in as an office: the demo tells the digits of its second factor, and of nobody else."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def digits(username: str) -> str:
    out = StringIO()
    call_command("demo_accounts", "--code", username, stdout=out)
    return out.getvalue().strip()


def test_the_digits_of_an_office_are_told_in_demo_installations_alone() -> None:
    assert len(digits("nk_pinganban")) == 6 and digits("nk_pinganban").isdigit()
    for username in ("zf_wgy1", "nobody"):
        with pytest.raises(CommandError):
            digits(username)
    with override_settings(DEMO_DATA_ALLOWED=False), pytest.raises(CommandError):
        digits("nk_pinganban")
