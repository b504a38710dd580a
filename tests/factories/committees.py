"""Mediation committees and mediators for tests."""

from __future__ import annotations

from disputes.models import MediationCommittee, Mediator
from pingan.accounts.models import User
from pingan.common.text import pinyin_key
from pingan.org.models import Organ, Region
from tests.factories.org import LONG_AGO, given_organ


def given_committee(region: Region, name: str = "") -> MediationCommittee:
    """Return the committee of a division, with a document code of its own."""
    organ = given_organ(region, name or f"{region.name}人民调解委员会", kind=Organ.Kind.MEDIATION_COMMITTEE)
    code = region.name[:2] if not name else name[:6]
    Organ.objects.filter(pk=organ.pk).update(document_code=code)
    organ.refresh_from_db()
    kind = {4: "township", 5: "village"}.get(region.level, "trade")
    return MediationCommittee.objects.create(organ=organ, kind=kind, rooms=["调解室一", "调解室二"])


def given_mediator(committee: MediationCommittee, user: User | None = None, name: str = "") -> Mediator:
    """Return a mediator of a committee; with an account where a user is given."""
    name = name or (user.name if user else "李调解")
    return Mediator.objects.create(
        committee=committee,
        user=user,
        name=name,
        name_pinyin=pinyin_key(name),
        kind="full_time",
        active_from=LONG_AGO,
    )
