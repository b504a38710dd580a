"""Tables of grids and incidents, one file per noun."""

from grids.models.axes import Severity, Urgency
from grids.models.categories import CategoryKind, IncidentCategory
from grids.models.duties import DutyItem, DutyList, MatterListItem, WorkType
from grids.models.grids import Grid, GridChange, GridKind
from grids.models.incidents import (
    EmergencyReport,
    ExtensionRequest,
    Incident,
    IncidentTask,
    Source,
    Supervision,
)
from grids.models.joinings import JoinedReport
from grids.models.limits import Stage, TermUnit, TimeLimit, WorkflowNumber
from grids.models.operations import GridOperation, GridOperationPart
from grids.models.outlines import GridOutline
from grids.models.patrols import (
    NotVisited,
    Patrol,
    PatrolFinding,
    PatrolOccasion,
    PatrolPeriod,
    PatrolPlan,
    PatrolPoint,
    PatrolVisit,
)
from grids.models.routing import RoutingRule
from grids.models.submissions import DESK_REASONS, DeclineReason, PublicSubmission
from grids.models.volunteers import HoursCorrection, ServiceKind, Volunteer, VolunteerService
from grids.models.workers import DutyRole, Employment, GridAssignment
from pingan.common.versions import Confidence

__all__ = [
    "DESK_REASONS",
    "CategoryKind",
    "Confidence",
    "DeclineReason",
    "DutyItem",
    "DutyList",
    "DutyRole",
    "EmergencyReport",
    "Employment",
    "ExtensionRequest",
    "Grid",
    "GridAssignment",
    "GridChange",
    "GridKind",
    "GridOperation",
    "GridOperationPart",
    "GridOutline",
    "HoursCorrection",
    "Incident",
    "IncidentCategory",
    "IncidentTask",
    "JoinedReport",
    "MatterListItem",
    "NotVisited",
    "Patrol",
    "PatrolFinding",
    "PatrolOccasion",
    "PatrolPeriod",
    "PatrolPlan",
    "PatrolPoint",
    "PatrolVisit",
    "PublicSubmission",
    "RoutingRule",
    "ServiceKind",
    "Severity",
    "Source",
    "Stage",
    "Supervision",
    "TermUnit",
    "TimeLimit",
    "Urgency",
    "Volunteer",
    "VolunteerService",
    "WorkType",
    "WorkflowNumber",
]
