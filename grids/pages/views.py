"""How a user wants the list: saved views, columns with their order, layout."""

from __future__ import annotations

from django.urls import path, reverse

from grids.pages.listing import PLACE
from pingan.web.listing import kept_query
from pingan.web.pages_lists import DeleteViewPage, ListSettingPage, SaveViewPage


def list_address(query: str) -> str:
    """Return the list with a query string that came from a form, read and written again."""
    return f"{reverse(PLACE.list)}?{kept_query(query, PLACE.filters)}"


urlpatterns = [
    path("incidents/views/", SaveViewPage.as_view(place=PLACE), name="incident_view_save"),
    path(
        "incidents/views/<int:pk>/delete/", DeleteViewPage.as_view(place=PLACE), name="incident_view_delete"
    ),
    path("incidents/setting/", ListSettingPage.as_view(place=PLACE), name="incident_list_setting"),
]
