"""The public questionnaire of a consultation, and what was answered. Nothing here says who answered.

A sheet knows its day and no moment, and its keys are drawn by lot: neither the order of rows nor a log of requests tells
which answer came from where. No address, device, account or cookie stands in any of these tables.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from risk.models import questionnaire_gate as gate
from risk.models.consultations import Consultation

#: A page that somebody still fills in on a phone; our own choice, as the lengths below.
MOST_QUESTIONS = 30
MOST_CHOICES = 12
LONGEST_QUESTION = 200
LONGEST_CHOICE = 60
LONGEST_TEXT = 500


class QuestionKind(models.TextChoices):
    """How a question is answered. The attitude has its four answers fixed, so that they can be counted as positions."""

    ATTITUDE = "attitude", _("attitude to the project")
    ONE = "one", _("one of several")
    SEVERAL = "several", _("several of them")
    SCALE = "scale", _("from 1 to 5")
    TEXT = "text", _("in own words")


class Questionnaire(models.Model):
    """What an assessing unit asks everybody who has the link, from a day to a day, both included.

    ``wanted``: how many answers are aimed at. ``token`` and ``published_at`` NULL: a draft, which nobody outside sees.
    ``closed_at`` NULL: not closed by hand; it still ends with its last day.
    """

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="questionnaire")
    title = models.CharField(_("title"), max_length=120)
    introduction = models.TextField(_("what is planned, in plain words"))
    opens_on = models.DateField(_("from"))
    closes_on = models.DateField(_("until"))
    wanted = models.PositiveIntegerField(_("answers wanted"))
    token = models.CharField(max_length=32, unique=True, null=True, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="questionnaire_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(token=None, published_at=None)
                | Q(token__isnull=False, published_at__isnull=False),
                name="questionnaire_published_by_link",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(published_at__isnull=False),
                name="questionnaire_closed_after_open",
            ),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="questionnaire_wants_answers"),
        )
        triggers = (gate.QUESTIONNAIRE_STAYS,)

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Question(models.Model):
    """One question. ``choices`` holds the words of each choice, empty where the kind needs none."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind.choices)
    text = models.CharField(_("question"), max_length=LONGEST_QUESTION)
    choices = ArrayField(models.CharField(max_length=LONGEST_CHOICE), default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["one", "several"], choices__len__gte=2)
                | Q(kind__in=["attitude", "scale", "text"], choices__len=0),
                name="question_choices_of_kind",
            ),
        )
        triggers = (gate.QUESTIONS_STAY,)

    def __str__(self) -> str:
        """Show the question."""
        return self.text


class AnswerSheet(models.Model):
    """One questionnaire filled in: on which day, and nothing else."""

    id = models.BigIntegerField(primary_key=True, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="sheets")
    answered_on = models.DateField()

    class Meta:
        ordering = ("pk",)
        triggers = (gate.SHEET_IN_TIME, gate.SHEETS_STAY)

    def __str__(self) -> str:
        """Name the key."""
        return f"sheet {self.pk}"


class Reply(models.Model):
    """What a sheet says to one question; several choices are several rows.

    ``choice``: the position of a choice from 0, on a scale the number from 1 to 5; NULL: in own words. ``struck_at`` NULL:
    the words stand; otherwise they named somebody and were taken out, which is the one change that is possible.
    """

    id = models.BigIntegerField(primary_key=True, editable=False)
    sheet = models.ForeignKey(AnswerSheet, on_delete=models.PROTECT, related_name="replies")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="replies")
    choice = models.PositiveSmallIntegerField(null=True)
    text = models.CharField(pgettext_lazy("questionnaire", "answer"), max_length=LONGEST_TEXT, blank=True)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(choice__isnull=False, text="", struck_at=None)
                | (Q(choice=None) & (Q(struck_at=None) & ~Q(text="") | Q(struck_at__isnull=False, text=""))),
                name="reply_by_choice_or_words",
            ),
            models.UniqueConstraint(
                fields=["sheet", "question", "choice"], name="reply_once", nulls_distinct=False
            ),
        )
        indexes = (models.Index(fields=["question", "choice"], name="reply_by_choice"),)
        triggers = (gate.REPLY_FITS, gate.REPLIES_STAY)

    def __str__(self) -> str:
        """Name the key."""
        return f"reply {self.pk}"


class SentForm(models.Model):
    """A form that has arrived, so that the same one counts once; not joined to its sheet, gone when it is closed.

    ``digest``: keyed digest of the number that the page wrote into the form.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        """Name the key."""
        return self.digest[:8]
