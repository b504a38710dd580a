"""The product's addresses, and the bare view: what Django REST framework itself costs on this server."""

from typing import Any

from django.urls import path
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pingan.urls import handler400, handler403, handler404, handler500
from pingan.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

#: As many fields and characters as a row of the incident list.
ROW: dict[str, Any] = {
    **{f"number_{place}": 360703000 + place for place in range(8)},
    **{f"text_{place}": "网格服务管理事项，文化广场路灯不亮" for place in range(14)},
    **dict.fromkeys((f"moment_{place}" for place in range(4)), "2026-11-23T17:30:00+08:00"),
    **dict.fromkeys((f"flag_{place}" for place in range(5)), False),
}


class Bare(APIView):
    """No sign-in, no rows fetched: ``rows`` ready dictionaries are written as JSON."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    def get(self, request: Request) -> Response:
        return Response({"results": [ROW] * int(request.query_params.get("rows", "1"))})

    def post(self, request: Request) -> Response:
        return Response(request.data or ROW, status=201)


urlpatterns = [
    path("bench/bare/", Bare.as_view()),
    *product,
]
