"""What the dotted names of acts mean to an auditor. Pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: Names by act. An act that is not listed here is shown by its code.
ACTIONS: dict[str, Any] = {
    "sign_in.succeeded": _("Signed in"),
    "sign_in.failed": _("Sign-in failed"),
    "sign_in.locked_out": _("Sign-in blocked after failures"),
    "sign_out": _("Signed out"),
    "sign_out.everywhere": _("Signed out everywhere"),
    "second_factor.added": _("Second factor set up"),
    "second_factor.removed": _("Second factor removed"),
    "second_factor.renewed": _("Recovery codes renewed"),
    "second_factor.recovery_used": _("Recovery code used"),
    "password.changed": _("Password changed"),
    "password.reset": _("Password reset"),
    "account.opened": _("Account opened"),
    "account.closed": _("Account closed"),
    "account.reopened": _("Account reopened"),
    "token.created": _("API token made"),
    "token.revoked": _("API token revoked"),
    "post.granted": _("Post given"),
    "post.ended": _("Post ended"),
    "post.switched": _("Acted under another post"),
    "grant.given": _("Exceptional access given"),
    "grant.revoked": _("Exceptional access taken back"),
    "access.refused": _("Access refused"),
    "personal_data.reveal": _("Personal data revealed"),
    "export.csv": _("Exported as CSV"),
    "export.xlsx": _("Exported as Excel"),
    "audit.viewed": _("Security log read"),
}
#: Groups for the filter: a leading part of the name.
GROUPS: dict[str, Any] = {
    "sign_in": _("Signing in"),
    "second_factor": _("Second factor"),
    "password": _("Passwords"),
    "account": _("Accounts"),
    "token": _("API tokens"),
    "post": _("Posts"),
    "grant": _("Exceptional access"),
    "access": _("Refusals"),
    "personal_data": _("Personal data"),
    "export": _("Exports"),
}


def label_of(action: str) -> str:
    """Return the name of an act in the reader's language; its code where it has none."""
    return str(ACTIONS.get(action, action))
