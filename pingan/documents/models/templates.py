"""The wording of documents."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.documents.models.kinds import DocumentKind


class DocumentTemplate(models.Model):
    """One version of the wording of a document. Versions are never changed, only followed.

    ``organ`` NULL: the default of every office; an office's own version goes before it.
    """

    code = models.SlugField(pgettext_lazy("official document", "code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=40, choices=DocumentKind.choices)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(pgettext_lazy("official document", "version"))
    title = models.CharField(pgettext_lazy("official document", "title"), max_length=200)
    body = models.TextField(pgettext_lazy("official document", "text"))
    is_active = models.BooleanField(pgettext_lazy("official document", "in use"), default=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("code", "organ", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["code", "organ", "version"], name="template_version_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["code", "organ"],
                condition=Q(is_active=True),
                name="template_in_use_once",
                nulls_distinct=False,
            ),
        )
        triggers = (
            pgtrigger.Protect(name="template_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="template_version_is_fixed", exclude=["is_active"]),
        )

    def __str__(self) -> str:
        """Show kind and version."""
        return f"{self.get_kind_display()} {self.version}"
