"""Each test keeps its objects in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage


@pytest.fixture(autouse=True)
def vault_folder(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    default_storage._setup() if not hasattr(default_storage, "_wrapped") else None
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path / "objects"))
    return tmp_path / "objects"
