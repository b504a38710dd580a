"""What kind of address each one of disputes is."""

from __future__ import annotations

from disputes.machine import DISPUTES
from disputes.models import (
    Agreement,
    Channel,
    Dispute,
    DisputeParty,
    MediationCommittee,
    MediationSession,
    Mediator,
)
from pingan.matters.models import SavedView
from pingan.registers.models import RegisterReport, RegisterRound
from tests.matrix.addresses import addresses
from tests.matrix.disputes import of_model
from tests.matrix.kinds import EXPORT, Asked, Duty, Kind, One, Personal, Rows

ACTIONS = (*tuple({"name": action.name} for action in DISPUTES.all_actions()), {"name": "no_such_action"})
#: Search finds all disputes of the scene by this, as it finds the incidents.
MARKED = {"q": "矩阵标记"}
JSON = Asked("json")
_EVERY_SESSION = {"state": list(MediationSession.State.values)}

API: dict[str, Kind] = {
    "api:dispute-list": Rows(
        Dispute,
        (
            JSON,
            Asked("json", MARKED),
            Asked("json", {"ordering": "next_due_at", "page_size": "5"}),
            Asked("features", {"format": "geojson"}, of="placed"),
            Asked("features", {"format": "geojson", **MARKED}, of="placed"),
        ),
    ),
    "api:dispute-count": Rows(Dispute, (Asked("count"), Asked("count", MARKED))),
    "api:dispute-detail": One(Dispute),
    "api:dispute-attachments": One(Dispute),
    "api:dispute-clocks": One(Dispute),
    "api:dispute-offered": One(Dispute),
    "api:dispute-papers": One(Dispute),
    "api:dispute-perform": One(Dispute, extras=ACTIONS, may_lack=True, every=4),
    "api:dispute-same-parties": One(Dispute),
    "api:dispute-timeline": One(Dispute),
    "api:dispute-party-list": Rows(
        DisputeParty, (Asked("json", {"dispute": of_model(Dispute)}, of="of_dispute"),)
    ),
    "api:dispute-party-detail": One(DisputeParty),
    "api:dispute-party-reveal": One(DisputeParty),
    "api:mediation-committee-list": Rows(MediationCommittee, (JSON,)),
    "api:mediation-committee-detail": One(MediationCommittee),
    "api:mediator-list": Rows(Mediator, (JSON,)),
    "api:mediator-detail": One(Mediator),
    "api:mediation-session-list": Rows(MediationSession, (Asked("json", _EVERY_SESSION),)),
    "api:mediation-session-detail": One(MediationSession),
    "api:agreement-list": Rows(Agreement, (JSON,)),
    "api:agreement-detail": One(Agreement),
    "api:referral-list": Rows(Channel, (JSON,)),
    "api:referral-detail": One(Channel),
    "api:screening-campaign-list": Rows(RegisterRound, (Asked("json", of="screenings"),)),
    "api:screening-campaign-detail": One(RegisterRound),
    **{
        f"api:screening-campaign-{verb}": One(RegisterRound)
        for verb in ("open", "add-units", "close", "cancel", "urge", "hold", "reports")
    },
    "api:screening-campaign-coverage": One(RegisterRound, may_lack=True),
    "api:screening-campaign-submit": One(RegisterReport, keys={"pk": "round_id", "report": "pk"}),
}

#: Pages that are being built; each counts from the day on which its address exists.
PAGES: dict[str, Kind] = {
    "disputes:dispute_list": Rows(
        Dispute,
        (
            Asked("links:/disputes/", {"tab": "all"}),
            Asked("links:/disputes/", {"tab": "all", **MARKED}),
        ),
    ),
    "disputes:dispute_detail": One(Dispute),
    "disputes:dispute_action": One(Dispute, extras=ACTIONS, may_lack=True, every=4),
    "disputes:dispute_reveal": One(DisputeParty, keys={"pk": "dispute_id", "party": "pk"}),
    "disputes:dispute_filters": Personal(),
    "disputes:dispute_view_save": Personal(),
    "disputes:dispute_view_delete": One(SavedView, may_lack=True),
    "disputes:dispute_list_setting": Personal(),
    "disputes:dispute_new": Duty(),
    "disputes:dispute_new_party": Duty(),
    "disputes:dispute_new_similar": Duty(),
    "disputes:dispute_bulk": Rows(
        Dispute,
        (Asked("numbers", form={"action": "remind", "everything": "1", "query": "tab=all"}, of="some"),),
    ),
    "disputes:dispute_bulk_run": Duty(),
    "disputes:dispute_export": Rows(
        Dispute,
        (
            Asked("numbers", {"tab": "all"}, EXPORT, of="dispute_export"),
            Asked("numbers", {"tab": "all", **MARKED}, EXPORT, of="dispute_export"),
        ),
        duties=("dispute.export",),
    ),
}

DECLARED: dict[str, Kind] = API | {name: kind for name, kind in PAGES.items() if name in addresses()}
