"""The public pages (Articles 23, 54): what can be done here, and reporting without an account or a script.

No page sets a session. What limits floods counts keyed digests of addresses that end with their minute or hour; the digest
that a submission bears is forgotten after a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from grids.pages.public_forms import MOST_PHOTOS, ReportForm
from grids.queries.submissions import counties_by_city, full_name, office_of
from grids.rules.submissions import readable_code
from grids.services.submissions import Sent, submit
from pingan.access.rules import public_actor
from pingan.common import crypto
from pingan.common.errors import Invalid, Unavailable
from pingan.common.slots import public_doors
from pingan.files.rules import LIMITS
from pingan.files.services import store_upload
from pingan.org.models import Region
from pingan.org.queries import region_by_code
from pingan.web.forms import refusal_of
from pingan.web.middleware import client_ip
from pingan.web.public_forms import PublicForm, typed_in
from pingan.web.public_pages import PublicPage
from pingan.web.throttling import is_let_through

_MINUTE, _HOUR = 60, 3600
#: Sends from one line, and all that the door takes: a village hall stays below, a program does not (our own numbers).
PER_MINUTE, PER_HOUR, ALL_PER_MINUTE = 6, 40, 300
#: A photo of a phone is smaller.
PHOTO_LIMITS = replace(LIMITS, file_bytes=10 * 1024 * 1024)


def line_of(request: HttpRequest) -> str:
    """Return the keyed digest of where a request comes from."""
    return crypto.blind_index(client_ip(request), scope="public_line")


def is_too_much(request: HttpRequest) -> bool:
    """Count one more sending, by line and in all."""
    counted = (
        is_let_through("public", most=PER_MINUTE, seconds=_MINUTE, request=request),
        is_let_through("public", most=PER_HOUR, seconds=_HOUR, request=request),
    )
    return not (all(counted) and is_let_through("public:all", most=ALL_PER_MINUTE, seconds=_MINUTE))


def county_of(request: HttpRequest) -> Region | None:
    """Return the county that an address names by its digits; None: it names none."""
    found = region_by_code(f"{request.GET.get('county', '')[:6]}000000")
    return found if found is not None and found.level == 3 else None


def county_line(county: Region) -> dict[str, Any] | None:
    """Return the line of a county for the map; None: nobody brought one."""
    if not county.boundary:
        return None
    shape = {"type": "Feature", "properties": {"label": county.name}, "geometry": county.boundary}
    return {"type": "FeatureCollection", "features": [shape]}


class Index(PublicPage):
    """What can be done here; before everything else, whom to call when it burns."""

    folder = "grids/public"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("index", {"doors": [door(request) for door in public_doors.entries()]})


class SendingPage(PublicPage):
    """A form that anybody may send for a place: first the county, then the form, then the code."""

    folder = "grids/public"
    form_class: type[Any]
    template: str
    title: Any = _lazy("Report something")

    def get(self, request: HttpRequest) -> HttpResponse:
        county = county_of(request)
        if county is None:
            return self.show("counties", {"title": self.title, "cities": counties_by_city()})
        return self._form(self.form_class(county=county), county)

    def shown_again(self, request: HttpRequest) -> HttpResponse | None:
        county = county_of(request)
        if county is None:
            return self.get(request)
        initial = typed_in(self.form_class, request, county=county)
        # A browser names the chosen photos, and hands none of them back.
        had_photos = any(request.POST.getlist("photos"))
        return self._form(self.form_class(county=county, initial=initial), county, had_photos=had_photos)

    def post(self, request: HttpRequest) -> HttpResponse:
        county = county_of(request)
        if county is None:
            return self.show("counties", {"title": self.title, "cities": counties_by_city()}, 422)
        form = self.form_class(request.POST, county=county)
        is_sound = form.is_valid()
        if is_too_much(request):
            form.add_error(
                None,
                _(
                    "Too much is sent from here. Wait a minute, at most an hour, then send again; what is typed stays here."
                ),
            )
            return self._form(form, county, 429)
        if not is_sound:
            return self._form(form, county, 422)
        try:
            files = self.files(form, request)
            if form.errors:
                return self._form(form, county, 422)
            return self._sent(submit(nonce=form.nonce, line=line_of(request), data=form.submission(files)))
        except Invalid as error:
            form.refuse(error)
            return self._form(form, county, 422)

    def files(self, form: PublicForm, request: HttpRequest) -> tuple[int, ...]:
        """Return the keys of the files that came along, each checked and stored."""
        return ()

    def extra(self) -> dict[str, Any]:
        """Return what the page of one form says besides."""
        return {}

    def _sent(self, sent: Sent) -> HttpResponse:
        row = sent.submission
        context = {
            "row": row,
            "code": readable_code(sent.code),
            "place": full_name(row.region),
            "office": office_of(row.region),
        }
        return self.show("sent", context, 201)

    def _form(
        self, form: PublicForm, county: Region, status: int = 200, *, had_photos: bool = False
    ) -> HttpResponse:
        base = settings.MAP_BASE
        context = {
            "form": form,
            "county": county,
            "title": self.title,
            "line": county_line(county),
            "base": base,
            "had_photos": had_photos or bool(self.request.FILES),
            **self.extra(),
        }
        return self.show(self.template, context, status)


class Report(SendingPage):
    """Reports something."""

    form_class = ReportForm
    template = "report"

    def files(self, form: PublicForm, request: HttpRequest) -> tuple[int, ...]:
        return stored_photos(form, request.FILES.getlist("photos"))


def stored_photos(form: PublicForm, sent: Sequence[File[Any]]) -> tuple[int, ...]:
    """Check and keep photos; what is refused is told at the field."""
    if len(sent) > MOST_PHOTOS:
        form.add_error("photos", _("Only %(most)s photos can be sent at once.") % {"most": MOST_PHOTOS})
        return ()
    kept = []
    for upload in sent:
        try:
            kept.append(
                store_upload(
                    actor=public_actor(),
                    upload=upload,
                    read_place=False,
                    only_photos=True,
                    limits=PHOTO_LIMITS,
                ).pk
            )
        except (Invalid, Unavailable) as error:
            form.add_error("photos", f"{upload.name}: {refusal_of(error)}")
    return tuple(kept)


urlpatterns = [
    path("public/", Index.as_view(), name="public"),
    path("public/report/", Report.as_view(), name="public_report"),
]
