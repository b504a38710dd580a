"""Guards and effects of an order's way out: draft, approval, issue with its document, service, another day, revoking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.machine import order_inputs as inputs
from assessment.models import OrderItem, RectificationOrder
from assessment.queries.orders import receipt_of, units_of_level
from assessment.rules.orders import due_problem, item_problem, items_in
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.documents.services import acknowledge, issue, serve, void
from pingan.matters.machine import ClockOperation, ExtendClock, Limit, Move, StartClock, StopClock
from pingan.org.models import Organ
from risk.queries.terms import start

STAGE = "order_rectify"
#: Where the day of an order comes from, as its clock shows it; in the product's first language, like all sources.
SOURCE = "责令限期整改通知书确定的期限（《江西省平安建设条例》第六十二条）"
#: What follows where a unit does not comply, as the notice says it (Article 62).
CONSEQUENCE = (
    "逾期拒不整改或者整改不符合要求的，将依据《江西省平安建设条例》第六十二条，建议有权机关依法给予处理。"
)


def wording_problems(
    *, region_id: int, issuer_id: int, organ: int, demands: str, due_on: date | None
) -> dict[str, str]:
    """Return what is wrong with an order by field: a unit of the level, points that are whole, a day to come."""
    problems: dict[str, str] = {}
    if not units_of_level(region_id, without=issuer_id).filter(pk=organ).exists():
        problems["organ"] = _("Choose a unit of the same level as your body.")
    if problem := item_problem(items_in(demands)):
        problems["demands"] = _(problem)
    if problem := due_problem(due_on, timezone.localdate()):
        problems["due_on"] = _(problem)
    return problems


def put_items(order: RectificationOrder, demands: str) -> None:
    """Put down what a draft demands, in place of what it demanded before."""
    order.items.all().delete()
    OrderItem.objects.bulk_create(
        OrderItem(order=order, position=position, demand=demand)
        for position, demand in enumerate(items_in(demands), start=1)
    )


def edit_guard(move: Move) -> None:
    """Guard: the wording is whole and lawful."""
    data: inputs.Edit = move.data
    order: RectificationOrder = move.detail
    problems = wording_problems(
        region_id=order.body.region_id,
        issuer_id=order.issuer_id,
        organ=data.organ,
        demands=data.demands,
        due_on=timezone.localdate(data.due_on),
    )
    problems |= {
        name: _("This field is required.") for name in ("facts", "basis") if not getattr(data, name).strip()
    }
    if problems:
        raise Invalid(problems)


def edit_effect(move: Move) -> None:
    """Effect: another wording; whoever changed it last has drafted it."""
    data: inputs.Edit = move.data
    order: RectificationOrder = move.detail
    order.organ_id = move.matter.organ_id = data.organ
    order.facts, order.basis = data.facts, data.basis
    order.due_on = timezone.localdate(data.due_on)
    order.drafted_by_id = move.actor.person
    put_items(order, data.demands)
    move.matter.text = data.facts
    move.matter.title = title_of(order)


def titled(unit: Organ) -> str:
    """Return the title of an order to a unit."""
    return f"责令{unit.name}限期整改"[:200]


def title_of(order: RectificationOrder) -> str:
    """Return the title of an order in the product's first language: whom it concerns."""
    return titled(Organ.objects.get(pk=order.organ_id))


def approve_offered(actor: Actor, order: Any) -> Any:
    """Another person than who drafted it."""
    if order.drafted_by_id == actor.user_id:
        return _("Another person than the one who drafted it must approve it.")
    return None


def approve_effect(move: Move) -> None:
    """Effect: who approved it, when."""
    move.detail.approved_by_id, move.detail.approved_at = move.actor.person, move.now
    move.note = move.data.note


def send_back_effect(move: Move) -> None:
    """Effect: a draft again, with the reason."""
    move.detail.approved_by_id = move.detail.approved_at = None
    move.note = move.data.note


def send_back_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: its approval is waited for anew."""
    return [StopClock("order_approval", has_verdict=False), *start(move.matter, "order_approval")]


def issue_guard(move: Move) -> None:
    """Guard: its day is still to come; handed over on paper, somebody signed for it."""
    problem = due_problem(move.detail.due_on, timezone.localdate(move.now))
    if problem:
        raise Invalid({"": _("The day of the order has passed meanwhile: send it back and set another.")})
    if move.data.method == "in_person" and not move.data.received_by.strip():
        raise Invalid({"received_by": _("Enter who signed for it.")})


def issue_effect(move: Move) -> None:
    """Effect: the official document with a gapless number, served on the unit with proof (domain.md §9.5).

    Issued last, because the number register stays locked until the transaction ends.
    """
    order: RectificationOrder = move.detail
    move.public.update(due_on=order.due_on.isoformat(), method=move.data.method)
    document = issue(
        actor=move.actor,
        organ_id=order.issuer_id,
        template_code="rectification_order",
        region_code=move.matter.region_code,
        data={
            "addressee": order.organ.name,
            "facts": f"{order.facts}\n未履行的职责：{order.basis}",
            "demand": "\n".join(
                f"{item.position}．{item.demand}" for item in order.items.order_by("position")
            ),
            "due_on": date_format(order.due_on, "Y年n月j日"),
            "consequence": CONSEQUENCE,
        },
        is_authorised=True,
    )
    serve(
        actor=move.actor,
        document_id=document.pk,
        recipient_id=order.organ_id,
        method=move.data.method,
        received_by_name=move.data.received_by,
        is_authorised=True,
    )
    order.issued_at, order.document = move.now, document
    move.public["document"] = document.number


def _limit(move: Move) -> Limit:
    days = (move.detail.due_on - timezone.localdate(move.now)).days
    return Limit(max(days, 1), "natural_days", f"{move.matter.pk}.1", SOURCE)


def issue_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the unit's time runs; a last day that is off moves on to the next working day (民法典 §203)."""
    return [StartClock(STAGE, _limit(move), move.detail.organ_id)]


def sign_offered(actor: Actor, order: Any) -> Any:
    """Only while nobody has signed for it."""
    receipt = receipt_of(order)
    is_open = receipt is not None and receipt.acknowledged_at is None
    return None if is_open else _("It has been signed for.")


def sign_effect(move: Move) -> None:
    """Effect: the unit has it (送达回证)."""
    receipt = receipt_of(move.detail)
    if receipt is None:
        raise AssertionError(f"order {move.matter.pk} was issued without proof of service")
    acknowledge(actor=move.actor, receipt_id=receipt.pk)


def day_guard(move: Move) -> None:
    """Guard: a day to come, later than the one that was set."""
    wanted = timezone.localdate(move.data.due_on)
    problem = due_problem(wanted, timezone.localdate(move.now))
    if problem:
        raise Invalid({"due_on": _(problem)})
    if wanted <= move.detail.due_on:
        raise Invalid({"due_on": _("Choose a later day than that of the order.")})


def extend_effect(move: Move) -> None:
    """Effect: another day; the timeline keeps both."""
    wanted = timezone.localdate(move.data.due_on)
    move.public.update(before=move.detail.due_on.isoformat(), due_on=wanted.isoformat())
    move.public["days"] = (wanted - move.detail.due_on).days
    move.detail.due_on = wanted
    move.note = move.data.note


def extend_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the unit's runs so many days longer."""
    return [ExtendClock(STAGE, int(move.public["days"]), None, move.data.note, move.detail.organ_id)]


def again_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the same is demanded by another day."""
    return [StopClock("order_review", has_verdict=False), *issue_clocks(move)]


def revoke_effect(move: Move) -> None:
    """Effect: the document is void; its number stays used."""
    void(actor=move.actor, document_id=move.detail.document_id, reason=move.data.note, is_authorised=True)
    move.note = move.data.note


def stop_stage(*stages: str) -> Any:
    """Return the rule that clocks of these stages end with a verdict."""

    def clocks(move: Move) -> Iterable[ClockOperation]:
        return [StopClock(stage, every_organ=True) for stage in stages]

    return clocks
