"""Bases of all pages: sign-in, actor, duty, refusals, idempotent POSTs, fragments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.forms import BaseForm, ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from pingan.access.rules import Actor
from pingan.common.errors import DomainError, Forbidden
from pingan.web.errors import as_domain_error, error_page
from pingan.web.idempotency import Answer, answer_once, checked_key, fingerprint
from pingan.web.kept_pages import KEEP_HEADER, is_for_keeping, mark_kept
from pingan.web.problems import is_queued
from pingan.web.queued import answered, check_account, shown_again, signed_out


class Page(View):
    """A page for somebody who holds a post today. ``duty`` names what the post must carry.

    ``is_kept_offline``: a phone may keep the page for when there is no signal. Such a page holds no contact, no masked
    value and no name of a reporter. ``kept_template_name``: what it keeps instead of a page that holds them;
    ``is_kept_by_question``: only for the very question of its address; ``also_kept``: addresses that belong to it.
    """

    duty: ClassVar[str] = ""
    template_name: ClassVar[str] = ""
    fragment_name: ClassVar[str] = ""
    is_kept_offline: bool = False
    kept_template_name: str = ""
    is_kept_by_question: bool = False
    also_kept: Iterable[str] = ()
    request: HttpRequest

    @property
    def actor(self) -> Actor:
        """Return who is acting; ``dispatch`` has made sure that there is one."""
        return self.request.actor  # type: ignore[attr-defined,no-any-return]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in, run (once per idempotency key), and turn refusals into answers."""
        if not request.user.is_authenticated:
            return signed_out() if is_queued(request) else redirect_to_login(request.get_full_path())
        try:
            check_account(request)
            self._admit(request)
            response = self._run_or_replay(request, *args, **kwargs)
            return answered(request, response) if is_queued(request) else response
        except Exception as error:
            refusal = as_domain_error(error)
            if isinstance(refusal, DomainError):
                return error_page(request, refusal)
            raise

    def _run_or_replay(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get("idempotency_key") or request.headers.get("Idempotency-Key", "")
        if request.method == "POST" and key:
            return self._once(checked_key(key), request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def _admit(self, request: HttpRequest) -> None:
        actor = request.actor  # type: ignore[attr-defined]
        if actor is None:
            raise Forbidden(_("This account holds no post today. Ask your security administrator."))
        if self.duty and not actor.has(self.duty):
            raise Forbidden()

    def _once(self, key: str, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        def run() -> tuple[Answer, HttpResponse]:
            response: HttpResponse = super(Page, self).dispatch(request, *args, **kwargs)  # type: ignore[assignment]
            kept = {
                name: response[name]
                for name in ("Location", "HX-Redirect", "HX-Location")
                if name in response
            }
            status = response.status_code
            # A redisplayed form (200 without a redirect) is a refusal: nothing happened, nothing to store.
            stored = status if kept or status in {201, 204} else 422
            return Answer(stored, b"", kept), response

        answer, live = answer_once(
            user_id=self.actor.person,
            key=key,
            request_print=fingerprint("POST", request.path, _together(request)),
            run=run,
        )
        if live is not None:
            return live  # type: ignore[no-any-return]
        replay = HttpResponse(status=answer.status)
        if "Location" in answer.headers:
            replay = HttpResponseRedirect(answer.headers["Location"])
        for name, value in answer.headers.items():
            replay[name] = value
        replay["Idempotent-Replayed"] = "true"
        return replay

    def sent(self, target: str) -> HttpResponse:
        """Answer a form that was taken: on to another page, in the way that whoever sent it understands."""
        if not getattr(self.request, "htmx", False):
            return HttpResponseRedirect(target)
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = target
        return answer

    def render(self, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """Render the page, or its fragment where HTMX asks for the same URL; an outbox gets its errors."""
        if is_queued(self.request):
            return shown_again(context or {})
        htmx = getattr(self.request, "htmx", None)
        is_fragment = bool(self.fragment_name and htmx and not htmx.boosted)
        is_whole = self.request.method == "GET" and status == 200 and not is_fragment
        is_keeping = is_whole and is_for_keeping(self.request)
        is_variant = is_keeping and bool(self.kept_template_name)
        name = self.fragment_name if is_fragment else self.template_name
        if is_variant:
            name = self.kept_template_name
        context = {**(context or {}), "is_for_keeping": is_keeping}
        for value in context.values():
            _read_now(value)
        response = render(self.request, name, context, status=status)
        response["Vary"] = f"HX-Request, {KEEP_HEADER}"
        if is_whole:
            mark_kept(self, self.request.actor, response, is_variant=is_variant)  # type: ignore[attr-defined]
        return response


def _read_now(value: Any) -> None:
    """Read here, where it is counted and may fail, what a template would ask the database for."""
    if isinstance(value, QuerySet):
        len(value)
    elif isinstance(value, BaseForm):
        for field in value.fields.values():
            if isinstance(field, ModelChoiceField):
                field.choices = list(field.iterator(field))


def _together(request: HttpRequest) -> Any:
    merged = request.POST.copy()
    for name, files in request.FILES.lists():
        merged.setlist(name, files)  # type: ignore[arg-type]
    return merged
