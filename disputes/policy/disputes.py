"""Who may do what to a dispute. Verbs are those that the machine's actions name.

Every reach is wrapped in ``Readable``: a restricted matter (domestic violence, minors) is open only to those who
are named in ``DisputeReader``, whatever their post.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from disputes.models import (
    Agreement,
    AgreementClause,
    Channel,
    Dispute,
    DisputePaper,
    DisputeParty,
    DisputeUnit,
    MediationSession,
    PoliceNotice,
    RedFlag,
    ReturnVisit,
)
from disputes.policy.scopes import Elsewhere, InHand, JointUnit, Keyed, Named, Readable
from disputes.policy.statistics import COUNT
from pingan.access.policy import (
    NOTHING,
    Granted,
    Own,
    OwnUnit,
    Permit,
    ScopedIds,
    register,
    register_kind,
    scope_q,
)
from pingan.access.rules import Actor, extend_duties
from pingan.matters.policy import MatterArea

AREA = Readable(MatterArea())
OWN_GRIDS = Keyed(Readable(ScopedIds("own_grids", "grid_id")))
REGISTERED = Readable(Own("created_by_id"))
OWN = Keyed(REGISTERED)
COMMITTEE = Keyed(Readable(OwnUnit("organ_id")))
IN_HAND = Readable(InHand())
JOINT = Readable(JointUnit())
GRANTED = Readable(Granted())

DUTIES = {
    "grid_worker": {
        "register", "view_own_grids", "view_own", "edit_own", "flag", "police_own", "comment_own", "granted",
    },
    "community_staff": {
        "register", "view_area", "view_elsewhere", "accept", "edit", "mediate", "flag", "police", "visit", "contact",
        "granted",
    },
    "township_desk": {
        "register", "view_area", "view_elsewhere", "accept", "triage", "edit", "mediate", "flag", "review", "police",
        "restrict", "visit", "remind", "contact", "export", "granted", "bulk",
    },
    "county_dispatcher": {
        "register", "view_area", "accept", "triage", "edit", "mediate", "flag", "review", "police", "restrict",
        "visit", "remind", "contact", "export", "granted", "named", "bulk",
    },
    "mediator": {
        "register", "view_committee", "view_in_hand", "view_own", "mediate_own", "edit_in_hand", "flag",
        "police_in_hand", "police_own", "contact_in_hand", "granted", "named",
    },
    "unit_handler": {"register", "view_own", "police_own", "assist", "granted", "named"},
    "county_government": {"view_area", "granted"},
    "body_office": {"view_area", "remind", "export", "granted"},
    "leader": {"view_area", "granted"},
    "auditor": {"view_area", "export", "granted"},
}  # fmt: skip

VIEW = (
    Permit("dispute.view_area", AREA),
    Permit("dispute.view_own_grids", OWN_GRIDS),
    Permit("dispute.view_own", OWN),
    Permit("dispute.view_committee", COMMITTEE),
    Permit("dispute.view_in_hand", IN_HAND),
    Permit("dispute.assist", JOINT),
    Permit("dispute.named", Elsewhere("dispute.view_area", (Named(),))),
    Permit("dispute.view_elsewhere", Elsewhere("dispute.view_area", (REGISTERED, Named()))),
    Permit("dispute.granted", GRANTED),
)
_MEDIATORS = (
    Permit("dispute.mediate", AREA),
    Permit("dispute.mediate_own", COMMITTEE),
    Permit("dispute.mediate_own", IN_HAND),
)

VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    "accept": (Permit("dispute.accept", AREA),),
    "triage": (Permit("dispute.triage", AREA),),
    "edit": (
        Permit("dispute.edit", AREA),
        Permit("dispute.edit_in_hand", IN_HAND),
        Permit("dispute.edit_in_hand", COMMITTEE),
        Permit("dispute.edit_own", OWN),
    ),
    "mediate": _MEDIATORS,
    "flag": (
        Permit("dispute.flag", AREA),
        Permit("dispute.flag", OWN_GRIDS),
        Permit("dispute.flag", OWN),
        Permit("dispute.flag", IN_HAND),
        Permit("dispute.flag", COMMITTEE),
    ),
    "review": (Permit("dispute.review", AREA),),
    "police": (
        Permit("dispute.police", AREA),
        Permit("dispute.police_in_hand", IN_HAND),
        Permit("dispute.police_in_hand", COMMITTEE),
        Permit("dispute.police_own", OWN),
        Permit("dispute.police_own", OWN_GRIDS),
    ),
    "restrict": (Permit("dispute.restrict", AREA),),
    "visit": (Permit("dispute.visit", AREA), *_MEDIATORS[1:]),
    "assist": (Permit("dispute.assist", JOINT),),
    "remind": (Permit("dispute.remind", AREA),),
    "comment": (
        Permit("dispute.edit", AREA),
        Permit("dispute.remind", AREA),
        Permit("dispute.comment_own", OWN),
        Permit("dispute.comment_own", OWN_GRIDS),
        Permit("dispute.assist", JOINT),
        *_MEDIATORS[1:],
    ),
    "reveal": (
        Permit("dispute.contact", AREA),
        Permit("dispute.contact_in_hand", IN_HAND),
        Permit("dispute.contact_in_hand", COMMITTEE),
    ),
    "export": (Permit("dispute.export", AREA),),
    "system": (),
    "count": COUNT,
}

_CHILD = {"view": VIEW}


def papers_of(actor: Actor) -> Q:
    """Return the condition on ``OfficialDocument``: papers of disputes whose parties the actor may see in clear."""
    if not actor.has("documents.view"):
        return NOTHING
    seen = DisputePaper.objects.filter(scope_q(DisputePaper, actor, "reveal"))
    return Q(Exists(seen.filter(document_id=OuterRef("pk"))))


def register_disputes() -> None:
    """Register permits of the dispute and of the rows that belong to one; called from ``ready()``."""
    extend_duties({role: {f"dispute.{name}" for name in names} for role, names in DUTIES.items()})
    register_kind("dispute", Dispute, VERBS)
    for model in (DisputeParty, DisputeUnit, RedFlag, PoliceNotice, Channel, ReturnVisit, DisputePaper):
        register(
            model,
            {**_CHILD, "reveal": VERBS["reveal"]} if model in {DisputeParty, DisputePaper} else _CHILD,
            at="dispute__matter__",
        )
    register(MediationSession, _CHILD, at="channel__dispute__matter__")
    register(Agreement, _CHILD, at="channel__dispute__matter__")
    register(AgreementClause, _CHILD, at="agreement__channel__dispute__matter__")
