"""Which columns of which tables a seeded dispute fills, in the order of COPY."""

from __future__ import annotations

from typing import Final

from pingan.demo.books import BOOKS, MATTER, Columns

TABLES: Final[Columns] = {
    "matters_matter": (*MATTER, "is_restricted"),
    "disputes_dispute": (
        "matter_id", "type_id", "source", "external_number", "occurred_on", "place_text", "amount",
        "people_involved", "scale", "is_cross_region", "level", "level_computed", "level_reasons",
        "level_override_reason", "restriction", "charge_taken_by", "case_number", "failed_mediations",
        "petition_count", "repeats", "reopened_count", "resume_state", "reject_reason", "outcome", "resolved_at",
        "rights_told_at", "prevented_crime", "prevented_group_petition",
    ),
    "disputes_casenumber": ("dispute_id", "committee_id", "number", "taken_at"),
    "disputes_disputereader": ("dispute_id", "user_id", "reason", "named_by_id", "named_at"),
    "disputes_disputeparty": (
        "id", "dispute_id", "kind", "side", "position", "name", "phone", "identity_number", "identity_key",
        "contact_key", "is_identity_seen", "is_minor", "refused_at", "chose_mediator", "added_by_id", "added_at",
    ),
    "disputes_redflag": (
        "dispute_id", "code", "note", "raised_by_id", "raised_at", "review", "review_reason", "reviewed_by_id",
        "reviewed_at", "notice_id",
    ),
    "disputes_policenotice": ("id", "dispute_id", "station", "channel", "told_at", "receipt", "told_by_id"),
    "disputes_channel": (
        "id", "dispute_id", "kind", "state", "committee_id", "mediator_id", "receiver", "is_at_request", "opened_at",
        "accepted_on", "number_there", "result", "result_text", "decided_on", "ended_at", "opened_by_id",
    ),
    "disputes_mediationsession": (
        "id", "channel_id", "state", "starts_at", "ends_at", "committee_id", "room", "place_text", "is_joint",
        "record", "reason", "planned_by_id",
    ),
    "disputes_sessionmediator": ("session_id", "mediator_id", "starts_at", "ends_at", "is_live"),
    "disputes_attendance": ("session_id", "party_id", "invited_at", "has_attended"),
    "disputes_agreement": ("id", "channel_id", "form", "facts", "reached_on", "effective_at"),
    "disputes_agreementsignature": ("agreement_id", "party_id", "method", "signed_at", "recorded_by_id"),
    "disputes_agreementclause": (
        "agreement_id", "position", "text", "amount", "term", "due_on", "state", "settled_at", "note",
    ),
    "disputes_returnvisit": (
        "dispute_id", "visited_on", "performance", "satisfaction", "went_to_court", "has_latent_risk", "note",
        "made_by_id", "made_at",
    ),
    **BOOKS,
}  # fmt: skip
