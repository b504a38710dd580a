"""How a user wants the list: saved views, columns with their order, layout."""

from __future__ import annotations

from django.urls import path

from grids.pages.listing import PLACE
from pingan.web.pages_lists import DeleteViewPage, ListSettingPage, SaveViewPage

urlpatterns = [
    path("incidents/views/", SaveViewPage.as_view(place=PLACE), name="incident_view_save"),
    path(
        "incidents/views/<int:pk>/delete/", DeleteViewPage.as_view(place=PLACE), name="incident_view_delete"
    ),
    path("incidents/setting/", ListSettingPage.as_view(place=PLACE), name="incident_list_setting"),
]
