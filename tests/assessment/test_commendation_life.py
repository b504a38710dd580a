"""A commendation from nomination to publication, and what stands in its way (Article 61; invariants 7, 18)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.models import Commendation
from assessment.services.commendations import NewCommendation, nominate, reveal_nominee
from pingan.access.policy import visible_to
from pingan.audit.models import AuditEntry
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from pingan.matters.models import Matter
from pingan.org.models import Post
from tests.factories.cases import act, end_publicity, given_case, given_commendation, honour
from tests.factories.world import Place

VETO = {"measure": "veto", "skip_reason": "特别严重"}


def of_first_unit(here: Place, state: str = "nominated") -> Commendation:
    return given_commendation(here, state, "unit_handler", organ=here.units["city_management"].pk)


def test_a_unit_is_commended_by_another_unit_than_its_own(here: Place) -> None:
    row = given_commendation(here, "published")
    assert row.decided_organ == here.units["office"]
    assert row.document is not None
    assert row.document_number.startswith("南平安办决〔")
    with pytest.raises(IntegrityError), transaction.atomic():
        Commendation.objects.filter(pk=row.pk).update(decided_organ=row.organ)
    assert honour(here, row, "withdraw").matter.state == "withdrawn"


def test_nobody_of_the_nominees_own_unit_decides(here: Place) -> None:
    row = given_commendation(here, "publicized")
    end_publicity(row)
    Post.objects.filter(user=here.users["leader"]).update(organ=here.units["housing"])
    with pytest.raises(Invalid):
        honour(here, row, "decide")


@pytest.mark.parametrize("nominee", ["family", "division"])
def test_a_nominee_without_unit_is_decided_by_a_leader_without_unit(here: Place, nominee: str) -> None:
    """No unit is not one and the same unit: nobody's own is decided here (invariant 7)."""
    assert here.actor("leader").organ_id is None
    whose = {"nominee": "family", "name": "钟家和睦家庭", "organ": None}
    if nominee == "division":
        whose = {"organ": None, "division": here.township.pk}
    row = given_commendation(here, "publicized", **whose)
    end_publicity(row)
    decided = honour(here, row, "decide", document_number="康平安〔2026〕9号")
    assert (decided.matter.state, decided.organ_id) == ("decided", None)


def test_it_is_decided_only_after_the_period_of_publicity(here: Place) -> None:
    row = given_commendation(here, "publicized")
    with pytest.raises(IllegalAction):
        honour(here, row, "decide")
    end_publicity(row)
    assert honour(here, row, "decide").decided_on == timezone.localdate()


def test_a_restriction_refuses_it_and_two_persons_let_it_pass(here: Place) -> None:
    case = given_case(here, "served", decision=VETO)
    row = of_first_unit(here)
    with pytest.raises(Invalid) as refused:
        honour(here, row, "check")
    assert case.matter.number in str(refused.value.fields["note"])
    with pytest.raises(IllegalAction):
        honour(here, row, "allow_override")
    honour(here, row, "ask_override", note="见义勇为集体，群众联名")
    with pytest.raises(Forbidden):
        honour(here, row, "allow_override", "body_office")
    honour(here, row, "allow_override", note="同意")
    entry = AuditEntry.objects.get(action="commendation.overridden")
    assert (entry.reason, entry.data["cases"]) == ("见义勇为集体，群众联名", [case.matter.number])
    honour(here, row, "check")
    honour(here, row, "publicize")
    end_publicity(row)
    assert honour(here, row, "decide").matter.state == "decided"


def test_one_person_alone_never_overrides(here: Place) -> None:
    row = of_first_unit(here)
    office = here.users["body_office"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Commendation.objects.filter(pk=row.pk).update(
            override_reason="x", override_asked_by=office, override_by=office, override_at=timezone.now()
        )


def test_an_open_case_refuses_it_and_a_mere_candidate_does_not(here: Place) -> None:
    case = given_case(here, "candidate")
    row = of_first_unit(here)
    assert honour(here, row, "check").matter.state == "checked"
    honour(here, row, "publicize")
    act(here, case, "verify")
    end_publicity(row)
    with pytest.raises(Invalid):
        honour(here, row, "decide")
    assert Matter.objects.get(pk=row.pk).state == "publicized"


def test_the_database_refuses_it_whoever_asks(here: Place) -> None:
    row = of_first_unit(here, "publicized")
    changes = {
        "decided_on": timezone.localdate(), "decided_organ": here.units["office"], "document_number": "1号",
        "publicized_until": timezone.now(),
    }  # fmt: skip
    case = given_case(here, "verifying")
    with pytest.raises(IntegrityError, match="case of the nominee is open"), transaction.atomic():
        Commendation.objects.filter(pk=row.pk).update(**changes)
    for name in ("establish", "hear", "state"):
        act(here, case, name)
    act(here, case, "decide", **VETO)
    with pytest.raises(IntegrityError, match="restriction of the nominee"), transaction.atomic():
        Commendation.objects.filter(pk=row.pk).update(**changes)


def test_an_individuals_name_is_encrypted_masked_and_read_with_a_reason(here: Place) -> None:
    unit = here.units["housing"]
    data = NewCommendation(
        "individual", "平安建设先进个人", "张三丰同志排查化解纠纷百余起", name="张三丰", organ=unit.pk
    )
    row = nominate(actor=here.actor("unit_handler_2"), data=data)
    matter = Matter.objects.get(pk=row.pk)
    assert "张三丰" not in matter.title + matter.text + matter.keywords + row.deeds
    assert "张**" in matter.title
    office = here.actor("body_office")
    with pytest.raises(Invalid):
        reveal_nominee(actor=office, commendation_id=row.pk, reason=" ")
    assert reveal_nominee(actor=office, commendation_id=row.pk, reason="核对张三丰事迹") == "张三丰"
    entry = AuditEntry.objects.get(action="personal_data.reveal")
    assert "张三丰" not in entry.reason + str(entry.data)
    with pytest.raises(Forbidden):
        reveal_nominee(actor=here.actor("auditor"), commendation_id=row.pk, reason="审计")
    with pytest.raises(NotFound):
        reveal_nominee(actor=here.actor("unit_handler"), commendation_id=row.pk, reason="好奇")


def test_a_persons_name_stands_in_no_document_of_the_system(here: Place) -> None:
    row = given_commendation(
        here, "publicized", nominee="individual", name="张三丰", honour="平安建设先进个人"
    )
    end_publicity(row)
    with pytest.raises(Invalid) as refused:
        honour(here, row, "decide")
    assert "document_number" in refused.value.fields
    done = honour(here, row, "decide", document_number="康平安〔2026〕9号")
    assert (done.document, done.document_number) == (None, "康平安〔2026〕9号")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"nominee": "person"}, "nominee"),
        ({"honour": " "}, "honour"),
        ({"name": "张三丰"}, "name"),
        ({"organ": None}, "organ"),
        ({"nominee": "individual", "name": "张"}, "name"),
        ({"nominee": "individual", "name": "张三丰", "organ": None}, "organ"),
        ({"nominee": "family", "name": "张三丰家庭"}, "organ"),
        ({"honour": "先" * 121}, "honour"),
    ],
)
def test_a_nomination_that_is_not_whole_gets_a_sentence_at_its_field(
    here: Place, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        given_commendation(here, **values)
    assert field in refused.value.fields


def test_a_unit_nominates_itself_and_no_other(here: Place) -> None:
    with pytest.raises(Invalid) as refused:
        given_commendation(here, organ=here.units["city_management"].pk)
    assert "organ" in refused.value.fields
    with pytest.raises(Forbidden):
        given_commendation(here, role="auditor")
    row = given_commendation(here)
    assert not visible_to(Commendation, here.actor("unit_handler")).filter(pk=row.pk).exists()
    assert visible_to(Commendation, here.actor("auditor")).filter(pk=row.pk).exists()
