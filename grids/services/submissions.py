"""Taking in what comes by a public door: the code, the signs, the files, and who hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grids.models import Grid, PublicSubmission, ServiceKind
from grids.queries.desks import desks_of
from grids.queries.grids import grid_at
from grids.rules.incidents import LONGEST_TEXT, phone_problems
from grids.rules.points import point_problems
from grids.rules.submissions import (
    LENGTH,
    LETTERS,
    FloodFacts,
    code_from,
    compared,
    harmless,
    plain_code,
    signs_of,
)
from pingan.access.rules import public_actor
from pingan.common import crypto
from pingan.common.errors import Invalid
from pingan.common.text import in_plain_text, storable_text
from pingan.files.services import claim_files
from pingan.matters.services.opening import next_number
from pingan.notify.services import notify
from pingan.org.models import Region
from pingan.org.queries import region_by_code

#: 公众提交
PREFIX = "GZ"
CAME_IN = gettext_noop("%(number)s came in by the public page: %(place)s")
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True)
class NewSubmission:
    """What one form of a public door says. ``region`` is the code of the township, or of the county where it is unknown."""

    region: str
    text: str
    kind: str = PublicSubmission.Kind.REPORT
    place_text: str = ""
    longitude: float | None = None
    latitude: float | None = None
    name: str = ""
    phone: str = ""
    other_party: str = ""
    files: tuple[int, ...] = ()
    services: tuple[str, ...] = ()
    """Of an application to volunteer: the kinds of activity; sending it is agreeing that they are kept."""


@dataclass(frozen=True)
class Sent:
    """What the sender is given: the row, and the code that nobody can look up again."""

    submission: PublicSubmission
    code: str


def code_of_form(nonce: str) -> str:
    """Return the code that belongs to a form: the same one when its answer was lost and it is sent again."""
    return code_from(int(crypto.blind_index(nonce, scope="public_code"), 16) % len(LETTERS) ** LENGTH)


def digest_of(code: str) -> str:
    """Return the keyed digest that is all the house keeps of a code."""
    return crypto.blind_index(code, scope="public_submission")


def by_code(typed: str) -> PublicSubmission | None:
    """Return what a code stands for; None: nothing, or it is none."""
    code = plain_code(typed)
    rows = PublicSubmission.objects.select_related("region", "matter", "matter__organ")
    return rows.filter(code_digest=digest_of(code)).first() if code else None


def submit(*, nonce: str, line: str, data: NewSubmission) -> Sent:
    """Keep what was sent, apart from everything else, and return its code. The same form sent again gives the same.

    ``line`` is a keyed digest of where it came from. Files are those that this request stored.

    Raises:
        Invalid: what is wrong, at each field; under "" that the form was sent already with other words.

    """
    data = _cleaned(data)
    region = _checked(data)
    code = code_of_form(nonce)
    # Whoever wishes to help says what others say: of an application to volunteer the same person makes it the same.
    person = f"\0{data.phone}" if data.kind == PublicSubmission.Kind.VOLUNTEER else ""
    digest = crypto.blind_index(f"{compared(data.text)}\0{data.region}{person}", scope="public_text")
    if (there := _sent_before(code, digest)) is not None:
        return there
    try:
        with transaction.atomic():
            return Sent(_keep(data, region, code, digest, line), code)
    except IntegrityError:
        # Two taps at one moment: the database let one of them through.
        if (there := _sent_before(code, digest)) is not None:
            return there
        raise


def _sent_before(code: str, digest: str) -> Sent | None:
    found = PublicSubmission.objects.filter(code_digest=digest_of(code)).first()
    if found is None or found.text_digest == digest:
        return None if found is None else Sent(found, code)
    sent = _("This form was sent already, as %(number)s. To tell something else, send it once more.")
    raise Invalid({"": sent % {"number": found.number}})


def _cleaned(data: NewSubmission) -> NewSubmission:
    kept: dict[str, Any] = {
        name: harmless(storable_text(getattr(data, name))).strip()
        for name in ("text", "place_text", "name", "phone", "other_party")
    }
    return in_plain_text(replace(data, **kept))


def _checked(data: NewSubmission) -> Region:
    problems: dict[str, str] = {}
    if not data.text:
        problems["text"] = _("Say what it is about.")
    elif len(data.text) > LONGEST_TEXT:
        problems["text"] = _("The text is too long: at most 5000 characters.")
    for field, found in (
        ("phone", phone_problems(data.phone)),
        ("place_text", point_problems(data.longitude, data.latitude)),
    ):
        problems |= dict.fromkeys([field] if found else [], " ".join(_(words) for words in found.values()))
    region = region_by_code(data.region)
    if region is None or region.level < 3:
        problems["region"] = _("Choose the township, or the county.")
    if data.kind == PublicSubmission.Kind.VOLUNTEER:
        problems |= _volunteer_problems(data)
    if problems or region is None:
        raise Invalid(problems)
    return region


def _volunteer_problems(data: NewSubmission) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not data.services or not set(data.services) <= set(ServiceKind.values):
        problems["services"] = _("Choose at least one kind of activity.")
    for field in ("name", "phone"):
        if not getattr(data, field):
            problems[field] = _("Without it nobody can tell you when and where.")
    return problems


def _keep(data: NewSubmission, region: Region, code: str, digest: str, line: str) -> PublicSubmission:
    now = timezone.now()
    before = PublicSubmission.objects.all()
    signs = signs_of(
        FloodFacts(
            text=data.text,
            place_text=data.place_text,
            same_text=before.filter(text_digest=digest, sent_at__gt=now - _DAY).count(),
            same_line=before.filter(line_digest=line, sent_at__gt=now - _HOUR).count() if line else 0,
        )
    )
    grid = _grid_of(data)
    # A point says where it is; what was chosen beside it may be a slip of the finger.
    place = grid.region if grid else region
    row = PublicSubmission.objects.create(
        number=next_number(PREFIX, place.code, now),
        kind=data.kind,
        code_digest=digest_of(code),
        sent_at=now,
        region=place,
        region_code=place.code,
        grid=grid,
        longitude=data.longitude,
        latitude=data.latitude,
        text=data.text,
        place_text=data.place_text or None,
        reporter_name=data.name or None,
        reporter_phone=data.phone or None,
        other_party=data.other_party or None,
        services=list(data.services),
        consented_at=now if data.kind == PublicSubmission.Kind.VOLUNTEER else None,
        signs=signs,
        is_set_aside=bool(signs),
        text_digest=digest,
        line_digest=line,
    )
    _link(row, data.files)
    if not signs:
        tell_desk(row, CAME_IN, "sent")
    return row


def _grid_of(data: NewSubmission) -> Grid | None:
    if data.longitude is None or data.latitude is None:
        return None
    return grid_at(data.longitude, data.latitude)


def _link(row: PublicSubmission, files: Sequence[int]) -> None:
    if files:
        row.files.set(claim_files(actor=public_actor(), file_ids=files))


def tell_desk(row: PublicSubmission, title: str, occasion: str) -> None:
    """Put a notice before the desk of the place; where a township has none in post, before the county's."""
    notify(
        recipients=next(desks_of(row.region_code), ()),
        key=f"submission:{row.pk}:{occasion}",
        title=title,
        params={"number": row.number, "place": row.region.name},
        url=f"/submissions/{row.pk}/",
        kind=f"submission.{occasion}",
    )
