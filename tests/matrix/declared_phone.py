"""What kind of address each one of the phone is: uploads in pieces."""

from __future__ import annotations

from pingan.files.models import Upload
from tests.matrix.kinds import Asked, Kind, One, Rows

DECLARED: dict[str, Kind] = {
    "api:upload-list": Rows(Upload, (Asked("keys"),)),
    "api:upload-detail": One(Upload, keys={"pk": "key"}),
}
