"""What kind of address each one of accountability and commendations is."""

from __future__ import annotations

from assessment.machine.cases import CASES
from assessment.machine.commendations import COMMENDATIONS
from assessment.models import AccountabilityCase, Commendation, Restriction
from pingan.matters.models import SavedView
from tests.matrix.declared_risk import MARKED, _actions
from tests.matrix.kinds import EXPORT, Asked, Duty, Kind, One, Rows

JSON = Asked("json")
CASE = _actions(CASES)
COMMENDATION = _actions(COMMENDATIONS)


def _of_kind(resource: str, kind: str, model: type, actions: tuple[dict[str, str], ...]) -> dict[str, Kind]:
    address = f"links:/assessment/{kind}s/"
    return {
        f"api:{resource}-list": Rows(
            model, (JSON, Asked("json", MARKED), Asked("json", {"ordering": "next_due_at", "page_size": "5"}))
        ),
        f"api:{resource}-count": Rows(model, (Asked("count"), Asked("count", MARKED))),
        f"api:{resource}-detail": One(model),
        f"api:{resource}-attachments": One(model),
        f"api:{resource}-clocks": One(model),
        f"api:{resource}-offered": One(model),
        f"api:{resource}-perform": One(model, extras=actions, may_lack=True, every=4),
        f"api:{resource}-timeline": One(model),
        f"assessment:{kind}_list": Rows(
            model, (Asked(address, {"tab": "all"}), Asked(address, {"tab": "all", **MARKED}))
        ),
        f"assessment:{kind}_export": Rows(
            model, (Asked("numbers", {"tab": "all"}, EXPORT),), duties=(f"{kind}.export",)
        ),
        f"assessment:{kind}_detail": One(model),
        f"assessment:{kind}_action": One(
            model, extras=actions, may_lack=True, every=4 if kind == "case" else 1
        ),
        f"assessment:{kind}_filters": Duty(),
        f"assessment:{kind}_view_save": Duty(),
        f"assessment:{kind}_view_delete": One(SavedView, duties=(f"{kind}.see",), may_lack=True),
        f"assessment:{kind}_list_setting": Duty(),
        f"assessment:{kind}_new": Duty(),
    }


DECLARED: dict[str, Kind] = {
    **_of_kind("accountability-case", "case", AccountabilityCase, CASE),
    **_of_kind("commendation", "commendation", Commendation, COMMENDATION),
    "api:commendation-reveal": One(Commendation),
    "assessment:commendation_reveal": One(Commendation, duties=("commendation.see",)),
    "api:restriction-list": Rows(Restriction, (JSON,)),
    "api:restriction-detail": One(Restriction),
    "assessment:restriction_list": Duty(),
}
