"""Choosing the language: a cookie, nothing more."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from pingan.web.returning import own_address


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Set the language cookie and go back to where the user was."""
    response = HttpResponseRedirect(own_address(request, "/"))
    remember_language(request, response, chosen_language(request))
    return response


def chosen_language(request: HttpRequest) -> str:
    """Return the language that a form asks for; empty: none, or none that there is."""
    language = request.POST.get("language", "")
    return language if check_for_language(language) and language in dict(settings.LANGUAGES) else ""


def remember_language(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Set the cookie, for a year; with no language, nothing."""
    if not language:
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
