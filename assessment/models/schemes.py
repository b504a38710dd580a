"""Schemes of assessment and their indicators, versioned by body, year and audience (Article 57)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models.choices import Audience, MethodCode, Source
from assessment.models.gate import (
    INDICATOR_STANDS,
    INDICATORS_STAY,
    SCHEME_DERIVES,
    SCHEME_INHERITS,
    SCHEME_STAYS,
)
from pingan.common.versions import Confidence
from pingan.org.models import Organ, Region


class AssessmentScheme(models.Model):
    """One version of what a body assesses in a year, and how.

    ``region`` is that of the body; ``parent`` the scheme it derives from (NULL: the province's own). ``own_share`` is
    the most, in per cent of the full score, that indicators of a derived scheme's own may come to. ``grades`` are the
    bounds from the best down: ``[[code, name, from per cent], …]``, ``quota`` the most of a peer group that may earn
    the best, in per cent (NULL: any). Shares of fewer than ``few`` cases are marked. Never changed once it is published.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("scheme", "draft")
        PUBLISHED = "published", pgettext_lazy("scheme", "published")
        REPLACED = "replaced", pgettext_lazy("scheme", "replaced by a later version")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    audience = models.CharField(_("assesses"), max_length=10, choices=Audience.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="derived", verbose_name=_("derives from")
    )
    title = models.CharField(_("title"), max_length=120)
    document = models.CharField(_("document number"), max_length=120, blank=True)
    full_score = models.DecimalField(_("full score"), max_digits=7, decimal_places=2, default=100)
    own_share = models.DecimalField(
        _("own indicators at most (%)"), max_digits=5, decimal_places=2, default=20
    )
    grades = models.JSONField(_("grades"), default=list)
    quota = models.DecimalField(
        _("best grade for at most (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    few = models.PositiveSmallIntegerField(_("few cases: fewer than"), default=30)
    objection_days = models.PositiveSmallIntegerField(_("days for objections (working days)"), default=5)
    basis = models.CharField(_("source of the numbers"), max_length=300, blank=True)
    confidence = models.CharField(max_length=12, choices=Confidence.choices, default=Confidence.LOW)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    edition = models.PositiveIntegerField(
        default=1, help_text="Counts changes of a draft: who saves says which was seen."
    )

    class Meta:
        ordering = ("-year", "region__code", "audience", "-version")
        triggers = (SCHEME_STAYS, SCHEME_DERIVES, SCHEME_INHERITS)
        constraints = (
            models.UniqueConstraint(
                fields=["region", "year", "audience", "version"], name="scheme_version_once"
            ),
            models.UniqueConstraint(
                fields=["region", "year", "audience"],
                condition=Q(state="published"),
                name="scheme_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["region", "year", "audience"], condition=Q(state="draft"), name="scheme_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="scheme_published_has_its_moment",
            ),
            models.CheckConstraint(condition=Q(full_score__gt=0), name="scheme_full_score_positive"),
            models.CheckConstraint(
                condition=Q(own_share__gte=0, own_share__lte=100), name="scheme_own_share_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(quota=None) | Q(quota__gt=0, quota__lte=100), name="scheme_quota_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2023, year__lte=2100), name="scheme_year_under_the_regulation"
            ),
        )

    def __str__(self) -> str:
        """Show title and version."""
        return f"{self.title} v{self.version}"


class Indicator(models.Model):
    """One indicator of a scheme, on one of three levels; only those that nothing stands under are scored.

    ``origin`` is the parent scheme's indicator from which it comes (NULL: the scheme's own). ``weight_low`` and
    ``weight_high`` bound what a scheme below may choose (equal: locked). ``params`` are the method's numbers
    (``assessment.rules.params``), ``expression`` that of a computed one, ``supplier`` the department that supplies a
    reported number and confirms it. ``basis`` says where the numbers come from.
    """

    scheme = models.ForeignKey(AssessmentScheme, on_delete=models.CASCADE, related_name="indicators")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="derived")
    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    explanation = models.TextField(_("what is looked at"), blank=True)
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=2, default=0)
    weight_low = models.DecimalField(_("weight below: from"), max_digits=7, decimal_places=2, default=0)
    weight_high = models.DecimalField(_("weight below: to"), max_digits=7, decimal_places=2, default=1000)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, blank=True)
    method = models.CharField(_("method"), max_length=20, choices=MethodCode.choices, blank=True)
    params = models.JSONField(_("numbers of the method"), default=dict, blank=True)
    expression = models.CharField(_("expression"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    date_rule = models.CharField(_("which day decides"), max_length=120, blank=True)
    supplier = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supplied by"),
    )
    needs_evidence = models.BooleanField(_("evidence is required"), default=False)
    is_applicable = models.BooleanField(_("applicable at this level"), default=True)
    reason = models.CharField(_("why not applicable"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=40, blank=True)
    basis = models.CharField(_("source of the numbers"), max_length=300, blank=True)
    confidence = models.CharField(max_length=12, choices=Confidence.choices, default=Confidence.LOW)

    class Meta:
        ordering = ("order", "code", "id")
        triggers = (INDICATORS_STAY, INDICATOR_STANDS)
        constraints = (
            models.UniqueConstraint(fields=["scheme", "code"], name="indicator_code_once"),
            models.UniqueConstraint(
                fields=["scheme", "origin"],
                condition=Q(origin__isnull=False),
                name="indicator_inherited_once",
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="indicator_weight_not_negative"),
            models.CheckConstraint(
                condition=Q(weight_low__gte=0, weight_high__gte=F("weight_low")),
                name="indicator_bounds_run_forward",
            ),
            models.CheckConstraint(
                condition=Q(is_applicable=True) | ~Q(reason=""), name="indicator_says_why_not_applicable"
            ),
            models.CheckConstraint(
                condition=Q(method="") | Q(method__in=MethodCode.values), name="indicator_method_known"
            ),
            models.CheckConstraint(
                condition=Q(source="") | Q(source__in=Source.values), name="indicator_source_known"
            ),
        )

    def __str__(self) -> str:
        """Show code and name."""
        return f"{self.code} {self.name}"

    @property
    def is_scored(self) -> bool:
        """Say whether its weight is part of the full score."""
        return self.source not in {Source.DEDUCTION, Source.BONUS, Source.VETO}

    def shown(self, *, language: str) -> Any:
        """Return the name in a language, the Chinese one where there is no other."""
        return self.name_en if language.startswith("en") and self.name_en else self.name
