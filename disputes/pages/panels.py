"""Parts of a dispute's page in the words and shapes that its components take."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from disputes.machine.paper_words import moment_text
from disputes.models import DisputePaper, DisputeParty
from disputes.models.choices import Level
from disputes.models.parties import shown_label
from disputes.queries.dossiers import Dossier
from disputes.queries.mediators import bears_a_name, names_of_parties
from disputes.rules.flags import owes_police
from disputes.rules.levels import shown_reasons
from disputes.rules.states import STATES
from grids.rules.incidents import masked_name, masked_phone

STEPS = ("registered", "accepted", "mediating", "agreed", "performing", "resolved", "closed")
#: Where a state beside the straight way stands on it.
_STANDS_AT = {
    "unresolved": "mediating",
    "referred": "mediating",
    "rejected": "accepted",
    "merged": "accepted",
}
#: What can still follow on a way that left the straight one; on the straight one everything can.
_LEFT_FOR = {
    "unresolved": {"closed"},
    "referred": {"resolved", "closed"},
    "rejected": frozenset[str](),
    "merged": frozenset[str](),
}
CRITERIA = {
    "people": gettext_lazy("people involved"),
    "amount": gettext_lazy("amount in yuan"),
    "duration": gettext_lazy("days since it began"),
    "failed": gettext_lazy("failed mediations"),
    "violence": gettext_lazy("a sign of violence"),
    "cross_region": gettext_lazy("reaches beyond the area"),
    "repeats": gettext_lazy("times in the window, same parties and type"),
}


def steps(state: str, passed: Collection[str]) -> list[dict[str, Any]]:
    """Return how far a dispute has come, and what can follow.

    Steps that its way left out (settled at once, decided elsewhere), or that a failed one does not lead to, are not shown.

    ``passed``: the states that its timeline led to.
    """
    place = STEPS.index(_STANDS_AT.get(state, state))
    shown = []
    for index, step in enumerate(STEPS):
        if 0 < index < place and step not in passed:
            continue
        if index > place and step not in _LEFT_FOR.get(state, STEPS):
            continue
        mark = "done" if index < place or state == "closed" else ""
        label = STATES[step]
        if index == place and state != "closed":
            mark, label = ("current" if state in STEPS else "broken"), STATES[state]
        shown.append({"label": label, "state": mark})
    return shown


def level(dossier: Dossier) -> dict[str, Any]:
    """Return the level with the criterion, value, threshold and source of every reason that the reader is told."""
    dispute = dossier.dispute
    names = dict(Level.choices)
    return {
        "label": dispute.get_level_display(),
        "tone": {"larger": "outline", "major": "yellow"}.get(dispute.level, "grey"),
        "by_hand": dispute.level_override_reason,
        "computed": names.get(dispute.level_computed, ""),
        "tells_repeats": dossier.may_reveal,
        "reasons": [
            {
                "criterion": CRITERIA.get(str(reason.get("criterion")), reason.get("criterion")),
                "value": _plain(reason.get("value")),
                "level": names.get(reason.get("level"), reason.get("level")),
                "threshold": _plain(reason.get("threshold")),
                "source": reason.get("source", ""),
                "version": str(reason.get("version", "")).rpartition(".")[2],
            }
            for reason in shown_reasons(dispute.level_reasons, tells_repeats=dossier.may_reveal)
        ],
    }


def _plain(number: Any) -> str:
    """Return a number without the zeros that its column adds, its thousands apart: 1, not 1.0000; 300,000."""
    return f"{Decimal(str(number)).normalize():,f}" if number else ""


def parties(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the parties by role with masked particulars; ``url`` reveals one of them, for a reason."""
    is_deleted = dossier.dispute.contacts_deleted_at is not None
    return [
        {
            "id": f"party-{party.pk}",
            "label": party.shown_label,
            "kind": party.get_kind_display(),
            "masked": _masked(party),
            "is_deleted": is_deleted,
            "has_number": bool(party.identity_key),
            "is_identity_seen": party.is_identity_seen,
            "represents": party.represents.shown_label if party.represents else "",
            "refused_at": party.refused_at,
            "left_at": party.left_at,
            "is_minor": party.is_minor,
            "chose_mediator": party.chose_mediator,
            "url": reverse("disputes:dispute_reveal", args=[dossier.dispute.pk, party.pk])
            if dossier.may_reveal and not is_deleted
            else "",
        }
        for party in dossier.parties
    ]


def _masked(party: DisputeParty) -> str:
    return " ".join(part for part in (masked_name(party.name), masked_phone(party.phone or "")) if part)


def flags(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the signs with the state of their review."""
    return [
        {
            "label": flag.get_code_display(),
            "owes_police": owes_police(flag),
            "note": flag.note or "",
            "raised_at": flag.raised_at,
            "raised_by": flag.raised_by.name if flag.raised_by else "",
            "review": flag.get_review_display(),
            "review_reason": flag.review_reason or "",
            "reviewed_at": flag.reviewed_at,
            "reviewed_by": flag.reviewed_by.name if flag.reviewed_by else "",
            "tone": "yellow"
            if flag.reviewed_at is None
            else "grey"
            if flag.review == "unfounded"
            else "green",
        }
        for flag in dossier.flags
    ]


def former_numbers(dossier: Dossier) -> list[str]:
    """Return the case numbers of earlier committees that papers of the file bear."""
    numbers = dict.fromkeys(paper.document.case_number for paper in dossier.papers)
    return [number for number in numbers if number not in {"", dossier.dispute.case_number}]


def papers(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the papers of the file; only who may see the parties is led to their pages."""
    return [
        {
            "number": paper.document.number,
            "title": paper.document.title,
            "about": _about(paper, {moment_text(row.starts_at): row.starts_at for row in dossier.sessions}),
            "at": paper.made_at,
            "is_void": paper.document.voided_at is not None,
            "url": reverse("console:document_detail", args=[paper.document_id])
            if paper.document_id in dossier.readable
            else "",
        }
        for paper in dossier.papers
    ]


def conflicted(dossier: Dossier) -> str:
    """Return the leading mediator who bears a party's name, for who may see the parties; blank: nobody does."""
    if not dossier.may_reveal:
        return ""
    names = names_of_parties(dossier.parties)
    leading = [one.mediator for one in dossier.channels if one.state == "open" and one.mediator is not None]
    return next((mediator.name for mediator in leading if bears_a_name(mediator, names)), "")


def _about(paper: DisputePaper, moments: Mapping[str, datetime]) -> list[Any]:
    """Return what tells papers of one title apart: the role of the party that it goes to, and the session's moment."""
    if not paper.document.snapshot:
        return []
    values = json.loads(paper.document.snapshot)
    goes_to = str(values.get("parties", "")).partition("：")[0] if paper.kind == "session_invitation" else ""
    moment = values.get("session_at", "")
    return [one for one in (shown_label(goes_to) if goes_to else "", moments.get(moment, moment)) if one]


def file_url(dossier: Dossier) -> str:
    """Return the address of the whole file as one PDF; blank: it is empty, or it names the parties to nobody here."""
    is_filled = any(paper.document.voided_at is None for paper in dossier.papers) or any(
        row.file.deleted_at is None for row in dossier.files
    )
    return (
        reverse("disputes:dispute_file", args=[dossier.dispute.pk])
        if dossier.may_reveal and is_filled
        else ""
    )


def geojson(dossier: Dossier, tone: str) -> dict[str, Any]:
    """Return the grid's boundary and the point; nothing of a restricted matter stands on a map."""
    matter = dossier.matter
    features: list[dict[str, Any]] = []
    if matter.is_restricted or matter.longitude is None:
        return {"type": "FeatureCollection", "features": features}
    if matter.grid is not None and matter.grid.boundary:
        properties = {"label": matter.grid.name, "is_current": True}
        features.append({"type": "Feature", "properties": properties, "geometry": matter.grid.boundary})
    point = {"type": "Point", "coordinates": [matter.longitude, matter.latitude]}
    marks = {"label": matter.title, "tone": tone or "grey"}
    features.append({"type": "Feature", "properties": marks, "geometry": point})
    return {"type": "FeatureCollection", "features": features}


def same_parties(dossier: Dossier) -> list[dict[str, Any]]:
    """Return possible earlier disputes of a party, and what matched; the desk decides whether they are the same."""
    words = {
        "identity": pgettext_lazy("match", "same number"),
        "contact": pgettext_lazy("match", "same name and phone"),
    }
    return [
        {
            "number": found.dispute.matter.number,
            "title": found.dispute.matter.title,
            "opened_at": found.dispute.matter.opened_at,
            "state": STATES[found.dispute.matter.state],
            "matched": _(", ").join(str(words[one]) for one in found.matched),
            "url": reverse("disputes:dispute_detail", args=[found.dispute.pk]),
        }
        for found in dossier.same
    ]
