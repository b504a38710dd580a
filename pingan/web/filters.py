"""The API's filter backend: filter sets that ask who is acting are told, and names that nobody reads are refused."""

from __future__ import annotations

import inspect
from typing import Any

from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers

from pingan.web.serializers import MOST_NAMED

#: Which page, of how many rows, in which form.
_OF_EVERY_LIST = ("cursor", "page_size", "format")


class ActorFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Hands the actor to filter sets whose constructor takes one (``mine``, ``todo``), and the set to the view."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Refuse names that nobody reads, then filter: a condition passed over would look like an answer.

        Raises:
            serializers.ValidationError: at each unknown name, answered as 400.

        """
        filters = self.get_filterset_class(view, queryset)
        known = {
            *(filters.base_filters if filters else ()),
            *_OF_EVERY_LIST,
            *getattr(view, "also_asked", ()),
        }
        sentence = _("This list has no such filter.")
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            raise serializers.ValidationError({name: [sentence] for name in unknown[:MOST_NAMED]})
        return super().filter_queryset(request, queryset, view)

    def get_filterset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Keep the set as ``view.filters``: a list may ask it for more than its rows."""
        view.filters = super().get_filterset(request, queryset, view)
        return view.filters

    def get_filterset_kwargs(self, request: Any, queryset: Any, view: Any) -> dict[str, Any]:
        """Add ``actor``, and the names that were sent, where they are wanted."""
        kwargs: dict[str, Any] = super().get_filterset_kwargs(request, queryset, view)
        wanted = inspect.signature(self.get_filterset_class(view, queryset).__init__).parameters
        if "actor" in wanted:
            kwargs["actor"] = view.actor
        if "only" in wanted:
            kwargs["only"] = frozenset(request.query_params)
        return kwargs
