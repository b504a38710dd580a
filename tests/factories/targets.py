"""Target letters brought to a state by the services that people use."""

from __future__ import annotations

from django.utils import timezone

from assessment.models import TargetLetter
from assessment.services.target_signing import sign_letter
from assessment.services.targets import TaskData, add_task, draft_letter
from tests.factories.world import Place

TASK = TaskData("每季度开展一次风险隐患排查", "平安建设科", "副局长", "刘建平")


def given_letter(
    here: Place, state: str = "draft", *, unit: str = "city_management", tasks: int = 2
) -> TargetLetter:
    """Return the letter of the county's body with one of its units, for this year."""
    office = here.actor("body_office")
    letter = draft_letter(
        actor=office,
        organ_id=here.units[unit].pk,
        year=timezone.localdate().year,
        goals="矛盾纠纷化解率百分之九十八以上",
    )
    for _number in range(tasks):
        add_task(actor=office, pk=letter.pk, data=TASK)
    if state == "signed":
        signer = "unit_handler" if unit == "city_management" else "unit_handler_2"
        for role in (signer, "leader"):
            sign_letter(actor=here.actor(role), pk=letter.pk)
    return TargetLetter.objects.select_related("organ", "region").get(pk=letter.pk)
