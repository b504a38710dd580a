"""The five instruments of Article 60 that a unit received, the measures taken, the replies."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models.instrument_choices import KIND_CHOICES, KINDS, SEALED
from pingan.matters.models import Matter
from pingan.org.models import Organ
from pingan.org.models.triggers import refuse

REPLY_STAYS = pgtrigger.Trigger(
    name="instrument_reply_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    if TG_OP = 'DELETE' or OLD.judged_at is not null
       or (to_jsonb(NEW) - array['is_accepted', 'judged_by_id', 'judged_at', 'judgement'])
          <> (to_jsonb(OLD) - array['is_accepted', 'judged_by_id', 'judged_at', 'judgement'])
    then
      {refuse("a reply is never changed, nor what was found of it", "instrument_reply_stays")}
    end if;
    return NEW;
    """,
)


class Instrument(models.Model):
    """One instrument as it was received; lists filter by its matter, whose class is its kind.

    ``organ`` is the unit that it is addressed to and that answers. ``reply_by`` NULL: its term is set by rule, or the
    letter sets none. ``is_on_time`` NULL: not answered yet. ``inaction_at`` NULL: nobody stated that nothing is done.
    """

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="instrument"
    )
    kind = models.CharField(pgettext_lazy("instrument", "kind"), max_length=30, choices=KIND_CHOICES)
    issuer = models.CharField(_("issuer"), max_length=120)
    document_number = models.CharField(_("document number"), max_length=60)
    received_on = models.DateField(_("received on"))
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    reply_by = models.DateField(_("to be answered by"), null=True)
    is_on_time = models.BooleanField(_("answered in time"), null=True)
    inaction_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="instrument_kind_known"),
            models.CheckConstraint(
                condition=~Q(issuer="") & ~Q(document_number=""), name="instrument_says_from_whom"
            ),
            models.UniqueConstraint(fields=["issuer", "document_number", "organ"], name="instrument_once"),
            models.CheckConstraint(
                condition=Q(reply_by=None) | Q(reply_by__gt=F("received_on")),
                name="instrument_term_runs_forward",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(SEALED)) | Q(reply_by=None, is_on_time=None, inaction_at=None),
                name="instrument_sealed_is_receipt_only",
            ),
        )
        indexes = (models.Index(fields=["received_on"], name="instrument_received"),)

    def __str__(self) -> str:
        """Show number and title."""
        return str(self.matter)


class InstrumentMeasure(models.Model):
    """One thing that the unit does about it, by a day. ``owner`` is an office of the unit, never a private person."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("measure"), max_length=200)
    owner = models.CharField(_("office in charge"), max_length=80)
    due_on = models.DateField(_("to be done by"))
    state = models.CharField(_("state"), max_length=4, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField(null=True, help_text="NULL: not done yet.")
    result = models.TextField(_("what was done"), blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["instrument", "position"], name="instrument_measure_once"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(owner=""), name="instrument_measure_says_what"
            ),
            models.CheckConstraint(
                condition=Q(state="open", done_at=None, result="")
                | (Q(state="done", done_at__isnull=False) & ~Q(result="")),
                name="instrument_measure_done_is_whole",
            ),
        )

    def __str__(self) -> str:
        """Show position and title."""
        return f"{self.position}. {self.title}"


class InstrumentReply(models.Model):
    """A reply to who sent the instrument, with its document; what the office found of it is set once (``is_accepted``).

    ``replied_on`` is the day of the document; it may be recorded later.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="replies")
    round = models.PositiveSmallIntegerField()
    document_number = models.CharField(_("number of the reply"), max_length=60)
    replied_on = models.DateField(_("replied on"))
    text = models.TextField(_("what was answered"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    is_accepted = models.BooleanField(_("accepted"), null=True, help_text="NULL: not judged yet.")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)
    judgement = models.TextField(_("what was found"), blank=True)

    class Meta:
        ordering = ("round",)
        constraints = (
            models.UniqueConstraint(fields=["instrument", "round"], name="instrument_reply_once"),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(document_number=""), name="instrument_reply_says_what"
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=None, judged_by=None, judged_at=None)
                | Q(is_accepted__isnull=False, judged_by__isnull=False, judged_at__isnull=False),
                name="instrument_judgement_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(judged_by=None) | ~Q(judged_by=F("made_by")),
                name="instrument_reply_judged_by_another",
            ),
        )
        triggers = (REPLY_STAYS,)

    def __str__(self) -> str:
        """Show the number."""
        return self.document_number
