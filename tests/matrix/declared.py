"""What kind of address each one is (``kinds``). A new address must be entered here; the test says so."""

from __future__ import annotations

from disputes.models import Dispute, MediationCommittee, Mediator
from grids.machine import INCIDENTS
from grids.models import (
    Grid,
    GridAssignment,
    Incident,
    IncidentCategory,
    RoutingRule,
    TimeLimit,
    WorkflowNumber,
)
from pingan.access.models import Grant
from pingan.accounts.models import ApiToken, User
from pingan.audit.models import AuditEntry
from pingan.documents.models import DocumentTemplate, OfficialDocument, ServiceReceipt
from pingan.files.models import StoredFile
from pingan.matters.models import SavedView
from pingan.notify.models import Notice
from pingan.org.models import (
    CoordinatingBody,
    GovernanceCenter,
    LeaderResponsibility,
    MemberUnit,
    Post,
    Region,
    ResidentAgency,
    SpecialGroup,
)
from pingan.web.models import ExportJob
from tests.matrix.kinds import Account, Asked, Duty, Kind, One, Open, Personal, Rows
from tests.matrix.scene import MARK

ACTIONS = tuple({"name": name} for name in (*INCIDENTS.actions, "no_such_action"))
JSON = Asked("json")
_MARKED = {"q": MARK}
_AUDIT = ("audit.read", "audit.read_all")

DECLARED: dict[str, Kind] = {
    "healthz": Open(),
    "readyz": Open(),
    "set_language": Open(),
    "schema": Open(),
    "docs": Open(),
    "api:token": Account(is_public=True),
    "account_login": Account(is_public=True),
    "account_logout": Account(),
    "account_reauthenticate": Account(),
    "account_change_password": Account(),
    "mfa_index": Account(),
    "mfa_authenticate": Account(is_public=True),
    "mfa_reauthenticate": Account(),
    "mfa_activate_totp": Account(),
    "mfa_deactivate_totp": Account(),
    "mfa_view_recovery_codes": Account(),
    "mfa_generate_recovery_codes": Account(),
    "mfa_download_recovery_codes": Account(),
    # --- API
    "api:region-list": Rows(Region, (JSON,)),
    "api:region-detail": One(Region),
    "api:body-list": Rows(CoordinatingBody, (JSON,)),
    "api:body-detail": One(CoordinatingBody),
    "api:member-unit-list": Rows(MemberUnit, (JSON,)),
    "api:member-unit-detail": One(MemberUnit),
    "api:member-unit-remove": One(MemberUnit),
    "api:governance-center-list": Rows(GovernanceCenter, (JSON,)),
    "api:governance-center-detail": One(GovernanceCenter),
    "api:governance-center-checks": One(GovernanceCenter),
    "api:attachment-list": Rows(StoredFile, (JSON,)),
    "api:attachment-detail": One(StoredFile),
    "api:attachment-content": One(StoredFile),
    "api:attachment-thumbnail": One(StoredFile),
    "api:notification-list": Rows(Notice, (JSON,)),
    "api:notification-detail": One(Notice),
    "api:notification-read": One(Notice),
    "api:notification-read-all": Personal(),
    "api:grid-list": Rows(Grid, (JSON, Asked("features", {"format": "geojson"}))),
    "api:grid-detail": One(Grid),
    "api:grid-at": Personal(),
    "api:grid-worker-list": Rows(GridAssignment, (JSON,)),
    "api:grid-worker-detail": One(GridAssignment),
    "api:grid-worker-end": One(GridAssignment),
    "api:incident-category-list": Rows(IncidentCategory, (JSON,)),
    "api:incident-category-detail": One(IncidentCategory),
    "api:incident-list": Rows(
        Incident,
        (
            JSON,
            Asked("json", _MARKED),
            Asked("json", {"ordering": "next_due_at", "page_size": "5"}),
            Asked("features", {"format": "geojson"}, of="placed"),
            Asked("features", {"format": "geojson", **_MARKED}, of="placed"),
        ),
    ),
    "api:incident-count": Rows(Incident, (Asked("count"), Asked("count", _MARKED))),
    "api:incident-detail": One(Incident),
    "api:incident-attachments": One(Incident),
    "api:incident-clocks": One(Incident),
    "api:incident-contact": One(Incident),
    "api:incident-duplicates": One(Incident),
    "api:incident-offered": One(Incident),
    "api:incident-perform": One(Incident, extras=ACTIONS, may_lack=True),
    "api:incident-timeline": One(Incident),
    # --- official documents
    "console:document_list": Rows(
        OfficialDocument,
        (
            Asked("links:/documents/", {"tab": "issued"}, of="issued"),
            Asked("links:/documents/", {"tab": "served"}, of="served"),
        ),
    ),
    "console:document_detail": One(OfficialDocument),
    "console:document_pdf": One(OfficialDocument),
    "console:document_docx": One(OfficialDocument),
    "console:document_void": One(OfficialDocument),
    "console:receipt_acknowledge": One(ServiceReceipt),
    "console:document_templates": Rows(DocumentTemplate, (Asked("codes:/documents/templates/"),)),
    "console:document_template": One(DocumentTemplate, key="code"),
    # --- files and exports
    "web:my_exports": Rows(ExportJob, (Asked("links:/exports/"),)),
    "web:export_job": One(ExportJob),
    "web:export_download": One(ExportJob),
    "web:file_content": One(StoredFile),
    "web:file_thumbnail": One(StoredFile),
    # --- the kernel's pages
    "console:home": Personal(),
    "console:inbox": Rows(Notice, (Asked("links:/inbox/", {"show": "all"}),)),
    "console:inbox_read_all": Personal(),
    "console:notice_open": One(Notice),
    "console:my_account": Personal(),
    "console:switch_post": Personal(),
    "console:tokens": Rows(ApiToken, (Asked("links:/me/tokens/"),)),
    "console:token_revoke": One(ApiToken),
    "console:sign_out_everywhere": Personal(),
    "console:account_list": Duty(),
    "console:account_new": Duty(),
    "console:account_detail": One(User),
    "console:account_act": One(User, extras=({"verb": "close"}, {"verb": "nonsense"}), may_lack=True),
    "console:people_list": Duty(),
    "console:person_posts": One(User),
    "console:second_factor_remove": One(User),
    "console:post_end": One(Post),
    "console:grant_list": Duty(),
    "console:grant_revoke": One(Grant),
    "console:audit_log": Rows(AuditEntry, (Asked("links:/audit/"),), duties=_AUDIT),
    "console:audit_entry": One(AuditEntry, duties=_AUDIT),
    "console:organisation": Duty(),
    "console:region_detail": One(Region),
    "console:region_branch": One(Region),
    "console:region_change": One(Region),
    "console:organ_new": One(Region),
    "console:body_new": One(Region),
    "console:center_new": One(Region),
    "console:body_detail": One(CoordinatingBody),
    "console:body_office": One(CoordinatingBody),
    "console:group_new": One(CoordinatingBody),
    "console:member_admit": One(CoordinatingBody),
    "console:group_close": One(SpecialGroup),
    "console:member_remove": One(MemberUnit),
    "console:center_detail": One(GovernanceCenter),
    "console:center_edit": One(GovernanceCenter),
    "console:center_check": One(
        GovernanceCenter, extras=({"code": "has_premises"}, {"code": "nonsense"}), may_lack=True
    ),
    "console:agency_admit": One(GovernanceCenter),
    "console:agency_end": One(ResidentAgency),
    "console:responsibility_register": Duty(),
    "console:responsibility_new": Duty(),
    "console:responsibility_end": One(LeaderResponsibility),
    # --- incidents
    "grids:incident_list": Rows(
        Incident,
        (
            Asked("links:/incidents/", {"tab": "all"}),
            Asked("links:/incidents/", {"tab": "all", **_MARKED}),
        ),
    ),
    "grids:incident_filters": Personal(),
    "grids:incident_view_save": Personal(),
    "grids:incident_view_delete": One(SavedView),
    "grids:incident_list_setting": Personal(),
    "grids:incident_bulk": Rows(
        Incident,
        (Asked("numbers", form={"action": "remind", "everything": "1", "query": "tab=all"}, of="some"),),
    ),
    "grids:incident_bulk_run": Duty(),
    "grids:incident_export": Rows(
        Incident,
        (
            Asked(
                "numbers", {"tab": "all"}, {"format": "csv", "columns": "all", "purpose": "核对"}, of="export"
            ),
            Asked(
                "numbers",
                {"tab": "all", **_MARKED},
                {"format": "csv", "columns": "all", "purpose": "核对"},
                of="export",
            ),
        ),
        duties=("incident.export",),
    ),
    "grids:incident_detail": One(Incident),
    "grids:incident_duplicates": One(Incident),
    "grids:incident_reveal": One(Incident),
    "grids:incident_action": One(Incident, extras=ACTIONS, may_lack=True),
    "grids:my_reports": Duty(),
    "grids:report": Duty(),
    "grids:report_emergency": Duty(),
    "grids:report_similar": Duty(),
    "grids:report_join": One(Incident),
    "grids:report_sent": One(Incident),
    "grids:overview": Duty(),
    # --- grids, catalogue, calendar
    "grids:grid_list": Rows(Grid, (Asked("links:/grids/", {"q": "第一网格"}),)),
    "grids:grid_new": Duty(),
    "grids:grid_detail": One(Grid),
    "grids:grid_edit": One(Grid),
    "grids:grid_retire": One(Grid),
    "grids:grid_assign": One(Grid),
    "grids:assignment_end": One(GridAssignment),
    "grids:category_list": Duty(),
    "grids:category_detail": One(IncidentCategory, key="code"),
    "grids:category_add": One(IncidentCategory, key="code"),
    "grids:category_edit": One(IncidentCategory, key="code"),
    "grids:category_retire": One(IncidentCategory, key="code"),
    "grids:duty_list": Duty(),
    "grids:duty_publish": One(Region, key="code"),
    "grids:limit_list": Duty(),
    "grids:limit_new": Duty(),
    "grids:limit_detail": One(TimeLimit),
    "grids:number_list": Duty(),
    "grids:number_detail": One(WorkflowNumber),
    "grids:number_edit": One(WorkflowNumber),
    "grids:route_list": Duty(),
    "grids:route_new": Duty(),
    "grids:route_detail": One(RoutingRule),
    "grids:route_retire": One(RoutingRule),
    "console:calendar": Duty(),
    "console:calendar_year": Duty(kwargs={"year": 2026}),
    "console:calendar_day": Duty(kwargs={"year": 2026}),
    "console:calendar_state": Duty(kwargs={"year": 2026}),
    "console:calendar_hours": Duty(),
    # --- mediation: committees, mediators, week; register, statistics and file of disputes
    "disputes:committee_list": Rows(
        MediationCommittee, (Asked("links:/mediation/committees/", {"region": "360000000000"}),)
    ),
    "disputes:committee_new": Duty(),
    "disputes:committee_detail": One(MediationCommittee),
    "disputes:committee_edit": One(MediationCommittee),
    "disputes:mediator_list": Rows(
        Mediator, (Asked("links:/mediation/mediators/", {"region": "360000000000"}),)
    ),
    "disputes:mediator_new": One(MediationCommittee),
    "disputes:mediator_detail": One(Mediator),
    "disputes:mediator_edit": One(Mediator),
    "disputes:mediator_end": One(Mediator),
    "disputes:mediation_week": Duty(),
    "disputes:dispute_registers": Rows(Dispute, (Asked("links:/disputes/"),)),
    "disputes:register_export": Duty(("dispute.export",)),
    "disputes:dispute_statistics": Duty(),
    "disputes:statistics_export": Duty(("dispute.export",)),
    "disputes:dispute_file": One(Dispute),
}
