"""What a phone asks before it sends: who is signed in, is this device still known, has the app a new version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pingan.web.devices import contact
from pingan.web.shell import build, manifest, service_worker


@never_cache
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Answer anybody, signed in or not; what is told of a device, only its own secret cookie asks for."""
    user = request.user if request.user.is_authenticated else None
    device, wipe = contact(request)
    return JsonResponse(
        {
            "account": user.pk if user else None,
            "name": user.get_full_name() if user else "",
            "device": device,
            "wipe": wipe,
            "build": build(),
            "csrf": get_token(request),
            "server_time": timezone.now().isoformat(),
        }
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give out the service worker from the root, so that it may serve every page."""
    answer = HttpResponse(service_worker(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_safe
def app_manifest(request: HttpRequest) -> HttpResponse:
    """Give out the card of the installed app."""
    answer = JsonResponse(
        manifest(), content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
    answer["Cache-Control"] = "no-cache"
    return answer


urlpatterns = [
    path("phone/state/", state, name="phone_state"),
    path("sw.js", worker, name="service_worker"),
    path("manifest.webmanifest", app_manifest, name="manifest"),
]
