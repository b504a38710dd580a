"""Screens on walls: hung and taken down by a desk; what they show needs no sign-in, only the key in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.access.queries import region_for
from pingan.common.errors import Invalid
from pingan.office.models import WallScreen
from pingan.office.pages.asked import read_asked
from pingan.office.pages.wall import wall_context
from pingan.office.policy import SCREENS, VIEW
from pingan.office.queries.screens import LONGEST_DAYS, is_live, screen_of_key, screens_of
from pingan.office.services.screens import hang_screen, note_showing, take_down_screen
from pingan.web.forms import add_errors
from pingan.web.once import keep_once, take_once
from pingan.web.pages import Page
from pingan.web.public_pages import PublicPage, outside_address
from pingan.web.qr_codes import qr_code
from pingan.web.throttling import is_let_through

#: Looks from one line a minute: a wall asks once, a room full of them stays below.
_PER_MINUTE = 120


class ScreenForm(forms.Form):
    """Which division, where it hangs, for how long."""

    region = forms.RegexField(r"^36[0-9]{10}\Z", required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Where it hangs"), max_length=60)
    days = forms.IntegerField(
        label=_("Days until it goes dark"), min_value=1, max_value=LONGEST_DAYS, initial=LONGEST_DAYS
    )


class Screens(Page):
    """The screens of the own area; a new one is told its address once."""

    duty = SCREENS
    template_name = "office/wall/screens.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {"region": request.GET.get("region", ""), "days": LONGEST_DAYS}
        return self.show(ScreenForm(initial=initial), region=initial["region"])

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ScreenForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                _row, key = hang_screen(
                    actor=self.actor, region=data["region"], name=data["name"], days=data["days"]
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                keep_once(request, "screen", key)
                return self.sent(reverse("office:screens"))
        return self.show(form, region=form.cleaned_data.get("region", ""), status=422)

    def show(self, form: ScreenForm, *, region: Any, status: int = 200) -> HttpResponse:
        now = timezone.now()
        key = take_once(self.request, "screen")
        address = outside_address(self.request, reverse("office:screen", args=[key])) if key else ""
        context = {
            "form": form,
            "region": region_for(self.actor, str(region)),
            "rows": [(row, is_live(row, now)) for row in screens_of(self.actor)],
            "address": address,
            "code": qr_code(address) if address else None,
        }
        return self.render(context, status=status)


class ScreenEnd(Page):
    """Takes a screen down."""

    duty = SCREENS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        take_down_screen(actor=self.actor, screen_id=pk)
        messages.success(request, _("Taken down. The screen is dark within a minute."))
        return self.sent(reverse("office:screens"))


class Screen(PublicPage):
    """What hangs on the wall: totals of one board, nothing to press, no session."""

    folder = "office/wall"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        if not is_let_through("wall", most=_PER_MINUTE, seconds=60, request=request):
            busy = self.show("dark", {"is_busy": True}, 429)
            # A wall has no keyboard: the browser itself asks again, without a script.
            busy["Refresh"] = busy["Retry-After"]
            return busy
        found = screen_of_key(key)
        if found is None or not found[1].has(VIEW):
            dark = self.show("dark", {}, 404)
            # A page that hangs open asks for its numbers alone, and would go on showing the last ones: it loads anew.
            dark["HX-Refresh"] = "true"
            return dark
        row, actor = found
        note_showing(row)
        context = self._context(row, actor, key)
        is_part = bool(getattr(request, "htmx", False))
        return self.show("_numbers" if is_part else "screen", context)

    @staticmethod
    def _context(row: WallScreen, actor: Any, key: str) -> dict[str, Any]:
        query = QueryDict(mutable=True)
        query["region"] = row.region.code
        shown = wall_context(actor, read_asked(query))
        return {**shown, "board_url": "", "wall_url": reverse("office:screen", args=[key])}


urlpatterns = [
    path("office/screens/", Screens.as_view(), name="screens"),
    path("office/screens/<int:pk>/end/", ScreenEnd.as_view(), name="screen_end"),
    path("wall/<slug:key>/", Screen.as_view(), name="screen"),
]
