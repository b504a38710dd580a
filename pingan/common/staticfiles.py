"""Static files for production: names with a digest, a gzip twin, and one style sheet instead of six."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: The style sheets of every page, in the order in which they count.
SHEETS = tuple(f"css/{name}.css" for name in ("tokens", "base", "components", "layouts", "pages", "print"))
#: All of them in one: on a slow line each request costs more than its bytes.
WHOLE_SHEET = "css/whole.css"


class GzipManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """Without brotli, which takes ten times as long for the API documentation's bundle."""

    #: One pass settles one step of imports at least, and what imports the deepest comes last.
    max_post_process_passes = 20
    # Our own modules name each other by the names with digests too, so that a browser may keep them for good. Django can do
    # that for all scripts or none, and those of others name what is not there.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002 - Django's own signature
        """Put the style sheets together before names are given."""
        if not dry_run and all(name in paths for name in SHEETS):
            texts = []
            for name in SHEETS:
                storage, path = paths[name]
                with storage.open(path) as sheet:
                    texts.append(sheet.read().decode())
            if self.exists(WHOLE_SHEET):
                self.delete(WHOLE_SHEET)
            self._save(WHOLE_SHEET, ContentFile("\n".join(texts).encode()))
            paths[WHOLE_SHEET] = (self, WHOLE_SHEET)
        yield from super().post_process(paths, dry_run, **options)

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Build whitenoise's compressor for gzip alone."""
        return Compressor(**{**kwargs, "use_brotli": False})
