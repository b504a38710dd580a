"""What an entry of the log is about, by the kind of its object. Pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: What an entry is about, by the last part of its kind. A kind that is not listed is shown by its code.
OBJECTS: dict[str, Any] = {
    "user": _("Account"),
    "api_token": _("API token"),
    "post": _("Post"),
    "matter": _("Matter"),
    "incident": _("Incident"),
    "incidents": _("Incidents"),
    "dispute": _("Dispute"),
    "case_file": _("Case file"),
    "partner": _("Partner system"),
    "catalogueentry": _("Permission to exchange data"),
    "credential": _("Client of a partner"),
    "subscription": _("Address that is told"),
    "delivery": _("Event on its way"),
    "grid": _("Grid of an area"),
    "grids": _("Grids of an area"),
    "grids-json": _("Grids of an area"),
    "wallscreen": _("Wall screen"),
    "grids-zip": _("Grids of an area"),
    "grids-xlsx": _("Grids of an area"),
    "grid-workers": _("Workers of grids"),
    "faults:grids": _("Faults of a file of grids"),
    "faults:grid-workers": _("Faults of a file of grid workers"),
    "gridassignment": _("Assignment to a grid"),
    "patrol": _("Patrol"),
    "patrolplan": _("Patrol plan"),
    "incidentcategory": _("Incident class"),
    "timelimit": _("Time limit"),
    "routingrule": _("Default unit"),
    "workflownumber": _("Number of the workflow"),
    "dutylist": _("Duty list"),
    "calendars": _("Working calendar"),
    "officehours": _("Office hours"),
    "officialdocument": _("Official document"),
    "documenttemplate": _("Document template"),
    "region": _("Division"),
    "organ": _("Unit of the organisation"),
    "coordinatingbody": _("Coordinating body"),
    "coordinatingoffice": _("Office of a body"),
    "specialgroup": _("Special group"),
    "memberunit": _("Member unit"),
    "nonmemberunit": _("Non-member unit"),
    "governancecenter": _("Governance centre"),
    "centerchecklistitem": _("Checklist line"),
    "residentagency": _("Resident agency"),
    "mediationcommittee": _("Mediation committee"),
    "mediator": _("Mediator"),
    "keyplace": _("Key place"),
    "decision_catalogue": _("Catalogue of decisions"),
    "dispute_register": _("Register of disputes"),
    "dispute_statistics": _("Statistics of disputes"),
    "leaderresponsibility": _("Leader's responsibility"),
    "registerdefinition": _("Definition of a register"),
    "registerround": _("Order to report"),
    "roundschedule": _("Order that repeats"),
    "registerreport": _("Report of a unit"),
    "registerfinding": _("Finding of a screening"),
    "assessmentscheme": _("Scheme of assessment"),
    "commendation": _("Commendation"),
    "survey": _("Public survey"),
    "brief": _("Brief on the situation"),
    "target_letter": _("Target letter"),
    "publicsubmission": _("Submission of the public"),
    "volunteer": _("Volunteer"),
}


def object_kind(object_type: str) -> str:
    """Return the kind of object: the last part of its name, or of a refused address what it begins with."""
    name = object_type.rpartition(".")[2]
    address = name.rpartition(":")[2] if ":" in name else ""
    begun = [kind for kind in OBJECTS if address == kind or address.startswith(f"{kind}_")]
    return max(begun, key=len, default=name)


def object_label(object_type: str) -> str:
    """Return what an entry is about in the reader's language; empty where it is about nothing."""
    return str(OBJECTS.get(object_kind(object_type), object_type))
