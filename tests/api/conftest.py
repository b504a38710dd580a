"""A small world and clients that speak JSON to the API as its people."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pingan.accounts.models import User
from tests.factories.world import signed_in

API = "/api/v1"


class Api:
    """One person's program: signed in with a session, sending JSON, holding no CSRF cookie."""

    def __init__(self, user: User | None) -> None:
        self.browser = Client(enforce_csrf_checks=False) if user is None else signed_in(user)

    def get(self, path: str, **query: Any) -> Any:
        return self.browser.get(f"{API}{path}", query)

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        body = {} if data is None else data
        return self.browser.post(
            f"{API}{path}", body, content_type="application/json", headers=self._named(headers)
        )

    def patch(self, path: str, data: Any, **headers: str) -> Any:
        return self.browser.patch(
            f"{API}{path}", data, content_type="application/json", headers=self._named(headers)
        )

    def upload(self, content: bytes, name: str = "photo.jpg", **data: Any) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        return self.browser.post(f"{API}/attachments/", {"file": SimpleUploadedFile(name, content), **data})

    def act(self, pk: int, action: str, data: Any = None, **headers: str) -> Any:
        return self.post(f"/incidents/{pk}/actions/{action}/", data, **headers)

    @staticmethod
    def _named(headers: dict[str, str]) -> dict[str, str]:
        return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def stranger() -> Api:
    return Api(None)
