"""Parties and their representatives: personal data that this one matter needs, encrypted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from disputes.models.choices import PartyKind, Side
from disputes.models.disputes import Dispute
from pingan.common.fields import EncryptedTextField

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_REPRESENTATIVE = "（代理人）"
_SIDES = {Side.APPLICANT: "申请人", Side.RESPONDENT: "被申请人", Side.THIRD: "第三人"}


def label_of(side: str, position: int, *, is_representative: bool) -> str:
    """Return the role that stands for a party in every text, in the product's first language.

    Stored texts hold it, so it must not depend on the reader's language. ``position`` counts from 1 on each side.
    """
    stem = _STEMS[position - 1] if position <= len(_STEMS) else str(position)
    return f"{_SIDES[Side(side)]}{stem}{_REPRESENTATIVE if is_representative else ''}"


def shown_label(label: str) -> str:
    """Return a label in the reader's language: applicant 甲. The stem stays: texts that were typed hold it, too."""
    role, mark, _rest = label.partition(_REPRESENTATIVE)
    sides = {
        _SIDES[Side.APPLICANT]: pgettext("party", "applicant\u00a0%(stem)s"),
        _SIDES[Side.RESPONDENT]: pgettext("party", "respondent\u00a0%(stem)s"),
        _SIDES[Side.THIRD]: pgettext("party", "third party\u00a0%(stem)s"),
    }
    for side, words in sides.items():
        if role.startswith(side):
            shown = words % {"stem": role.removeprefix(side)}
            return pgettext("party", "%(party)s (representative)") % {"party": shown} if mark else shown
    return label


class DisputeParty(models.Model):
    """A person or organisation on one side, or a representative of one.

    No ethnicity, education or scan is asked for (domain.md §9.1). ``label`` is what every text shows instead of
    the name: 申请人甲. ``identity_key`` and ``contact_key`` are keyed hashes whose key value includes the
    township, for the check for the same party inside one township; blank: nothing to compare.
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="parties")
    kind = models.CharField(_("kind"), max_length=12, choices=PartyKind.choices)
    side = models.CharField(_("side"), max_length=12, choices=Side.choices)
    position = models.PositiveSmallIntegerField()
    represents = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="representatives"
    )
    name = EncryptedTextField()
    phone = EncryptedTextField(null=True)
    identity_number = EncryptedTextField(null=True)
    identity_key = models.CharField(max_length=64, blank=True, db_collation="C")
    contact_key = models.CharField(max_length=64, blank=True, db_collation="C")
    is_identity_seen = models.BooleanField(
        _("identity document was seen"), default=False, help_text="Looked at and ticked; no copy is kept."
    )
    is_minor = models.BooleanField(_("minor"), default=False)
    refused_at = models.DateTimeField(
        null=True, help_text="Clear refusal of mediation; NULL: none, or consented since."
    )
    chose_mediator = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True, help_text="NULL: still a party.")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("side", "position", "id")
        constraints = (
            models.UniqueConstraint(fields=["dispute", "side", "position"], name="party_place_once"),
            models.CheckConstraint(
                condition=Q(represents=None) | ~Q(represents=F("id")), name="party_represents_another"
            ),
        )
        indexes = (
            models.Index(fields=["identity_key"], name="party_identity", condition=~Q(identity_key="")),
            models.Index(fields=["contact_key"], name="party_contact", condition=~Q(contact_key="")),
        )

    def __str__(self) -> str:
        """Show the label, never the name."""
        return self.label

    @property
    def label(self) -> str:
        """Return what texts show instead of the name: 申请人甲."""
        return label_of(self.side, self.position, is_representative=self.represents_id is not None)

    @property
    def shown_label(self) -> str:
        """Return the label in the reader's language, for pages; never for what is stored."""
        return shown_label(self.label)
