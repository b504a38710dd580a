"""Volunteers who applied by the public page, and activities of the register."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from grids.models import PublicSubmission, Volunteer
from grids.services.submissions import Sent
from grids.services.volunteers import enrol
from pingan.org.models import Organ
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.services.entries import add_entry
from tests.factories.registers import given_definition, given_round
from tests.factories.submissions import given_submission
from tests.factories.world import Place


def given_application(place: Place, **values: Any) -> Sent:
    """Return an application to volunteer, with its code."""
    told = {
        "kind": PublicSubmission.Kind.VOLUNTEER, "text": "周末有空", "place_text": "", "longitude": None,
        "latitude": None, "name": "王小明", "phone": "13900001111", "services": ("patrol", "care"), **values,
    }  # fmt: skip
    return given_submission(place, **told)


def given_volunteer(place: Place, **values: Any) -> tuple[Volunteer, str]:
    """Return somebody whom the township took on, with the code."""
    sent = given_application(place, **values)
    return enrol(actor=place.actor("township_desk"), pk=sent.submission.pk), sent.code


def given_activity(place: Place, **values: Any) -> RegisterFinding:
    """Return an activity that the village wrote into its register."""
    definition = given_definition("volunteer_activities")
    row = given_round(place.actor("township_desk"), place.township, definition, due_on=None)
    told = {
        "activity": "夜间巡逻", "held_on": str(timezone.localdate()), "kind": "patrol", "volunteers": 2, "hours": 6,
        **values,
    }  # fmt: skip
    report = RegisterReport.objects.get(round=row, unit_id=place.village.pk)
    return add_entry(actor=place.actor("community_staff"), report_id=report.pk, values=told)


def given_police(place: Place) -> Organ:
    """Return the police unit of the county."""
    return Organ.objects.create(
        region=place.county, name=f"{place.county.name}公安局", kind=Organ.Kind.JUDICIAL
    )
