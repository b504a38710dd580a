"""What a page answers to a form that waited in a phone's outbox: the same door, in JSON instead of a page.

The outbox must tell apart what was taken, what a person has to mend, what changed meanwhile, what is still on its way,
and what only needs another attempt; it reads that from the status and ``code``. The contract stands in docs/phone.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.common.errors import DomainError, Forbidden, Invalid
from pingan.files.queries import receipts
from pingan.web.parts import every_part
from pingan.web.problems import problem_answer


class OtherAccount(DomainError):
    """What one account kept on this device is not sent in another one's name (409)."""

    code = "other_account"
    message = gettext_lazy("This was kept by another account on this device. Sign in as that one to send it.")


def of_another(request: HttpRequest) -> OtherAccount | None:
    """Return the refusal of a page that belongs to another account (``X-Account``) than the one signed in now."""
    owner = request.headers.get("X-Account", "")
    if not owner or not request.user.is_authenticated or owner == str(request.user.pk):
        return None
    said = _(
        "This device is now signed in as %(name)s, so this is not sent. What you typed still stands here."
    )
    return OtherAccount(said % {"name": request.user.get_full_name()})


def check_account(request: HttpRequest) -> None:
    """Compare the account whose page asks, or that kept a form, with the one signed in.

    Raises:
        OtherAccount: somebody else has signed in on the device since.

    """
    if other := of_another(request):
        raise other


def signed_out() -> HttpResponse:
    """Answer a form whose session is over; never with a redirect, which would look like success."""
    said = _("You are signed out. What you kept is still on this device: sign in, and it is sent.")
    return problem_answer(401, code="signed_out", title=said)


def form_token(token: str) -> HttpResponse:
    """Answer a form with an old token, and bring the one for the next attempt (``X-Form-Token``)."""
    answer = problem_answer(
        403, code="form_token", title=_("The form had expired and was renewed. Send it again.")
    )
    answer["X-Form-Token"] = token
    return answer


def refused(error: DomainError, status: int) -> HttpResponse:
    """Answer with a refusal of the domain: its sentence, its code, its fields or details."""
    extra: dict[str, Any] = {name: value for name, value in error.details.items() if name != "fields"}
    if isinstance(error, Invalid):
        extra = {"errors": {name: [str(text) for text in texts] for name, texts in error.fields.items()}}
        if "location" in error.details:  # the phone leads to what arrived before
            extra["location"] = error.details["location"]
    try:
        json.dumps(extra, default=str)
    except TypeError:  # details for a page, such as rows; programs have the code
        extra = {}
    return problem_answer(status, code=error.code, title=str(error.message), **_plain(extra))


def _plain(extra: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(extra), default=str))
    return plain


def _bound(value: Any) -> Iterator[BaseForm]:
    if isinstance(value, BaseForm) and value.is_bound:
        yield value
    elif isinstance(value, BaseFormSet) and value.is_bound:
        yield from value.forms
    elif isinstance(value, list | tuple):  # lines of their own, each with its form
        for one in value:
            yield from _bound(one)


def _told(form: BaseForm, name: str, sentence: str) -> str:
    """Return a refusal; what has no box on the page, such as a coordinate, is named in the sentence itself."""
    if name not in form.fields or not form[name].is_hidden:
        return sentence
    return _("%(field)s: %(refusal)s") % {"field": form[name].label, "refusal": sentence}


def errors_in(context: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the sentences per field, named as the field was sent, of all bound forms of a page; "" is the whole form."""
    found: dict[str, list[str]] = {}
    for value in context.values():
        for form in _bound(value):
            for name, sentences in form.errors.items():
                sent_as = form.add_prefix(name) if name in form.fields else ""
                found.setdefault(sent_as, []).extend(_told(form, name, str(text)) for text in sentences)
        if isinstance(value, BaseFormSet) and value.is_bound and value.non_form_errors():
            found.setdefault("", []).extend(str(text) for text in value.non_form_errors())
    for sentence in context.get("loose") or ():  # refusals of no field, which the page says above its form
        found.setdefault("", []).append(str(sentence))
    return {name: list(dict.fromkeys(sentences)) for name, sentences in found.items()}


def shown_again(context: Mapping[str, Any]) -> HttpResponse:
    """Answer where the page would show its form again: errors at their fields, or what changed meanwhile (409)."""
    made = context.get("made")
    if getattr(made, "conflict", ""):
        return _changed(made, context)
    errors = errors_in(context)
    if errors:
        first = next(sentences[0] for sentences in errors.values())
        said = _("Please check the marked fields.")
        return problem_answer(422, code="invalid", title=said, detail=first, errors=errors)
    said = _("The page asks something more before this is recorded. Open it and send it there.")
    return problem_answer(422, code="needs_page", title=said, errors={})


def _changed(made: Any, context: Mapping[str, Any]) -> HttpResponse:
    changes = [
        {
            "at": entry["at"].isoformat(),
            "actor": str(entry["actor_name"]),
            "action_label": str(entry["action_label"]),
            "note": str(entry["note"]),
        }
        for entry in context.get("changes", ())
    ]
    return problem_answer(
        409,
        code="stale" if made.is_possible else "illegal_action",
        title=str(made.conflict),
        version=made.version,
        state_label=str(context.get("state_label", "")),
        is_possible=made.is_possible,
        changes=changes,
    )


def _target(response: HttpResponse) -> str | None:
    for name in ("Location", "HX-Redirect"):
        if name in response:
            return response[name]
    if "HX-Location" in response:
        place = json.loads(response["HX-Location"])
        return str(place["path"])
    return None


def answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Turn what a page answered into the document that the outbox reads; documents stay as they are."""
    target = _target(response)
    is_done = target is not None or response.status_code in {201, 204}
    if not is_done:
        return response if "json" in response.get("Content-Type", "") else _page_instead(response)
    actor = getattr(request, "actor", None)
    keys = every_part(request.POST)
    answer = JsonResponse(
        {
            "location": target or "",
            "complete": True,
            "parts": [one.document() for one in receipts(actor=actor, keys=keys)] if actor and keys else [],
            "messages": [str(message) for message in get_messages(request)],
        }
    )
    if "Idempotent-Replayed" in response:
        answer["Idempotent-Replayed"] = response["Idempotent-Replayed"]
    return answer


def _page_instead(response: HttpResponse) -> HttpResponse:
    if response.status_code >= 400:
        said = str(Forbidden.message) if response.status_code == 403 else _("This cannot be done.")
        return problem_answer(response.status_code, code="refused", title=said)
    return shown_again({})
