"""The exceptional right: one person, one matter, until a moment, for a reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Grant(models.Model):
    """Lets a user see one matter outside the scope of any post held. Expires by itself.

    Readers compare ``expires_at`` themselves; the sweeper only tidies up.
    """

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    reason = models.CharField(_("reason"), max_length=200)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="grant_has_reason"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("granted_at")), name="grant_expires_later"),
        )
        indexes = (models.Index(fields=["user", "expires_at"], name="grant_of_user"),)

    def __str__(self) -> str:
        """Name matter and user by key."""
        return f"grant {self.pk}"
