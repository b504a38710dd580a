"""What the dotted names of acts mean to an auditor. Pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: Names by act. An act that is not listed here is shown by its code.
ACTIONS: dict[str, Any] = {
    "sign_in.succeeded": _("Signed in"),
    "sign_in.failed": _("Sign-in failed"),
    "sign_in.locked_out": _("Sign-in blocked after failures"),
    "sign_out": _("Signed out"),
    "sign_out.everywhere": _("Signed out everywhere"),
    "second_factor.added": _("Second factor set up"),
    "second_factor.removed": _("Second factor removed"),
    "second_factor.renewed": _("Recovery codes renewed"),
    "second_factor.recovery_used": _("Recovery code used"),
    "password.changed": _("Password changed"),
    "password.reset": _("Password reset"),
    "account.opened": _("Account opened"),
    "account.closed": _("Account closed"),
    "account.reopened": _("Account reopened"),
    "token.created": _("API token made"),
    "token.revoked": _("API token revoked"),
    "post.granted": _("Post given"),
    "post.ended": _("Post ended"),
    "post.switched": _("Acted under another post"),
    "grant.given": _("Exceptional access given"),
    "grant.revoked": _("Exceptional access taken back"),
    "access.refused": _("Access refused"),
    "personal_data.reveal": _("Personal data revealed"),
    "export.csv": _("Exported as CSV"),
    "export.xlsx": _("Exported as Excel"),
    "export.pdf": _("File bound as PDF"),
    "audit.viewed": _("Security log read"),
    "grid.worker_assigned": _("Grid worker assigned"),
    "grid.worker_ended": _("Assignment of a grid worker ended"),
    "catalogue.saved": _("Rule or class changed"),
    "catalogue.retired": _("Rule or class ended"),
    "calendar.hours_set": _("Office hours set"),
    "calendar.day_set": _("Day of the calendar set"),
    "calendar.day_removed": _("Day of the calendar removed"),
    "calendar.year_marked": _("Year of the calendar declared final"),
    "document.downloaded": _("Official document downloaded"),
    "document.voided": _("Official document declared void"),
    "document.closed": _("Official document closed to all but those who see its matter"),
    "region.created": _("Division created"),
    "region.renamed": _("Division renamed"),
    "region.recoded": _("Division recoded"),
    "region.merged": _("Division merged"),
    "region.abolished": _("Division abolished"),
    "organ.registered": _("Unit registered"),
    "office.set": _("Office of a body set"),
    "body.established": _("Coordinating body established"),
    "body.edited": _("Coordinating body edited"),
    "body.dissolved": _("Coordinating body dissolved"),
    "group.formed": _("Special group formed"),
    "group.edited": _("Special group edited"),
    "group.closed": _("Special group closed"),
    "member.admitted": _("Member unit admitted"),
    "member.edited": _("Member unit edited"),
    "member.removed": _("Member unit removed"),
    "non_member.registered": _("Non-member unit registered"),
    "center.opened": _("Governance centre opened"),
    "center.edited": _("Governance centre edited"),
    "center.checked": _("Governance centre checked"),
    "center.closed": _("Governance centre closed"),
    "agency.admitted": _("Resident agency admitted"),
    "agency.ended": _("Resident agency left"),
    "committee.added": _("Mediation committee added"),
    "committee.edited": _("Mediation committee edited"),
    "mediator.added": _("Mediator named"),
    "mediator.edited": _("Mediator's data changed"),
    "mediator.ended": _("Service of a mediator ended"),
    "key_place.added": _("Key place watched"),
    "key_place.edited": _("Key place edited"),
    "key_place.inspected": _("Key place inspected"),
    "catalogue.opened": _("Catalogue of decisions opened"),
    "catalogue.published": _("Catalogue of decisions published"),
    "responsibility.recorded": _("Leader's responsibility recorded"),
    "responsibility.ended": _("Leader's responsibility ended"),
    "register.round_drafted": _("Order to report drafted"),
    "register.round_edited": _("Order to report changed"),
    "register.round_open": _("Order to report opened"),
    "register.round_add_units": _("Units added to an order to report"),
    "register.round_close": _("Order to report closed"),
    "register.round_cancel": _("Order to report cancelled"),
    "register.round_hold": _("Reports of an order kept beyond retention"),
    "register.words_erased": _("Words of reports erased: retention ended"),
    "register.urged": _("Units urged to report"),
    "register.report_save": _("Report saved"),
    "register.report_submit": _("Report handed in"),
    "register.report_add": _("Register entry added"),
    "register.report_settle": _("Register entry closed"),
    "register.report_renew": _("Register entry renewed"),
    "register.schedule_ordered": _("Recurring order made"),
    "register.schedule_skips": _("Recurring order: one left out"),
    "register.schedule_stopped": _("Recurring order stopped"),
    "register.report_accept": _("Report accepted"),
    "register.report_return": _("Report returned"),
    "register.finding_referred": _("Finding taken further"),
}
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
    "grid": _("Grid of an area"),
    "gridassignment": _("Assignment to a grid"),
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
}
#: Groups for the filter: a leading part of the name.
GROUPS: dict[str, Any] = {
    "sign_in": _("Signing in"),
    "second_factor": _("Second factor"),
    "password": _("Passwords"),
    "account": _("Accounts"),
    "token": _("API tokens"),
    "post": _("Posts"),
    "grant": _("Exceptional access"),
    "access": _("Refusals"),
    "personal_data": _("Personal data"),
    "export": _("Exports"),
}


def label_of(action: str) -> str:
    """Return the name of an act in the reader's language; its code where it has none."""
    return str(ACTIONS.get(action, action))


def object_kind(object_type: str) -> str:
    """Return the kind of object: the last part of its name, or of a refused address what it begins with."""
    name = object_type.rpartition(".")[2]
    address = name.rpartition(":")[2] if ":" in name else ""
    begun = [kind for kind in OBJECTS if address == kind or address.startswith(f"{kind}_")]
    return max(begun, key=len, default=name)


def object_label(object_type: str) -> str:
    """Return what an entry is about in the reader's language; empty where it is about nothing."""
    return str(OBJECTS.get(object_kind(object_type), object_type))
