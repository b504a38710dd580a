"""DRF's door: an actor or nothing. What the actor may reach is decided by ``pingan.access``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission

from pingan.common.errors import Forbidden


class HasActor(BasePermission):
    """Demands an account that holds a post today and has passed its sign-in gates; a view may name a ``duty``.

    ``duty_to_create`` is asked besides before a new row is read: who may not act is told nothing about fields.
    """

    message = _("Your post does not allow this.")

    def has_permission(self, request: Any, view: Any) -> bool:
        """Answer 401 without credentials, 403 without a post or without the view's duty."""
        if not request.user or not request.user.is_authenticated:
            raise NotAuthenticated()
        actor = request._request.actor
        if actor is None:
            self.message = _("This account holds no post today.")
            return False
        to_create = getattr(view, "duty_to_create", "") if getattr(view, "action", "") == "create" else ""
        if to_create and not actor.has(to_create):
            raise Forbidden()
        duty = getattr(view, "duty", "")
        return not duty or actor.has(duty)
