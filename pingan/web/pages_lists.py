"""Doors of a user's own settings of a list: saved views, columns with their order, layout. An app subclasses them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.web.listing import ListPlace, kept_query
from pingan.web.pages import Page
from pingan.web.saved_views import delete_view, save_setting, save_view
from pingan.web.tables import plain_query

#: Until an app says which list is meant, with ``as_view(place=…)``.
NOWHERE = ListPlace("", (), (), "", "", "", "", "", "", "")


class ListSettingDoor(Page):
    """A page that belongs to one list and leads back to it."""

    place: ListPlace = NOWHERE

    def back(self) -> HttpResponse:
        """Return to the list under the filters it was left with."""
        query = kept_query(self.request.POST.get("query", ""), self.place.filters)
        return redirect(f"{reverse(self.place.list)}?{query}")


class SaveViewPage(ListSettingDoor):
    """Keep the filters of the list under a name."""

    def post(self, request: HttpRequest) -> HttpResponse:
        kept = plain_query(QueryDict(request.POST.get("query", "")), known=self.place.filters)
        name = request.POST.get("name", "")
        try:
            view = save_view(actor=self.actor, list_name=self.place.name, name=name, query=kept)
        except Invalid as error:
            messages.error(request, " ".join(str(text) for texts in error.fields.values() for text in texts))
        else:
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
        return self.back()


class DeleteViewPage(ListSettingDoor):
    """Forget a view."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        delete_view(actor=self.actor, list_name=self.place.name, pk=pk)
        messages.success(request, _("The view is deleted."))
        return self.back()


class ListSettingPage(ListSettingDoor):
    """Keep the columns and the layout."""

    layouts: ClassVar[frozenset[str]] = frozenset({"split", "table"})

    def post(self, request: HttpRequest) -> HttpResponse:
        known = {column.key for column in self.place.columns}
        if request.POST.get("layout") in self.layouts:
            save_setting(actor=self.actor, list_name=self.place.name, layout=request.POST["layout"])
        if "columns_shown" in request.POST:
            wanted = [key for key in request.POST.getlist("columns") if key in known]
            save_setting(actor=self.actor, list_name=self.place.name, columns=list(dict.fromkeys(wanted)))
        return self.back()
