"""Where a form leads back to: an address of this site that the form names, and no other."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_address(request: HttpRequest, usual: str) -> str:
    """Return what a form names as ``next`` where it lies on this site, else the usual address."""
    target = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if is_own else usual
