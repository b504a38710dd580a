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
    language = request.POST.get("language", "")
    if check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response
