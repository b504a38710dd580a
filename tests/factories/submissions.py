"""What the public sends, as a browser without a script sends it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core import signing
from django.test import Client

from grids.models import PublicSubmission
from grids.rules.submissions import plain_code
from grids.services.submissions import NewSubmission, Sent, submit
from tests.factories.world import Place

_CODE = re.compile(r"(?:[2-9a-z]{4}-){6}[2-9a-z]{2}")
WORDS = "村口路灯坏了一个星期，晚上老人摔倒过"


def old_token(nonce: str = "", *, age: timedelta = timedelta(minutes=1)) -> str:
    """Return the token of a form that was opened a while ago."""
    import secrets
    import time

    moment = time.time() - age.total_seconds()
    with patch("django.core.signing.time.time", return_value=moment):
        return signing.TimestampSigner(salt="public.form").sign(nonce or secrets.token_urlsafe(24))


def report_fields(place: Place, **changes: Any) -> dict[str, Any]:
    """Return the fields of a filled-in report."""
    return {
        "form_number": old_token(),
        "website": "",
        "text": WORDS,
        "region": place.township.code,
        "place_text": "村委会门口",
        "longitude": "",
        "latitude": "",
        "name": "",
        "phone": "",
        **changes,
    }


def send_report(
    place: Place, client: Client | None = None, *, line: str = "203.0.113.5", **changes: Any
) -> Any:
    """Send a report by the public page."""
    address = f"/public/report/?county={place.county.code[:6]}"
    return (client or Client()).post(address, report_fields(place, **changes), REMOTE_ADDR=line)


def code_in(answer: Any) -> str:
    """Return the code that a page shows."""
    found = _CODE.search(answer.content.decode())
    assert found is not None, answer.content.decode()[-3000:]
    return plain_code(found.group())


def given_submission(place: Place, *, line: str = "", nonce: str = "", **values: Any) -> Sent:
    """Return what somebody sent, with its code."""
    import secrets

    data = {
        "region": place.township.code,
        "text": WORDS,
        "place_text": "村委会门口",
        "longitude": place.point[0],
        "latitude": place.point[1],
        **values,
    }
    return submit(nonce=nonce or secrets.token_urlsafe(24), line=line, data=NewSubmission(**data))


def row_of(code: str) -> PublicSubmission:
    """Return the row that a code stands for."""
    from grids.services.submissions import by_code

    found = by_code(code)
    assert found is not None
    return found
