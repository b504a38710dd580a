"""Setting up mediation committees and keeping their data (人民调解法 §7–9, 34)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.models import MediationCommittee
from disputes.models.choices import CommitteeKind
from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid, Stale
from pingan.common.text import in_plain_text, pinyin_key, plain_text
from pingan.org.models import Organ, Region
from pingan.org.queries import regions_in_force

T = TypeVar("T")
EDIT = "mediation.edit"
#: A committee with more rooms than this lists something else; our own choice.
MOST_ROOMS = 20
_LONGEST_ROOM = 60
#: From the county down (人民调解法 §7–8; 34 for townships).
HIGHEST_LEVEL = 3
_COLUMNS = {"name": 120, "chair": 60, "document_code": 20, "phone": 30}


@dataclass(frozen=True)
class CommitteeData:
    """What is known of a committee. ``document_code``: 机关代字 of its case numbers; blank: it numbers no papers."""

    name: str
    kind: str
    chair: str = ""
    rooms: tuple[str, ...] = ()
    document_code: str = ""
    phone: str = ""
    established_on: date | None = None


@transaction.atomic
def add_committee(*, actor: Actor, region_id: int, data: CommitteeData) -> MediationCommittee:
    """Add a committee of a division from the county down: the organ that holds the posts, and what mediation needs.

    Raises:
        Forbidden: this post keeps no committees there.
        Invalid: what is wrong, at each field.

    """
    region = regions_in_force().filter(pk=region_id).first()
    if region is None:
        raise Invalid({"region": _("Choose a division that is in force.")})
    if not actor.has(EDIT) or not actor.covers(region.code):
        raise Forbidden()
    data = _in_order(data)
    _check(data, region)
    organ = _named_once(
        lambda: Organ.objects.create(
            name=data.name,
            name_pinyin=pinyin_key(data.name),
            kind=Organ.Kind.MEDIATION_COMMITTEE,
            region=region,
            document_code=data.document_code,
            phone=data.phone,
            valid_from=data.established_on,
        )
    )
    committee = MediationCommittee.objects.create(
        organ=organ,
        kind=data.kind,
        chair=data.chair,
        rooms=list(data.rooms),
        established_on=data.established_on,
    )
    _write_down(actor, committee, "committee.added", list(_COLUMNS))
    return committee


@transaction.atomic
def edit_committee(
    *, actor: Actor, committee_id: int, data: CommitteeData, seen_version: int | None = None
) -> MediationCommittee:
    """Correct the data of a committee. Its division stays: posts and papers hang on it.

    Raises:
        NotFound, Forbidden: not this actor's committee.
        Stale: somebody changed it since ``seen_version``.
        Invalid: what is wrong, at each field.

    """
    fetch(MediationCommittee, actor, committee_id, "edit")
    committee = (
        MediationCommittee.objects.select_for_update(of=("self", "organ"))
        .select_related("organ__region")
        .get(pk=committee_id)
    )
    if not allows(actor, "edit", committee):
        raise Forbidden()
    if seen_version is not None and committee.version != seen_version:
        raise Stale(current=committee.version)
    data = _in_order(data)
    _check(data, committee.organ.region, own=committee)
    changed = _apply(committee, data)
    if changed:
        committee.version += 1
        committee.save()
        committee.organ.version += 1
        _named_once(committee.organ.save)
        _write_down(actor, committee, "committee.edited", changed)
    return committee


def _apply(committee: MediationCommittee, data: CommitteeData) -> list[str]:
    """Set what differs on committee and organ; return the names of the columns."""
    organ = committee.organ
    wanted: dict[Organ | MediationCommittee, dict[str, Any]] = {
        organ: {"name": data.name, "document_code": data.document_code, "phone": data.phone},
        committee: {
            "kind": data.kind,
            "chair": data.chair,
            "rooms": list(data.rooms),
            "established_on": data.established_on,
        },
    }
    changed = []
    for row, values in wanted.items():
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                changed.append(name)
    organ.name_pinyin = pinyin_key(organ.name)
    return changed


def _in_order(data: CommitteeData) -> CommitteeData:
    """Put texts and rooms in order: no control characters, no blank or double room."""
    data = in_plain_text(data)
    rooms = (" ".join(plain_text(room).split()) for room in data.rooms)
    return CommitteeData(
        name=data.name.strip(),
        kind=data.kind,
        chair=data.chair.strip(),
        rooms=tuple(dict.fromkeys(room for room in rooms if room)),
        document_code=data.document_code.strip(),
        phone=data.phone.strip(),
        established_on=data.established_on,
    )


def _check(data: CommitteeData, region: Region, own: MediationCommittee | None = None) -> None:
    problems = {**too_long(data, _COLUMNS), **_shape_problems(data)}
    if region.level < HIGHEST_LEVEL:
        problems["region"] = _("Committees stand in counties, townships and villages.")
    others = MediationCommittee.objects.exclude(pk=own.pk if own else None)
    # One case number names one case: two committees under one code would both begin with number 1.
    if data.document_code and others.filter(organ__document_code=data.document_code).exists():
        problems["document_code"] = _("Another committee numbers its cases under this code.")
    if problems:
        raise Invalid(problems)


def too_long(data: Any, lengths: Mapping[str, int]) -> dict[str, str]:
    """Return a sentence for every text that its column cannot hold."""
    return {
        name: _("At most %(length)s characters.") % {"length": length}
        for name, length in lengths.items()
        if len(getattr(data, name)) > length
    }


def _shape_problems(data: CommitteeData) -> dict[str, str]:
    problems: dict[str, str] = {}
    if len(data.rooms) > MOST_ROOMS or any(len(room) > _LONGEST_ROOM for room in data.rooms):
        problems["rooms"] = _("At most 20 rooms of at most 60 characters, one per line.")
    if not data.name:
        problems["name"] = _("This is needed.")
    if data.kind not in CommitteeKind.values:
        problems["kind"] = _("Choose one of the listed values.")
    if data.established_on is not None and data.established_on > timezone.localdate():
        problems["established_on"] = _("This lies in the future.")
    return problems


def _named_once(write: Callable[[], T]) -> T:
    """Write, and say at its field what the database refused."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        if "organ_name_once" in str(error):
            raise Invalid({"name": _("A unit of this name exists there.")}) from error
        raise


def _write_down(actor: Actor, committee: MediationCommittee, action: str, changed: list[str]) -> None:
    log(
        actor=actor,
        action=action,
        object_type="disputes.mediationcommittee",
        object_id=committee.pk,
        data={"changed": sorted(changed)},
        region_code=committee.organ.region.code,
    )
