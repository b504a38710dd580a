"""Registering a dispute: on a worker's phone, at a desk, with any number of parties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from disputes.pages.listing import TONES
from disputes.pages.lists import DisputePage
from disputes.pages.registration_forms import DisputeForm
from disputes.pages.registration_parties import (
    FIELD_PARTIES,
    FIRST_PARTIES,
    PartyForm,
    party_count,
    party_forms,
)
from disputes.queries.duplicates import Unsent, likely_repeats
from disputes.rules.intake import MOST_PARTIES
from disputes.rules.states import STATES
from disputes.services import NewDispute, register_dispute
from grids.queries.my_area import MOST_SHAPES, my_grids, shapes_of
from grids.queries.workers import own_grid_of
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.web.home import PHONE_ROLES
from pingan.web.problems import is_queued
from pingan.web.report_forms import stored_photos

#: More are never shown; a longer list was not made by this page.
MOST_SEEN = 50
#: Where a rule's refusal is shown whose field is not in sight.
_ELSEWHERE = {
    "attachments": "photos", "longitude": "place_text", "latitude": "place_text", "grid": "place_text",
    "region": "place_text",
}  # fmt: skip


class NewDisputePage(DisputePage):
    """The form of a registration. What was typed is never lost: parties and photos come back with every refusal."""

    duty = "dispute.register"
    # The empty form names nobody; what is typed into it waits on a phone under seal (``data-sealed``).
    is_kept_offline = True
    template_name = "disputes/new/page.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        # Where there is no signal no row can be added: some more stand ready, folded away.
        count = FIELD_PARTIES if self._is_field else FIRST_PARTIES
        return self._form(DisputeForm(actor=self.actor), party_forms(self.actor, count=count))

    @property
    def _is_field(self) -> bool:
        return self.actor.role in PHONE_ROLES

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DisputeForm(request.POST, request.FILES, actor=self.actor)
        if "add_party" in request.POST:  # without script: the same form with one row more
            return self._one_more(request, form)
        rows = party_forms(self.actor, request.POST, count=party_count(request.POST))
        sound = [form.is_valid(), *(row.is_valid() for row in rows if not row.is_blank)]
        files = stored_photos(self.actor, form, request.FILES.getlist("photos"))
        repeats: list[dict[str, Any]] = []
        if all(sound) and not form.errors:
            filled = [row for row in rows if not row.is_blank]
            places = {row.place: position for position, row in enumerate(filled)}
            data = form.registration([row.party(places) for row in filled], files)
            repeats = shown_repeats(self.actor, unsent_of(data))
            if not {repeat["dispute"].pk for repeat in repeats} <= _seen(request):
                if is_queued(request):  # no panel shows them there: the form asks for them once it is told
                    form.add_error(
                        None, _("Perhaps this is registered already: look before it is registered twice.")
                    )
                return self._form(form, rows, files=files, repeats=repeats, status=422)
            try:
                dispute = register_dispute(actor=self.actor, data=data)
            except Invalid as error:
                add_errors(form, filled, error)
            else:
                messages.success(request, _("Registered as %(number)s.") % {"number": dispute.matter.number})
                return self._sent(reverse("disputes:dispute_detail", args=[dispute.pk]))
        return self._form(form, rows, files=files, repeats=repeats, status=422)

    def _one_more(self, request: HttpRequest, form: DisputeForm) -> HttpResponse:
        count = min(party_count(request.POST) + 1, MOST_PARTIES)
        files = stored_photos(self.actor, form, request.FILES.getlist("photos"))
        rows = party_forms(self.actor, request.POST, count=count)
        for one in (form, *rows):  # nothing was sent yet, so nothing is wrong yet
            one.errors.clear()
        return self._form(form, rows, files=files)

    def _sent(self, target: str) -> HttpResponse:
        if not getattr(self.request, "htmx", False):
            return redirect(target)
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = target
        return answer

    def _form(
        self,
        form: DisputeForm,
        rows: list[PartyForm],
        *,
        files: tuple[int, ...] = (),
        repeats: Sequence[dict[str, Any]] = (),
        status: int = 200,
    ) -> HttpResponse:
        grids = my_grids(self.actor, most=MOST_SHAPES + 1)
        context: dict[str, Any] = {
            "form": form,
            "rows": rows,
            "party_errors": [(row, name, texts) for row in rows for name, texts in _errors_of(row)],
            "total": len(rows),
            "may_add": len(rows) < MOST_PARTIES,
            "kept": files,
            "repeats": repeats,
            "shapes": shapes_of(grids) if len(grids) <= MOST_SHAPES else None,
            "own_grid": own_grid_of(self.actor),
            "is_short": form.is_short,
            "is_field": self._is_field,
            # No draft is made of what is sealed; by the key an item of the outbox is put back.
            "draft_key": f"dispute:{self.actor.user_id}" if self._is_field else None,
            **_folded(rows, FIRST_PARTIES, FIELD_PARTIES if self._is_field else FIRST_PARTIES),
        }
        return self.render(context, status=status)


def _folded(rows: list[PartyForm], first: int, ready: int) -> dict[str, Any]:
    """Return the rows as they are shown: the first, those folded away as long as nobody typed into them, the rest."""
    folded = rows[first:ready]
    return {
        "first_rows": rows[:first],
        "folded_rows": folded,
        "further_rows": rows[max(first, ready) :],
        "is_folded": all(row.is_blank for row in folded),
    }


def unsent_of(data: NewDispute) -> Unsent:
    """Return what tells a registration apart from others."""
    return Unsent(
        type=data.type,
        text=data.description,
        longitude=data.longitude,
        latitude=data.latitude,
        grid=data.grid,
        region=data.region,
        place_text=data.place_text,
    )


def shown_repeats(actor: Actor, unsent: Unsent) -> list[dict[str, Any]]:
    """Return what a registration may repeat, ready for its template."""
    return [
        {
            "dispute": alike.dispute,
            "distance_m": alike.distance_m,
            "state_label": STATES[alike.dispute.matter.state],
            "tone": TONES.get(alike.dispute.matter.state, "grey"),
        }
        for alike in likely_repeats(actor, unsent)
    ]


def _seen(request: HttpRequest) -> set[int]:
    """Return the keys of the disputes that were shown before sending."""
    texts = request.POST.getlist("seen_repeats")[:MOST_SEEN]
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19}


def _errors_of(row: PartyForm) -> list[tuple[str, Any]]:
    return list(row.errors.items()) if row.is_bound and not row.is_blank else []


def add_errors(form: DisputeForm, filled: list[PartyForm], error: Invalid) -> None:
    """Put a rule's refusals at their fields: ``parties.1.name`` at the second party that was filled in."""
    for name, sentences in error.fields.items():
        head, _dot, rest = name.partition(".")
        place, _dot, field = rest.partition(".")
        for sentence in sentences:
            if head == "parties" and place.isdigit() and int(place) < len(filled):
                row = filled[int(place)]
                row.add_error(field if field in row.fields else "name", str(sentence))
                continue
            target = name if name in form.fields else _ELSEWHERE.get(name)
            form.add_error(target if target in form.fields else None, str(sentence))


class OneMoreParty(DisputePage):
    """One more row for a party, put under the others by HTMX; stores nothing."""

    duty = "dispute.register"
    template_name = "disputes/new/_more.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        count = min(party_count(request.POST) + 1, MOST_PARTIES)
        row = party_forms(self.actor, count=count)[-1]
        is_short = self.actor.role == "grid_worker"
        return self.render(
            {"row": row, "total": count, "may_add": count < MOST_PARTIES, "is_short": is_short, "oob": True}
        )


class SimilarDisputes(DisputePage):
    """Open disputes that the one being typed may repeat. Asked while it is typed; stores nothing."""

    duty = "dispute.register"
    template_name = "disputes/new/_repeats.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DisputeForm(request.POST, actor=self.actor)
        form.is_valid()
        data = form.cleaned_data
        if not data.get("type"):
            return self.render({"repeats": []})
        longitude, latitude = data.get("longitude"), data.get("latitude")
        is_whole = longitude is not None and latitude is not None
        unsent = Unsent(
            type=data["type"],
            text=data.get("description", ""),
            longitude=longitude if is_whole else None,
            latitude=latitude if is_whole else None,
            grid=data.get("grid"),
            region=data.get("region", ""),
            place_text=data.get("place_text", ""),
        )
        return self.render({"repeats": shown_repeats(self.actor, unsent)})


urlpatterns = [
    path("disputes/new/similar/", SimilarDisputes.as_view(), name="dispute_new_similar"),
    path("disputes/new/", NewDisputePage.as_view(), name="dispute_new"),
    path("disputes/new/party/", OneMoreParty.as_view(), name="dispute_new_party"),
]
