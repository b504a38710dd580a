"""What a line of the queue says of a submission."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from grids.models import PublicSubmission
from grids.rules.submissions import SIGN_NAMES


def kind_links(part: str, chosen: str) -> list[dict[str, Any]]:
    """Return the links that narrow a part of the queue to one kind."""
    kinds = (("", _("All kinds")), *PublicSubmission.Kind.choices)
    return [
        {"label": label, "url": f"?{urlencode({'part': part, 'kind': key})}", "is_current": key == chosen}
        for key, label in kinds
    ]


def shown_text(row: PublicSubmission) -> str:
    """Return the words that a line shows; where they stand elsewhere or are gone, which of both."""
    if row.text or row.matter:
        return str(row.text) or str(row.matter)
    if row.kind == PublicSubmission.Kind.VOLUNTEER and row.state == PublicSubmission.State.TAKEN:
        return _("What was sent stands among the volunteers now.")
    if row.decline_reason == "withdrawn":
        return str(row.get_decline_reason_display())
    return _("Words deleted: retention ended")


def names_of(row: PublicSubmission) -> list[Any]:
    """Return the names of the signs that a submission bears."""
    return [SIGN_NAMES[sign] for sign in row.signs if sign in SIGN_NAMES]
