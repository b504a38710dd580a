"""How a user wants the list: saved views, columns with their order, layout."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from grids.pages.listing import COLUMNS, FILTERS, LIST
from pingan.common.errors import Invalid
from pingan.web.pages import Page
from pingan.web.saved_views import delete_view, save_setting, save_view
from pingan.web.tables import plain_query

LAYOUTS = frozenset({"split", "table"})


def list_address(query: str) -> str:
    """Return the list with a query string that came from a form, read and written again."""
    kept = QueryDict(mutable=True)
    for name, values in plain_query(QueryDict(query), known=FILTERS).items():
        kept.setlist(name, values)
    return f"{reverse('grids:incident_list')}?{kept.urlencode()}"


class SaveView(Page):
    def post(self, request: HttpRequest) -> HttpResponse:
        query = request.POST.get("query", "")
        kept = plain_query(QueryDict(query), known=FILTERS)
        try:
            view = save_view(actor=self.actor, list_name=LIST, name=request.POST.get("name", ""), query=kept)
        except Invalid as error:
            messages.error(request, " ".join(str(text) for texts in error.fields.values() for text in texts))
        else:
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
        return redirect(list_address(query))


class DeleteView(Page):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        delete_view(actor=self.actor, list_name=LIST, pk=pk)
        messages.success(request, _("The view is deleted."))
        return redirect(list_address(request.POST.get("query", "")))


class ListSettingPage(Page):
    def post(self, request: HttpRequest) -> HttpResponse:
        known = {column.key for column in COLUMNS}
        if request.POST.get("layout") in LAYOUTS:
            save_setting(actor=self.actor, list_name=LIST, layout=request.POST["layout"])
        if "columns_shown" in request.POST:
            wanted = [key for key in request.POST.getlist("columns") if key in known]
            save_setting(actor=self.actor, list_name=LIST, columns=list(dict.fromkeys(wanted)))
        return redirect(list_address(request.POST.get("query", "")))


urlpatterns = [
    path("incidents/views/", SaveView.as_view(), name="incident_view_save"),
    path("incidents/views/<int:pk>/delete/", DeleteView.as_view(), name="incident_view_delete"),
    path("incidents/setting/", ListSettingPage.as_view(), name="incident_list_setting"),
]
