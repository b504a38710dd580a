"""A case file too long to wait for: ordered with a purpose, bound in the background, asked again when it is fetched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pingan.web.tasks  # noqa: F401 - registers what binds
from disputes.models import Dispute
from disputes.services import casefile
from pingan.audit.models import AuditEntry
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.files.models import StoredFile
from pingan.org.models import Post
from pingan.web import export_jobs
from pingan.web.models import ExportJob, ExportPart
from tests.disputes.test_case_file import put, texts_of
from tests.factories.case_papers import photo
from tests.factories.disputes import APPLICANT, act, given_dispute
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
PURPOSE = "区司法局案卷评查"


@pytest.fixture(autouse=True)
def few_bytes_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """One small photo makes a file long."""
    monkeypatch.setattr(casefile, "AT_ONCE_BYTES", 1_000)


def long_dispute(here: Place, state: str = "mediating", **values: Any) -> Dispute:
    dispute = given_dispute(here, state, **values)
    stored = put(dispute, here, photo(), "image/jpeg", "现场.jpg")
    assert stored.size_bytes > casefile.AT_ONCE_BYTES
    return dispute


def ordered(client: Client, dispute: Dispute, **values: str) -> Any:
    address = reverse("disputes:dispute_file_order", args=[dispute.pk])
    return client.post(address, {"purpose": PURPOSE, **values})


def bound(client: Client, dispute: Dispute) -> ExportJob:
    """Order a file and let the worker bind it."""
    assert ordered(client, dispute).status_code == 302
    job = ExportJob.objects.latest("pk")
    assert deliver(OutboxEntry.objects.get(job="web.export", payload__job_id=job.pk).pk)
    job.refresh_from_db()
    return job


def page(job: ExportJob) -> str:
    return reverse("web:export_job", args=[job.pk])


def fetched(client: Client, job: ExportJob) -> Any:
    return client.get(reverse("web:export_download", args=[job.pk]))


def readings() -> Any:
    return AuditEntry.objects.filter(action="personal_data.reveal")


def test_a_long_file_is_ordered_bound_in_the_background_and_fetched(here: Place) -> None:
    dispute = long_dispute(here)
    desk = here.client("township_desk")
    at_once = desk.get(reverse("disputes:dispute_file", args=[dispute.pk]))
    assert at_once["Location"] == reverse("disputes:dispute_file_order", args=[dispute.pk])
    form = desk.get(at_once["Location"]).content.decode()
    assert "purpose" in form and APPLICANT.name not in form
    sent = ordered(desk, dispute, idempotency_key="k1")
    again = ordered(desk, dispute, idempotency_key="k1")
    job = ExportJob.objects.get()
    assert sent["Location"] == again["Location"] == page(job)
    assert (job.state, job.purpose) == ("queued", PURPOSE)
    assert "hx-trigger" in desk.get(page(job)).content.decode()
    assert fetched(desk, job).status_code == 404
    assert not readings().exists()

    entry = OutboxEntry.objects.get(job="web.export")
    assert deliver(entry.pk)
    job.refresh_from_db()
    assert (job.state, job.rows_done) == ("done", job.rows_expected)
    made = AuditEntry.objects.get(action="export.pdf")
    assert (made.object_type, made.reason, made.data["filter"]["dispute"]) == (
        "case_file",
        PURPOSE,
        [str(dispute.pk)],
    )
    assert OutboxEntry.objects.filter(job="notify.deliver", payload__content__key=f"export:{job.pk}").exists()

    fragment = desk.get(page(job), headers={"HX-Request": "true"}).content.decode()
    assert "download" in fragment and "hx-trigger" not in fragment
    answer = fetched(desk, job)
    content = b"".join(answer.streaming_content)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert len(content) == int(answer["Content-Length"]) == job.size_bytes
    assert APPLICANT.name not in answer["Content-Disposition"]
    assert dispute.matter.number in answer["Content-Disposition"]
    pages = texts_of(content)
    assert APPLICANT.name in pages[0] and "证据材料之1" in pages[1]
    reading = readings().get()
    assert (reading.object_type, reading.object_id, reading.reason) == ("dispute", dispute.pk, PURPOSE)
    assert reading.actor_name == here.users["township_desk"].name
    listed = desk.get(reverse("web:my_exports")).content.decode()
    assert dispute.matter.number in listed and APPLICANT.name not in listed


def test_each_fetching_is_written_down(here: Place) -> None:
    dispute, desk = long_dispute(here), here.client("township_desk")
    job = bound(desk, dispute)
    for count in (1, 2):
        assert fetched(desk, job).status_code == 200
        assert readings().count() == count


def test_the_bound_file_is_encrypted_at_rest(here: Place) -> None:
    dispute, desk = long_dispute(here), here.client("township_desk")
    job = bound(desk, dispute)
    content = b"".join(fetched(desk, job).streaming_content)
    stored = ExportPart.objects.get(job=job).file
    with default_storage.open(stored.storage_name) as raw:
        kept = raw.read()
    assert content.startswith(b"%PDF-")
    assert b"%PDF-" not in kept and content[1000:1040] not in kept


def test_nobody_else_sees_or_fetches_it(world: World) -> None:
    here = world.here
    dispute = long_dispute(here)
    job = bound(here.client("township_desk"), dispute)
    for other in (
        here.client("township_desk_b"),
        here.client("mediator"),
        here.client("county_dispatcher"),
        world.neighbour.client("township_desk"),
    ):
        assert other.get(page(job)).status_code == 404
        assert fetched(other, job).status_code == 404
        assert str(job.pk) not in str(other.get(reverse("web:my_exports")).context["jobs"])
    assert not readings().exists()


def test_who_may_not_see_the_parties_orders_nothing(world: World) -> None:
    here = world.here
    dispute = long_dispute(here)
    for place, role, status in (
        (here, "leader", 403),
        (here, "grid_worker", 403),
        (here, "auditor", 403),
        (world.neighbour, "township_desk", 404),
    ):
        client = place.client(role)
        assert client.get(reverse("disputes:dispute_file", args=[dispute.pk])).status_code == status
        assert ordered(client, dispute).status_code == status
    assert not ExportJob.objects.exists()


@pytest.mark.parametrize("purpose", ["", " ", "看", "长" * 201])
def test_without_a_purpose_nothing_is_ordered(here: Place, purpose: str) -> None:
    answer = ordered(here.client("township_desk"), long_dispute(here), purpose=purpose)
    assert answer.status_code == 422
    assert answer.context["form"].errors["purpose"]
    assert not ExportJob.objects.exists()


def test_a_right_that_ended_after_the_order_fetches_nothing(here: Place) -> None:
    dispute = long_dispute(here, "accepted")
    county = here.client("county_dispatcher")
    job = bound(county, dispute)
    act(here, dispute, "restrict", "township_desk", restriction="minor", note="涉及未成年人")
    for language, sentence in (
        ("zh-hans", "您已无权查阅这份卷宗。"),
        ("en", "You may no longer read this case file."),
    ):
        headers = {"Accept-Language": language}
        answer = county.get(reverse("web:export_download", args=[job.pk]), headers=headers)
        assert answer.status_code == 403
        assert sentence in answer.content.decode()
        shown = county.get(page(job), headers=headers).content.decode()
        assert sentence in shown and reverse("web:export_download", args=[job.pk]) not in shown
    assert not readings().exists()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-hans", "您已无权查阅这份卷宗。"), ("en", "You may no longer read this case file.")],
)
def test_a_right_that_ended_before_it_is_bound_makes_no_file(
    here: Place, language: str, sentence: str
) -> None:
    dispute = long_dispute(here, "accepted")
    county = here.client("county_dispatcher")
    before = StoredFile.objects.count()
    county.post(
        reverse("disputes:dispute_file_order", args=[dispute.pk]),
        {"purpose": PURPOSE},
        headers={"Accept-Language": language},
    )
    act(here, dispute, "restrict", "township_desk", restriction="minor", note="涉及未成年人")
    assert deliver(OutboxEntry.objects.get(job="web.export").pk)
    job = ExportJob.objects.get()
    assert (job.state, job.failure) == ("failed", sentence)
    assert StoredFile.objects.count() == before and not ExportPart.objects.exists()
    assert sentence in county.get(page(job), headers={"Accept-Language": language}).content.decode()


def test_a_post_that_ended_meanwhile_makes_no_file(here: Place) -> None:
    dispute = long_dispute(here)
    ordered(here.client("township_desk"), dispute)
    Post.objects.filter(user=here.users["township_desk"]).update(held_to=timezone.localdate())
    assert deliver(OutboxEntry.objects.get(job="web.export").pk)
    job = ExportJob.objects.get()
    assert job.state == "failed" and job.failure and not ExportPart.objects.exists()


def test_a_restricted_file_is_bound_for_a_named_reader_until_the_naming_ends(here: Place) -> None:
    dispute = long_dispute(here, "accepted", restriction="minor", role="township_desk")
    assert ordered(here.client("county_dispatcher"), dispute).status_code == 404
    person = here.users["county_dispatcher"].pk
    act(here, dispute, "name_reader", "township_desk", user=person, note="区级指导")
    county = here.client("county_dispatcher")
    job = bound(county, dispute)
    assert fetched(county, job).status_code == 200
    named = dispute.readers.get(user_id=person)
    act(here, dispute, "end_reader", "township_desk", reader=named.pk, note="指导结束")
    assert fetched(county, job).status_code == 403
    assert readings().count() == 1


def test_a_job_that_runs_twice_makes_one_file(here: Place) -> None:
    dispute, desk = long_dispute(here), here.client("township_desk")
    job = bound(desk, dispute)
    files = StoredFile.objects.count()
    assert not deliver(OutboxEntry.objects.get(job="web.export").pk)
    export_jobs.make_export(job_id=job.pk)
    assert StoredFile.objects.count() == files
    assert ExportPart.objects.filter(job=job).count() == 1
    assert AuditEntry.objects.filter(action="export.pdf").count() == 1


def test_the_bound_file_is_erased_when_its_time_is_over(here: Place) -> None:
    dispute, desk = long_dispute(here), here.client("township_desk")
    job = bound(desk, dispute)
    last = OutboxEntry.objects.get(job="web.forget_export")
    assert abs(last.available_at - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)
    assert deliver(last.pk)
    assert fetched(desk, job).status_code == 404
    assert ExportPart.objects.get(job=job).file.deleted_at is not None
    assert "七天" in desk.get(page(job)).content.decode()


def test_photos_are_laid_on_their_sheets_once(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from pingan.documents.services import pieces

    laid = []
    real = pieces._picture_as_pdf
    monkeypatch.setattr(pieces, "_picture_as_pdf", lambda content: laid.append(1) or real(content))
    dispute, desk = long_dispute(here), here.client("township_desk")
    content = b"".join(fetched(desk, bound(desk, dispute)).streaming_content)
    assert len(laid) == 1
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) > 4
