"""Static files for production: names with a digest, and a gzip twin."""

from __future__ import annotations

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class GzipManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """Without brotli, which takes ten times as long for the API documentation's bundle."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Build whitenoise's compressor for gzip alone."""
        return Compressor(**{**kwargs, "use_brotli": False})
