"""What kind of address each one of the public pages and of the desk behind them is."""

from __future__ import annotations

from grids.models import PublicSubmission, Volunteer
from tests.matrix.kinds import Asked, Kind, One, Open, Rows

_STEPS = tuple({"step": step} for step in ("take", "enrol", "join", "decline", "review"))
_VOLUNTEER_STEPS = tuple(
    {"step": step} for step in ("hours", "correct", "certify", "threat", "reveal", "renew", "leave")
)

DECLARED: dict[str, Kind] = {
    "grids:public": Open(),
    "grids:public_report": Open(),
    "grids:public_mediation": Open(),
    "disputes:application_take": One(PublicSubmission, may_lack=True),
    "grids:public_volunteer": Open(),
    "grids:public_withdraw": Open(),
    "grids:public_certificate": Open(),
    "api:volunteer-list": Rows(Volunteer, (Asked("json"),)),
    "api:volunteer-detail": One(Volunteer),
    "api:volunteer-correct-hours": One(Volunteer),
    "grids:volunteer_list": Rows(Volunteer, (Asked("links:/volunteers/"),)),
    "grids:volunteer_detail": One(Volunteer),
    "grids:volunteer_step": One(Volunteer, extras=_VOLUNTEER_STEPS, may_lack=True),
    "grids:public_progress": Open(),
    "grids:public_rate": Open(),
    "grids:public_review": Open(),
    "grids:submission_list": Rows(
        PublicSubmission,
        (
            Asked("links:/submissions/", of="submissions_waiting"),
            Asked("links:/submissions/", {"part": "decided"}, of="submissions_decided"),
        ),
    ),
    "grids:submission_detail": One(PublicSubmission),
    "grids:submission_step": One(PublicSubmission, extras=_STEPS, may_lack=True),
}
