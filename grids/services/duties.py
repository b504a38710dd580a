"""Publishing the county's list of duties and matters (Article 15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import DutyItem, DutyList, MatterListItem, WorkType
from grids.queries.categories import category_parents
from pingan.access.rules import Actor
from pingan.access.services.versions import open_version
from pingan.common.errors import Forbidden, Invalid
from pingan.org.models import Region, RegionLevel


@dataclass(frozen=True)
class DutyLine:
    """One duty of a grid worker."""

    work_type: str
    text: str


@dataclass(frozen=True)
class MatterLine:
    """One matter that a grid handles."""

    category_code: str
    text: str
    may_self_resolve: bool = False


@dataclass(frozen=True)
class DutyListInput:
    """A county's list as a whole; the next publication replaces it as a whole."""

    region_id: int
    title: str
    document: str
    duties: Sequence[DutyLine]
    matters: Sequence[MatterLine] = ()
    effective_from: date | None = None


def _errors(data: DutyListInput) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not 0 < len(data.title.strip()) <= 120:
        errors["title"] = _("Give a title of at most 120 characters.")
    if not 0 < len(data.document.strip()) <= 200:
        errors["document"] = _("Cite the decision document.")
    missing = [
        label for code, label in WorkType.choices if code not in {line.work_type for line in data.duties}
    ]
    if missing:
        errors["duties"] = _("Article 15 names five kinds of work. Missing: %(missing)s") % {
            "missing": _(", ").join(map(str, missing))
        }
    texts = [line.text for line in data.duties] + [line.text for line in data.matters]
    if any(not 0 < len(text.strip()) <= 300 for text in texts):
        errors["duties"] = _("Give every line a text of at most 300 characters.")
    known = category_parents()
    if any(line.category_code not in known for line in data.matters):
        errors["matters"] = _("Choose one of the listed values.")
    return errors


@transaction.atomic
def publish_duty_list(*, actor: Actor, data: DutyListInput, reason: str) -> DutyList:
    """Publish a county's list from a day on (default: today); the one before ends and stays readable.

    Raises:
        Forbidden: not this actor's county.
        Invalid: not a county, no document, one of the five kinds of work missing, an unknown class.
        Conflict: see ``open_version``.

    """
    region = Region.objects.filter(pk=data.region_id, valid_to=None).first()
    if region is None or region.level != RegionLevel.COUNTY:
        raise Invalid({"region": _("The county publishes the list.")})
    if not (actor.has("grids.manage") and actor.covers(region.code)):
        raise Forbidden()
    errors = _errors(data)
    if errors:
        raise Invalid(errors)
    row = DutyList(
        region=region,
        title=data.title.strip(),
        document=data.document.strip(),
        effective_from=data.effective_from or timezone.localdate(),
    )
    stored = open_version(actor=actor, row=row, key=("region",), reason=reason)
    if stored is not row:
        # Same title and document, perhaps other lines: one publication is one document.
        sentence = _("This list is already published. A changed list cites its own document.")
        raise Invalid({"document": sentence})
    DutyItem.objects.bulk_create(
        DutyItem(duty_list=row, work_type=line.work_type, text=line.text.strip(), order=place)
        for place, line in enumerate(data.duties)
    )
    MatterListItem.objects.bulk_create(
        MatterListItem(
            duty_list=row,
            category_code=line.category_code,
            text=line.text.strip(),
            may_self_resolve=line.may_self_resolve,
            order=place,
        )
        for place, line in enumerate(data.matters)
    )
    return row
