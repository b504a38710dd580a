"""Language, colours and type size follow the user to every device; pages read them from cookies."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from pingan.accounts.models import User

THEME_COOKIE = "pingan_theme"
TYPE_COOKIE = "pingan_type"
_YEAR = 365 * 24 * 3600


def show_as_preferred(response: HttpResponse, user: User, *, forget: bool = False) -> None:
    """Set the cookies that templates and Django read.

    What the user has not chosen is left as the device has it; ``forget`` takes it away there too.
    """
    wanted = {
        settings.LANGUAGE_COOKIE_NAME: user.language,
        THEME_COOKIE: user.theme if user.theme != User.Theme.AUTO else "",
        TYPE_COOKIE: "large" if user.large_type else "",
    }
    for name, value in wanted.items():
        if value:
            is_secure = bool(settings.SESSION_COOKIE_SECURE)
            response.set_cookie(name, value, max_age=_YEAR, samesite="Lax", secure=is_secure)
        elif forget:
            response.delete_cookie(name, samesite="Lax")
