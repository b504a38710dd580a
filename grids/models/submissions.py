"""What comes in by a public door (Articles 23, 32, 54): it stands apart until a desk takes, joins or declines it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.common.fields import EncryptedTextField


class DeclineReason(models.TextChoices):
    """Why nothing comes of a submission; shown under its code."""

    OTHER_WAY = "other_way", _("another way is open (court, arbitration, petition, police)")
    OUTSIDE = "outside", _("lies outside this area")
    UNCLEAR = "unclear", _("cannot be identified from what was sent")
    SETTLED = "settled", _("was settled already")
    NO_CONCERN = (
        "no_concern",
        _("no concern of public service: advertising, unreadable, or sent again and again"),
    )
    #: Of no desk's choosing.
    LAPSED = "lapsed", _("nobody decided in time; please send it again, or ask the office")
    WITHDRAWN = "withdrawn", _("withdrawn by its sender")


#: What a desk may choose from.
DESK_REASONS = [pair for pair in DeclineReason.choices if pair[0] not in {"lapsed", "withdrawn"}]


class PublicSubmission(models.Model):
    """One thing that somebody without an account sent, with a code of which only a keyed digest is kept.

    Texts and contact are encrypted; once it is taken they stand on the matter and are blank here. ``signs`` are of the
    submission, never of a person. ``text_digest`` and ``line_digest`` (keyed) tell floods, and are blank after a day.
    ``review`` is the wish of its sender that another person looks at the result again.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        MEDIATION = "mediation", pgettext_lazy("submission", "application for mediation")
        VOLUNTEER = "volunteer", _("application to volunteer")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("submission", "waiting")
        TAKEN = "taken", pgettext_lazy("submission", "taken")
        JOINED = "joined", pgettext_lazy("submission", "joined to one that was there")
        DECLINED = "declined", pgettext_lazy("submission", "declined")

    class Chased(models.TextChoices):
        """How far the desk was reminded of what nobody decided."""

        NONE = "", pgettext_lazy("chased", "not yet")
        REMINDED = "reminded", pgettext_lazy("chased", "the desk was reminded")
        ESCALATED = "escalated", pgettext_lazy("chased", "the county was told")
        LAST = "last", pgettext_lazy("chased", "warned of the end")

    class Review(models.TextChoices):
        NONE = "", pgettext_lazy("review", "not asked for")
        ASKED = "asked", pgettext_lazy("review", "asked for")
        REOPENED = "reopened", pgettext_lazy("review", "taken up again")
        KEPT = "kept", pgettext_lazy("review", "the result stands")

    number = models.CharField(_("number"), max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REPORT)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    code_digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(_("sent at"))
    region = models.ForeignKey("org.Region", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12)
    grid = models.ForeignKey("grids.Grid", on_delete=models.PROTECT, null=True, related_name="+")
    longitude = models.FloatField(null=True, help_text="WGS-84 degrees; NULL: told in words.")
    latitude = models.FloatField(null=True, help_text="WGS-84 degrees; NULL: told in words.")
    text = EncryptedTextField(help_text="Blank: it stands on the matter, or its retention ended.")
    place_text = EncryptedTextField(null=True)
    reporter_name = EncryptedTextField(null=True)
    reporter_phone = EncryptedTextField(null=True)
    other_party = EncryptedTextField(null=True, help_text="With whom, of an application for mediation.")
    files = models.ManyToManyField("files.StoredFile", related_name="+")
    services: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, help_text="Of an application to volunteer: the kinds of activity (Article 54)."
    )
    consented_at = models.DateTimeField(
        null=True, help_text="When its sender agreed that the data of a volunteer are kept."
    )

    signs: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    is_set_aside = models.BooleanField(default=False, help_text="Bears signs of a flood: rings nobody.")
    text_digest = models.CharField(max_length=64, blank=True)
    line_digest = models.CharField(max_length=64, blank=True)

    chased = models.CharField(max_length=9, choices=Chased.choices, blank=True, default=Chased.NONE)
    chased_at = models.DateTimeField(null=True)
    is_blank = models.BooleanField(default=False, help_text="Its retention ended; no word of it is left.")
    matter = models.ForeignKey(
        "matters.Matter", on_delete=models.PROTECT, null=True, related_name="submissions"
    )
    decline_reason = models.CharField(max_length=12, choices=DeclineReason.choices, blank=True)
    decline_note = EncryptedTextField(null=True, help_text="Shown under the code.")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    review = models.CharField(max_length=8, choices=Review.choices, blank=True, default=Review.NONE)
    review_asked_at = models.DateTimeField(null=True)
    review_reason = EncryptedTextField(null=True)
    review_answer = EncryptedTextField(null=True, help_text="Shown under the code.")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("sent_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["taken", "joined"], matter__isnull=False)
                | Q(state__in=["waiting", "declined"], matter=None)
                # Of this kind no matter comes, but a volunteer.
                | Q(state="taken", kind="volunteer", matter=None),
                name="submission_leads_to_a_matter_when_taken",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(decline_reason="")
                | ~Q(state="declined") & Q(decline_reason=""),
                name="submission_declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="submission_decided_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(review="") | Q(matter__isnull=False, review_asked_at__isnull=False),
                name="submission_review_of_a_matter",
            ),
        )
        indexes = (
            models.Index(fields=["state", "is_set_aside", "region_code", "sent_at"], name="submission_queue"),
            models.Index(
                fields=["text_digest", "sent_at"], name="submission_same_text", condition=~Q(text_digest="")
            ),
            models.Index(
                fields=["line_digest", "sent_at"], name="submission_same_line", condition=~Q(line_digest="")
            ),
            models.Index(
                fields=["region_code", "id"], name="submission_review_asked", condition=Q(review="asked")
            ),
        )

    def __str__(self) -> str:
        """Show the number; never the words."""
        return self.number

    @property
    def has_contact(self) -> bool:
        """Say whether a name or phone was given, without showing it."""
        return bool(self.reporter_name or self.reporter_phone)

    def blank_words(self) -> None:
        """Forget what was sent; the caller saves. Number, code and what became of it stay."""
        self.text = ""
        self.place_text = self.reporter_name = self.reporter_phone = self.other_party = None
