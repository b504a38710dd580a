"""What the security log says of files and papers that were read: of which dispute, and what for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from disputes.models import Dispute
from pingan.audit.models import AuditEntry
from tests.disputes.test_case_file import opened
from tests.factories.disputes import given_dispute
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def objects_in_the_log(here: Place, dispute: Dispute) -> list[str]:
    page = here.client("auditor").get(reverse("console:audit_log"))
    return [shown for entry, _label, shown in page.context["entries"] if entry.object_id == dispute.pk]


def test_the_log_names_a_dispute_by_its_number(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    assert opened(here.client("mediator"), dispute).status_code == 200
    assert here.client("leader").get(reverse("disputes:dispute_file", args=[dispute.pk])).status_code == 403
    # One was read, the other refused: both are told as what they are of.
    assert objects_in_the_log(here, dispute) == [f"矛盾纠纷 {dispute.matter.number}"] * 2
    entry = AuditEntry.objects.get(action="personal_data.reveal")
    detail = here.client("auditor").get(reverse("console:audit_entry", args=[entry.pk])).content.decode()
    assert f"矛盾纠纷 {dispute.matter.number}" in detail


@pytest.mark.parametrize("address", ["console:document_pdf", "console:document_docx"])
def test_a_paper_that_is_taken_out_is_written_down_by_title_and_number(here: Place, address: str) -> None:
    dispute = given_dispute(here, "mediating")
    paper = dispute.papers.select_related("document").get(kind="mediation_rights").document
    answer = here.client("mediator").get(reverse(address, args=[paper.pk]), headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    entry = AuditEntry.objects.get(action="document.downloaded")
    assert entry.reason == f"领取文书《{paper.title}》{paper.number}"
    page = here.client("auditor").get(reverse("console:audit_log"))
    shown = {row.pk: name for row, _label, name in page.context["entries"]}
    assert shown[entry.pk] == f"公文 {paper.number}"
