"""Who may do what to a rectification order (Article 62). Verbs are those that the machine's actions name.

The office of a body acts on orders of its own division and reads those below; another person, a leader of the same
division, approves. A unit sees an order once it is served, and answers it.
"""

from __future__ import annotations

from assessment.models import DisciplineSuggestion, OrderItem, OrderReply, OrderReview, RectificationOrder
from assessment.policy.oversight_scopes import InStates
from assessment.rules.orders import SERVED
from pingan.access.policy import AllOf, Equals, Granted, OwnUnit, Permit, register, register_kind
from pingan.access.rules import extend_duties
from pingan.matters.policy import MatterArea, OfKind

KIND = "order"
AREA = OfKind(KIND, MatterArea())
OWN = OfKind(KIND, AllOf((MatterArea(), Equals("region_id", "region_id"))))
UNIT = OfKind(KIND, AllOf((OwnUnit("organ_id"), InStates(SERVED))))
GRANTED = OfKind(KIND, Granted())
DUTIES = {
    "body_office": {"view_area", "draft", "issue", "review", "escalate", "comment", "export", "granted"},
    "leader": {"view_area", "approve", "comment", "granted"},
    "county_government": {"view_area", "granted"},
    "auditor": {"view_area", "export", "granted"},
    "unit_handler": {"view_unit", "answer", "granted"},
}
VIEW = (
    Permit("order.view_area", AREA),
    Permit("order.view_unit", UNIT),
    Permit("order.granted", GRANTED),
)
VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    "draft": (Permit("order.draft", OWN),),
    "approve": (Permit("order.approve", OWN),),
    "issue": (Permit("order.issue", OWN),),
    "sign": (Permit("order.answer", UNIT),),
    # A unit without an account: the office records its reply, and another person reviews.
    "reply": (Permit("order.answer", UNIT), Permit("order.review", OWN)),
    "review": (Permit("order.review", OWN),),
    "escalate": (Permit("order.escalate", OWN),),
    "comment": (Permit("order.comment", OWN), Permit("order.answer", UNIT)),
    "export": (Permit("order.export", AREA),),
}


def register_orders() -> None:
    """Register permits of orders and of what belongs to one; called from ``ready()``."""
    extend_duties({role: {f"order.{name}" for name in (*names, "see")} for role, names in DUTIES.items()})
    register_kind(KIND, RectificationOrder, VERBS)
    for model in (OrderItem, OrderReply):
        register(model, {"view": VIEW}, at="order__matter__")
    register(OrderReview, {"view": VIEW}, at="reply__order__matter__")
    # What is suggested to the authority is the body's business, not the unit's.
    register(DisciplineSuggestion, {"view": (Permit("order.view_area", AREA),)}, at="order__matter__")
