"""What kind of address each one of the phone is: uploads in pieces, devices, what a browser asks."""

from __future__ import annotations

from pingan.accounts.models import Device
from pingan.files.models import Upload
from tests.matrix.kinds import Asked, Kind, One, Open, Rows

DECLARED: dict[str, Kind] = {
    "web:phone_state": Open(),
    "web:service_worker": Open(),
    "web:manifest": Open(),
    # The system administrator sees those of others, and signs them out on the page of the account.
    "console:device_sign_out": One(Device, may_lack=True),
    "api:upload-list": Rows(Upload, (Asked("keys"),)),
    "api:upload-detail": One(Upload, keys={"pk": "key"}),
}
