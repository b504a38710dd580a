"""The API's filter backend: filter sets that ask who is acting are told."""

from __future__ import annotations

import inspect
from typing import Any

from django_filters.rest_framework import DjangoFilterBackend


class ActorFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Hands the actor to filter sets whose constructor takes one (``mine``, ``todo``), and the set to the view."""

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
