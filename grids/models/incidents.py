"""Incidents (Articles 14, 15, 23) and what belongs to one: tasks, extensions, emergency reports, supervision."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models.categories import IncidentCategory
from pingan.common.fields import EncryptedTextField
from pingan.common.our_time import FIRST_MOMENT


class Source(models.TextChoices):
    """Where an incident came from."""

    GRID_WORKER = "grid_worker", _("grid worker")
    VILLAGE = "village", _("village or community")
    WALK_IN = "walk_in", _("walk-in")
    PHONE = "phone", _("phone call")
    HOTLINE = "hotline", _("hotline work order")
    MEMBER_UNIT = "member_unit", _("member unit")
    PUBLIC = "public", _("public page")


class RejectReason(models.TextChoices):
    """Lawful reasons not to accept, each naming the route that is open instead (domain.md §3)."""

    LITIGATION = "litigation", _("belongs before a court")
    ARBITRATION = "arbitration", _("belongs before arbitration")
    DISCIPLINE = "discipline", _("belongs to discipline inspection and supervision")
    RECONSIDERATION = "reconsideration", _("belongs to administrative reconsideration")
    DISCLOSURE = "disclosure", _("is a request for government information")
    PETITION = "petition", _("is already handled as a petition")
    SECRECY = "secrecy", _("concerns state secrets or another person's privacy")
    CONCLUDED = "concluded", _("a lawful conclusion already exists")
    OUTSIDE_AREA = "outside_area", _("belongs to another area")
    INSUFFICIENT = "insufficient", _("cannot be identified from what was reported")


class Satisfaction(models.TextChoices):
    """The reporter's satisfaction; asked apart from whether the matter was solved."""

    SATISFIED = "satisfied", _("satisfied")
    FAIR = "fair", _("fairly satisfied")
    DISSATISFIED = "dissatisfied", _("dissatisfied")
    NO_ANSWER = "no_answer", _("could not be reached")


class AnswerChannel(models.TextChoices):
    """How the reporter was answered."""

    PHONE = "phone", _("by phone")
    IN_PERSON = "in_person", _("in person")
    WRITING = "writing", _("in writing")
    IN_APP = "in_app", _("in the application")
    NOT_POSSIBLE = "not_possible", _("anonymous, or no reply wanted")


class Incident(models.Model):
    """The particulars of an incident; what lists filter and sort by stands on its matter.

    ``category`` is the version it began under. The reporter's contact is optional, encrypted, masked by
    default. ``wants_no_reply`` (or an anonymous reporter) is the only way to close without an answer.
    ``desk_level`` is where triage stands now: 4 township, 3 county after escalation.
    """

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="incident"
    )
    category = models.ForeignKey(IncidentCategory, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    external_number = models.CharField(_("external number"), max_length=60, blank=True)
    occurred_at = models.DateTimeField(_("occurred at"))
    place_text = models.CharField(_("place"), max_length=200, blank=True)
    accuracy_m = models.FloatField(
        null=True, help_text="Radius in metres that the device stated; NULL: none."
    )
    people_involved = models.PositiveIntegerField(_("people involved"), null=True, blank=True)
    is_emergency = models.BooleanField(default=False)
    is_self_resolved = models.BooleanField(_("resolved on the spot"), default=False)
    clue_receipt = models.CharField(_("receipt number"), max_length=60, blank=True)

    reporter_name = EncryptedTextField(null=True)
    reporter_phone = EncryptedTextField(null=True)
    wants_no_reply = models.BooleanField(_("no reply wanted"), default=False)

    desk_level = models.PositiveSmallIntegerField(default=4)
    escalated_at = models.DateTimeField(null=True)
    returned_count = models.PositiveSmallIntegerField(default=0)
    determined_organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, related_name="+")
    determined_at = models.DateTimeField(null=True)
    route: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, help_text="Rule that proposed the unit, with its reason; empty: none did."
    )
    is_routed_by_hand = models.BooleanField(default=False)
    reject_reason = models.CharField(max_length=20, choices=RejectReason.choices, blank=True)
    resume_state = models.CharField(max_length=20, blank=True, help_text="Where resume or un-merge leads.")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    merge_snapshot: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    is_solved = models.BooleanField(
        _("solved"), null=True, help_text="By the verifier; NULL: not verified yet."
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    answer_channel = models.CharField(max_length=12, choices=AnswerChannel.choices, blank=True)
    evaluated_at = models.DateTimeField(null=True)
    evaluated_solved = models.BooleanField(
        null=True, help_text="By the reporter; NULL: not asked or no answer."
    )
    satisfaction = models.CharField(max_length=12, choices=Satisfaction.choices, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            # Before the year 1 in another zone: written it could be, never read again, and every list would fail with it.
            models.CheckConstraint(
                condition=Q(occurred_at__gte=FIRST_MOMENT), name="incident_happened_in_our_time"
            ),
            models.CheckConstraint(
                condition=Q(is_emergency=True) | Q(source__in=Source.values), name="incident_has_known_source"
            ),
            models.CheckConstraint(
                condition=~Q(answer_channel="not_possible") | Q(wants_no_reply=True),
                name="incident_unanswered_only_when_no_reply",
            ),
            models.UniqueConstraint(
                fields=["source", "external_number"],
                condition=~Q(external_number=""),
                name="incident_external_number_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["evaluated_at"],
                name="incident_by_evaluation",
                condition=Q(evaluated_at__isnull=False),
            ),
            # The few that the supervision desk looks for among all; the number is queries.waiting.DISPUTED_FROM.
            models.Index(
                fields=["matter"], name="incident_returned_twice", condition=Q(returned_count__gte=2)
            ),
        )

    def __str__(self) -> str:
        """Show the file number."""
        return str(self.matter)

    @property
    def has_contact(self) -> bool:
        """Say whether a reporter's name or phone was given, without showing it."""
        return bool(self.reporter_name or self.reporter_phone)


class IncidentTask(models.Model):
    """What one unit has to do in one incident: lead, co-handle, or come when called (吹哨报到).

    A returned or withdrawn task ends the unit's sight of the incident.
    """

    class Part(models.TextChoices):
        LEAD = "lead", _("lead unit")
        CO_HANDLER = "co_handler", _("co-handling unit")
        CALLED = "called", _("called to the spot")

    class State(models.TextChoices):
        PENDING = "pending", _("to be signed for")
        SIGNED = "signed", _("signed for")
        DONE = "done", pgettext_lazy("task", "done")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")
        WAIVED = "waived", _("waived")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="tasks")
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    is_determined = models.BooleanField(default=False, help_text="Given by the county; cannot be returned.")
    dispatched_at = models.DateTimeField()
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    result = EncryptedTextField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "organ"],
                condition=Q(state__in=["pending", "signed", "done"]),
                name="task_once_per_unit",
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(part="lead", state__in=["pending", "signed", "done"]),
                name="task_one_lead",
            ),
        )
        indexes = (
            models.Index(
                fields=["organ", "incident"],
                name="task_of_unit",
                condition=Q(state__in=["pending", "signed", "done"]),
            ),
        )

    def __str__(self) -> str:
        """Name part and unit."""
        return f"{self.get_part_display()} {self.organ}"


class ExtensionRequest(models.Model):
    """A unit's request for more time, and another person's decision. Once per unit and incident."""

    class State(models.TextChoices):
        PENDING = "pending", _("to be decided")
        ALLOWED = "allowed", _("allowed")
        REFUSED = "refused", _("refused")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="extension_requests")
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "organ"], condition=~Q(state="refused"), name="extension_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="extension_decided_by_another",
            ),
        )

    def __str__(self) -> str:
        """Show the amount."""
        return f"+{self.amount}"


class EmergencyReport(models.Model):
    """One report in the chain first – follow-up – final (domain.md §2.6), and whether it was acknowledged."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first report")
        FOLLOW_UP = "follow_up", _("follow-up report")
        FINAL = "final", _("final report")

    class Channel(models.TextChoices):
        PHONE = "phone", _("by phone")
        WRITTEN = "written", _("in writing")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="emergency_reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    content = EncryptedTextField()
    recipient_level = models.PositiveSmallIntegerField()
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("reported_at", "id")

    def __str__(self) -> str:
        """Show kind, moment and way; never the words, which are stored encrypted and must reach no log."""
        at = f"{timezone.localtime(self.reported_at):%m-%d %H:%M}"
        return f"{self.get_kind_display()} · {at} · {self.get_channel_display()}"


class Supervision(models.Model):
    """One step of the ladder: reminder (催办), letter (督办函), then a candidate under Article 58.

    A candidate is only proposed; a person decides (domain.md §8.3).
    """

    class Step(models.TextChoices):
        REMINDER = "reminder", _("reminder")
        LETTER = "letter", _("supervision letter")
        CANDIDATE = "candidate", _("candidate under Article 58")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="supervisions")
    step = models.CharField(max_length=10, choices=Step.choices)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=20, blank=True)
    clock = models.ForeignKey("matters.Clock", on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["clock", "step"],
                condition=Q(clock__isnull=False),
                name="supervision_step_once_per_clock",
            ),
        )

    def __str__(self) -> str:
        """Show the step."""
        return str(self.get_step_display())
