"""The list of rectification orders, and the words of their timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.machine.orders import ORDERS
from assessment.models import RectificationOrder
from assessment.queries.order_filters import OrderFilterSet, tabs_of
from assessment.queries.orders import orders_visible
from assessment.rules.orders import STATES
from pingan.documents.models import ServiceReceipt
from pingan.web.listing import ListPlace
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.tables import Column
from pingan.web.timelines import Vocabulary, typed_note

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("unit", gettext_lazy("Unit")),
    Column("state", gettext_lazy("State"), "state"),
    Column("due_on", gettext_lazy("To be rectified by")),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("opened", gettext_lazy("Drawn up"), "opened_at"),
    Column("body", pgettext_lazy("rectification order", "Ordered by"), is_usual=False),
    Column("failed", gettext_lazy("Reviews not passed"), is_number=True, is_usual=False),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="orders",
    columns=COLUMNS,
    filters=(*OrderFilterSet.base_filters, "tab"),
    title=gettext_lazy("Rectification orders"),
    list="assessment:order_list",
    filter_fold="assessment:order_filters",
    view_save="assessment:order_view_save",
    view_delete="assessment:order_view_delete",
    setting="assessment:order_list_setting",
    export="assessment:order_export",
)
TONES = {
    "drafted": "grey", "approved": "blue", "issued": "yellow", "replied": "blue", "failed": "red", "refused": "red",
    "escalated": "red", "answered": "yellow", "closed": "green", "withdrawn": "grey", "revoked": "grey",
}  # fmt: skip


def badges(order: RectificationOrder) -> Iterable[Badge]:
    """Return what stands out: how often it did not pass."""
    if order.failed_reviews:
        yield _("not passed ×%(count)d") % {"count": order.failed_reviews}, "yellow", "refresh"


def cells(order: RectificationOrder) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = order.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "unit": str(order.organ),
        "state": None,
        "due_on": order.due_on,
        "due": matter.next_due_at,
        "opened": matter.opened_at,
        "body": str(order.body),
        "failed": order.failed_reviews,
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }


LIST = MatterList(
    kind="order",
    place=PLACE,
    duty="order.see",
    detail="assessment:order_detail",
    visible=orders_visible,
    filterset=OrderFilterSet,
    tabs_of=tabs_of,
    cells=cells,
    tones=TONES,
    texts={
        "nothing_fits": gettext_lazy("No order fits this search and these filters."),
        "none_yet": gettext_lazy("No rectification orders yet"),
        "none_yet_text": gettext_lazy("Orders of your body, and those served on your unit, appear here."),
        "total": gettext_lazy("%(total)s orders"),
        "none_open": gettext_lazy("No order is open"),
    },
    search_hint=gettext_lazy("Number, unit, words"),
    selects=("state", "light"),
    toggles=("first_passed", "overdue", "closed", "todo"),
    badges=badges,
    red_tabs=frozenset({"overdue"}),
    new_url="assessment:order_new",
    new_label=gettext_lazy("Draw up an order"),
    new_duty="order.draft",
)
_OTHER_ENTRIES = {"draft": pgettext_lazy("timeline", "Drawn up")}
_ICONS = {
    "draft": "report", "edit": "edit", "approve": "check", "send_back": "return", "issue": "dispatch",
    "sign_for": "sign", "reply": "document", "review": "eye", "extend": "clock", "order_again": "refresh", "refuse": "x",
    "suggest": "escalate", "suggest_staff": "escalate", "record_answer": "inbox", "record_staff_answer": "inbox",
    "close": "check-circle", "remind": "bell", "revoke": "x", "withdraw": "x", "comment": "message",
}  # fmt: skip
_TONES = {
    "issue": "yellow", "refuse": "red", "suggest": "red", "revoke": "grey", "withdraw": "grey", "remind": "yellow",
    "extend": "yellow", "close": "green",
}  # fmt: skip


def _label(name: str) -> str:
    action = ORDERS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _day(text: str) -> str:
    found = parse_date(text[:10])
    return f"{found:%Y-%m-%d}" if found else ""


def _said(entry: Any) -> str:
    data = entry.data
    before, due_on = _day(str(data.get("before", ""))), _day(str(data.get("due_on", "")))
    passed = {"yes": _("passed"), "no": _("not passed")}
    unmet = _(", ").join(str(position) for position in data.get("unmet", ()))
    parts = [
        str(data.get("unit", "")),
        f"{before} → {due_on}" if before else _("by %(day)s") % {"day": due_on} if due_on else "",
        str(dict(ServiceReceipt.Method.choices).get(data.get("method", ""), "")),
        str(data.get("document", "")),
        passed.get(data.get("is_passed", ""), ""),
        _("points not met: %(points)s") % {"points": unmet} if unmet else "",
        _day(str(data.get("answered_on", ""))),
    ]
    facts = " · ".join(part for part in parts if part)
    return "\n".join(part for part in (facts, typed_note(entry)) if part)


WORDS = Vocabulary(STATES, _label, _ICONS, _TONES, _said)
