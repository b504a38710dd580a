"""A rectification order: its points, replies and reviews, and what is put to the competent authority (Article 62)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models.order_gate import (
    ITEMS_STAY,
    ORDER_OF_OWN_LEVEL,
    ORDER_STAYS,
    REPLY_STAYS,
    REVIEW_BY_ANOTHER,
    REVIEW_STAYS,
    SUGGESTION_STAYS,
)
from pingan.documents.models import OfficialDocument
from pingan.matters.models import Matter
from pingan.org.models import CoordinatingBody, Organ


class RectificationOrder(models.Model):
    """An order of a body to a unit of its own level to rectify by a day; invariant 19.

    ``issuer`` is the office in whose name the document is issued. ``first_passed`` NULL: not reviewed yet; a refused
    order did not pass. ``document`` NULL: not issued. ``report`` is the duty report that its unit did not hand in, or
    not as it was asked to (Article 12); NULL: it is about something else.
    """

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="rectification_order"
    )
    body = models.ForeignKey(CoordinatingBody, on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("issuer"))
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    facts = models.TextField(pgettext_lazy("official document", "facts"))
    basis = models.TextField(_("duty that was not met"))
    due_on = models.DateField(_("to be rectified by"))
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True, help_text="NULL: not issued yet.")
    document = models.OneToOneField(
        OfficialDocument, on_delete=models.PROTECT, null=True, related_name="rectification_order"
    )
    first_passed = models.BooleanField(null=True)
    failed_reviews = models.PositiveSmallIntegerField(default=0)
    report = models.ForeignKey(
        "registers.RegisterReport", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(facts="") & ~Q(basis=""), name="order_says_facts_and_basis"),
            models.CheckConstraint(
                condition=Q(issued_at=None, document=None)
                | Q(issued_at__isnull=False, document__isnull=False, approved_at__isnull=False),
                name="order_issued_after_approval",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="order_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="order_approved_by_another",
            ),
        )
        indexes = (
            models.Index(fields=["due_on"], name="order_due_on", condition=Q(issued_at__isnull=False)),
        )
        triggers = (ORDER_OF_OWN_LEVEL, ORDER_STAYS)

    def __str__(self) -> str:
        """Show number and title."""
        return str(self.matter)


class OrderItem(models.Model):
    """One point that an order demands."""

    order = models.ForeignKey(RectificationOrder, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    demand = models.CharField(_("what is demanded"), max_length=300)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["order", "position"], name="order_item_position_once"),
            models.CheckConstraint(condition=~Q(demand=""), name="order_item_says_what"),
        )
        triggers = (ITEMS_STAY,)

    def __str__(self) -> str:
        """Show position and demand."""
        return f"{self.position}. {self.demand}"


class OrderReply(models.Model):
    """What a unit reports to have done; its evidence lies on the matter. Never changed."""

    order = models.ForeignKey(RectificationOrder, on_delete=models.CASCADE, related_name="replies")
    round = models.PositiveSmallIntegerField()
    text = models.TextField(_("what was done"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("round",)
        constraints = (
            models.UniqueConstraint(fields=["order", "round"], name="order_reply_round_once"),
            models.CheckConstraint(condition=~Q(text=""), name="order_reply_says_what"),
        )
        triggers = (REPLY_STAYS,)

    def __str__(self) -> str:
        """Show the round."""
        return str(self.round)


class OrderReview(models.Model):
    """What the body found of a reply, by another person; ``unmet``: positions of the points not met. Never changed."""

    reply = models.OneToOneField(OrderReply, on_delete=models.CASCADE, related_name="review")
    is_passed = models.BooleanField(_("passed"))
    unmet = ArrayField(models.PositiveSmallIntegerField(), default=list)
    note = models.TextField(_("what was found"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(note=""), name="order_review_says_what"),
            models.CheckConstraint(
                condition=Q(is_passed=True, unmet=[]) | (Q(is_passed=False) & ~Q(unmet=[])),
                name="order_review_names_what_is_unmet",
            ),
        )
        triggers = (REVIEW_BY_ANOTHER, REVIEW_STAYS)

    def __str__(self) -> str:
        """Show the moment."""
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class DisciplineSuggestion(models.Model):
    """A suggestion to the competent authority (有权机关) to act on a unit, or on staff of it (Article 62, both sentences).

    Of staff nobody is named here: who, and what follows, is the authority's own file. ``answered_on`` NULL: no answer yet.
    """

    class Concerns(models.TextChoices):
        UNIT = "unit", _("the unit")
        STAFF = "staff", _("staff of the unit")

    order = models.ForeignKey(RectificationOrder, on_delete=models.CASCADE, related_name="suggestions")
    concerns = models.CharField(_("concerns"), max_length=5, choices=Concerns.choices)
    authority = models.CharField(_("competent authority"), max_length=120)
    reason = models.TextField(_("reason"))
    document = models.OneToOneField(OfficialDocument, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answered_on = models.DateField(_("answered on"), null=True)
    answer_number = models.CharField(_("number of the answer"), max_length=60, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["order", "concerns"], condition=Q(answered_on=None), name="suggestion_open_once"
            ),
            models.CheckConstraint(condition=~Q(authority="") & ~Q(reason=""), name="suggestion_says_why"),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="", answer_number="", recorded_at=None)
                | (Q(answered_on__isnull=False, recorded_at__isnull=False) & ~Q(answer="")),
                name="suggestion_answer_is_whole",
            ),
        )
        triggers = (SUGGESTION_STAYS,)

    def __str__(self) -> str:
        """Name the authority."""
        return self.authority
