"""The path of a dispute through the channels of Article 32, and the sessions of a mediation."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import BigIntegerField, F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.models.choices import ChannelKind, ChannelResult, ChannelState
from disputes.models.committees import MediationCommittee, Mediator
from disputes.models.disputes import Dispute
from disputes.models.parties import DisputeParty
from pingan.common.fields import EncryptedTextField
from pingan.org.models.triggers import single_range


def _span() -> Func:
    return Func("starts_at", "ends_at", Value("[)"), function="tstzrange", output_field=DateTimeRangeField())


class Channel(models.Model):
    """One stretch of the path. ``organ`` receives it; NULL with ``receiver``: an organ outside the system."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(_("channel"), max_length=24, choices=ChannelKind.choices)
    state = models.CharField(max_length=12, choices=ChannelState.choices, default=ChannelState.OPEN)
    committee = models.ForeignKey(
        MediationCommittee, on_delete=models.PROTECT, null=True, related_name="channels"
    )
    mediator = models.ForeignKey(
        Mediator,
        on_delete=models.PROTECT,
        null=True,
        related_name="channels",
        help_text="Leads the mediation.",
    )
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, related_name="+")
    receiver = models.CharField(_("receiving organ"), max_length=120, blank=True)
    is_at_request = models.BooleanField(
        default=False, help_text="Applied for by a party; False: offered by the committee or handed over."
    )
    opened_at = models.DateTimeField()
    filed_on = models.DateField(
        null=True, help_text="When it was handed over, where that was recorded later; NULL: as it was opened."
    )
    accepted_on = models.DateField(null=True, help_text="By the receiving organ; NULL: not yet known.")
    number_there = models.CharField(
        _("number there"), max_length=60, blank=True, help_text="Under which it was accepted."
    )
    decision_number = models.CharField(
        _("number of the decision"),
        max_length=60,
        blank=True,
        db_default="",
        help_text="Of what was decided there.",
    )
    result = models.CharField(max_length=14, choices=ChannelResult.choices, blank=True)
    result_text = EncryptedTextField(null=True)
    decided_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("opened_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["dispute"], condition=Q(state="open"), name="channel_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="channel_ends_with_its_state",
            ),
        )
        indexes = (
            models.Index(fields=["mediator"], name="channel_in_hand", condition=Q(state="open")),
            models.Index(fields=["committee", "opened_at"], name="channel_of_committee"),
        )

    def __str__(self) -> str:
        """Show the kind."""
        return str(self.get_kind_display())

    @property
    def handed_over_on(self) -> date:
        """Return the day on which it came there, from which terms run."""
        return self.filed_on or timezone.localdate(self.opened_at)

    @property
    def is_mediation(self) -> bool:
        """Say whether this is one of the four mediations."""
        return self.kind.startswith("mediation_")


class MediationSession(models.Model):
    """One session: planned, held with a record, adjourned or cancelled."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        ADJOURNED = "adjourned", _("adjourned")
        CANCELLED = "cancelled", _("cancelled")

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="sessions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    committee = models.ForeignKey(MediationCommittee, on_delete=models.PROTECT, related_name="+")
    room = models.CharField(_("room"), max_length=60, blank=True)
    place_text = models.CharField(_("place"), max_length=200, blank=True)
    is_joint = models.BooleanField(
        _("all parties together"), default=True, help_text="Never with domestic violence."
    )
    record = EncryptedTextField(null=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Of adjournment or cancellation.")
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_runs_forward"),
            ExclusionConstraint(
                name="room_booked_once",
                expressions=[
                    (single_range("committee_id"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            Func(
                                F("room"),
                                Value(0),
                                function="hashtextextended",
                                output_field=BigIntegerField(),
                            ),
                            Func(
                                F("room"),
                                Value(0),
                                function="hashtextextended",
                                output_field=BigIntegerField(),
                            ),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (_span(), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="planned") & ~Q(room=""),
            ),
        )
        indexes = (
            models.Index(fields=["committee", "starts_at"], name="session_of_committee"),
            # The week of an area begins with the week; of a year only a fiftieth is read.
            models.Index(fields=["starts_at"], name="session_by_time"),
        )

    def __str__(self) -> str:
        """Show the moment as the wall clock has it, and the place."""
        moment = f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"
        return " · ".join(part for part in (moment, self.room or self.place_text) if part)


class SessionMediator(models.Model):
    """A mediator in a session; the span is copied so that the database itself refuses a double booking."""

    session = models.ForeignKey(MediationSession, on_delete=models.CASCADE, related_name="mediators")
    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_live = models.BooleanField(default=True, help_text="False: adjourned or cancelled.")
    replaced_at = models.DateTimeField(
        null=True, help_text="Another one has led the mediation since: opens nothing any more. NULL: no."
    )

    class Meta:
        ordering = ("session", "id")
        constraints = (
            models.UniqueConstraint(fields=["session", "mediator"], name="mediator_once_per_session"),
            ExclusionConstraint(
                name="mediator_booked_once",
                expressions=[
                    (single_range("mediator_id"), RangeOperators.OVERLAPS),
                    (_span(), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_live=True),
            ),
        )

    def __str__(self) -> str:
        """Name the keys."""
        return f"{self.session_id}/{self.mediator_id}"


class Attendance(models.Model):
    """A party's invitation to a session, and whether it came."""

    session = models.ForeignKey(MediationSession, on_delete=models.CASCADE, related_name="attendances")
    party = models.ForeignKey(DisputeParty, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField()
    has_attended = models.BooleanField(null=True, help_text="NULL: the session was not held yet.")

    class Meta:
        ordering = ("session", "id")
        constraints = (models.UniqueConstraint(fields=["session", "party"], name="party_invited_once"),)

    def __str__(self) -> str:
        """Name the keys."""
        return f"{self.session_id}/{self.party_id}"
