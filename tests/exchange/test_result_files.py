"""Photos and files with a result of a hand-over: checked as everybody's, on the matter, once; hostile ones are refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.cache import cache
from PIL import Image

from pingan.exchange.models import Call, HandOver
from pingan.files.models import StoredFile
from pingan.matters.models import MatterFile
from tests.exchange.test_hand_overs import book, given_handed_over, given_system, state_of
from tests.factories.exchange import Caller
from tests.factories.files import exif_at, image_bytes, pdf_bytes, picture, upload
from tests.factories.hostile_files import HOSTILE_FILES
from tests.factories.world import Place


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> None:
    cache.clear()


def told(caller: Caller, row: HandOver, files: dict[str, bytes], **values: Any) -> Any:
    """Send a report as a form with files."""
    sent = {"status": "done", "result": "已更换灯具", **values}
    sent["files"] = [upload(content, name, "application/octet-stream") for name, content in files.items()]
    return caller.client.post(
        f"/exchange/v1/hand-overs/{row.public_id}/status/",
        sent,
        headers={"Authorization": f"Bearer {caller.token}"},
    )


def photo(seed: int = 1) -> bytes:
    return image_bytes(picture(seed=seed), exif=exif_at(25.0, 114.0))


def test_photos_and_files_of_a_result_lie_on_the_matter_without_place(here: Place) -> None:
    incident, row, caller = given_handed_over(here, given_system(here))
    answer = told(caller, row, {"修好.jpg": photo(), "验收单.pdf": pdf_bytes()})
    assert (answer.status_code, answer.json()["status"]) == (200, "done")
    links = MatterFile.objects.filter(matter=incident.pk, purpose="handling").select_related("file")
    assert [link.file.original_name for link in links] == ["修好.jpg", "验收单.pdf"]
    stored = links[0].file
    assert (stored.longitude, stored.taken_at, stored.uploaded_by_id) == (None, None, None)
    kept = b"".join(open_stored(stored))
    assert b"SecretMaker" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    page = here.client("township_desk").get(f"/incidents/{incident.pk}/").content.decode()
    assert "验收单.pdf" in page


def open_stored(stored: StoredFile) -> Any:
    from pingan.files.services import open_file

    return open_file(stored)


def test_the_same_result_with_the_same_files_again_changes_nothing(here: Place) -> None:
    incident, row, caller = given_handed_over(here, given_system(here))
    assert told(caller, row, {"a.jpg": photo()}).status_code == 200
    entries = book(incident)
    again = told(caller, row, {"a.jpg": photo()})
    assert (again.status_code, again["Idempotent-Replayed"]) == (200, "true")
    assert told(caller, row, {"a.jpg": photo(2)}).status_code == 409
    assert told(caller, row, {}).status_code == 409
    assert (StoredFile.objects.count(), book(incident)) == (1, entries)


@pytest.mark.parametrize("name", sorted(HOSTILE_FILES))
def test_a_hostile_file_is_refused_as_a_problem_and_nothing_is_written(here: Place, name: str) -> None:
    incident, row, caller = given_handed_over(here, given_system(here))
    answer = told(caller, row, {"a.jpg": photo(), name: HOSTILE_FILES[name]})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    (said,) = answer.json()["errors"]["files"]
    assert said.startswith(name)
    assert state_of(incident) == "dispatched"
    assert book(incident)[-1] == "dispatch"
    assert not StoredFile.objects.exists()
    assert Call.objects.get(path__endswith="/status/").status == 422


def test_too_many_too_large_empty_or_of_no_result_are_refused_at_their_field(here: Place) -> None:
    incident, row, caller = given_handed_over(here, given_system(here))
    for files, values in (
        ({f"{place}.jpg": photo(place) for place in range(10)}, {}),
        ({"big.jpg": photo() + bytes(21 * 1024 * 1024)}, {}),
        ({"empty.jpg": b""}, {}),
        ({"a.jpg": photo()}, {"status": "in_handling", "result": ""}),
        ({"a.jpg": photo()}, {"status": "refused", "reason": "不属于本单位职责", "result": ""}),
    ):
        answer = told(caller, row, files, **values)
        assert (answer.status_code, set(answer.json()["errors"])) == (422, {"files"}), values
    assert state_of(incident) == "dispatched"
    assert not StoredFile.objects.exists()


def test_a_form_without_files_a_field_too_much_and_a_broken_form(here: Place) -> None:
    _incident, row, caller = given_handed_over(here, given_system(here))
    at = f"/exchange/v1/hand-overs/{row.public_id}/status/"
    head = {"Authorization": f"Bearer {caller.token}"}
    broken = caller.client.post(at, b"x", content_type="multipart/form-data", headers=head)
    assert (broken.status_code, broken["Content-Type"]) == (400, "application/problem+json")
    other = caller.client.post(at, b"x", content_type="text/plain", headers=head)
    assert (other.status_code, other["Content-Type"]) == (415, "application/problem+json")
    assert "attachments" in told(caller, row, {}, attachments="1").json()["errors"]
    assert told(caller, row, {}).json()["status"] == "done"


def test_files_of_others_cannot_be_named(here: Place) -> None:
    """What a form calls a file is a file: a number of one that lies here already is none."""
    _incident, row, caller = given_handed_over(here, given_system(here))
    answer = caller.post(
        f"hand-overs/{row.public_id}/status/", {"status": "done", "result": "x", "files": [1]}
    )
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"files"})
