"""Warnings: the page of one, its actions, the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Action
from pingan.web.forms import add_errors
from pingan.web.pages_matter_lists import MatterPage, list_addresses
from pingan.web.pages_matters import MatterAction
from risk.machine.warnings import WARNINGS
from risk.models import RiskWarning, WarningReceipt
from risk.pages.details import RiskDetail
from risk.pages.warning_forms import WarningForm
from risk.pages.warning_list import LIST, WORDS
from risk.queries.warnings import drawn_up_from, issues_of, open_receipts, reading_term, source_of
from risk.services.warnings import NewWarning, draft_warning


def facts(warning: RiskWarning) -> list[tuple[Any, Any]]:
    """Return the facts of a warning in a few words each."""
    found: list[tuple[Any, Any]] = [
        (pgettext("warning", "Category"), warning.get_category_display()),
        (_("Level"), warning.get_level_display()),
        (_("Channel"), warning.get_channel_display()),
        (_("Issuer"), str(warning.issuer)),
    ]
    if warning.approved_by is not None:
        found.append((_("Approved by"), warning.approved_by.name))
    if warning.authority:
        found.append((_("Authorised by"), warning.authority))
    return found


def particulars(actor: Actor, warning: RiskWarning) -> Mapping[str, Any]:
    """Return what is particular to a warning: addressees or receipts, issues."""
    receipts, is_in_force = list(open_receipts(warning)), warning.matter.state == "issued"
    mine = set(open_receipts(warning).filter(WarningReceipt.answered_by(actor)).values_list("pk", flat=True))
    return {
        "warning": warning,
        "receipts": receipts,
        "mine": mine,
        "facts": facts(warning),
        "term": reading_term(warning, timezone.now()),
        "unread": sum(receipt.read_at is None for receipt in receipts) if is_in_force else 0,
        "is_in_force": is_in_force,
        "addressees": list(warning.addressees.select_related("region", "organ")) if not receipts else [],
        "issues": [(issue, list(issue.receipts.all())) for issue in issues_of(warning)],
    }


class WarningDetail(RiskDetail):
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = ("drafted", "approved", "issued", "lifted")
    action_name = "risk:warning_action"
    parts = "risk/warning/_parts.html"

    def particulars(self, detail: RiskWarning) -> Mapping[str, Any]:
        """Return what is particular to a warning."""
        return particulars(self.actor, detail)

    def urgent(self, detail: RiskWarning) -> tuple[str, ...]:
        """Return the step that comes before all others: reading."""
        unread = open_receipts(detail).filter(WarningReceipt.answered_by(self.actor), read_at=None)
        return ("read",) if unread.exists() else ()


class WarningAction(MatterAction):
    spec = LIST
    duty = LIST.duty
    machine = WARNINGS
    words = WORDS

    def proposed(self, action: Action, detail: RiskWarning) -> dict[str, Any]:
        """Return what the warning says now; the receipt where there is only one."""
        if action.name in {"read", "report"}:
            own = list(open_receipts(detail).filter(WarningReceipt.answered_by(self.actor)))
            return {"receipt": own[0].pk} if len(own) == 1 else {}
        if action.name not in {"edit", "adjust", "adjust_public"}:
            return {}
        names = ("category", "level", "channel", "scope_text", "watch", "measures", "basis")
        rows = list(detail.addressees.all())
        return {
            **{name: getattr(detail, name) for name in names},
            "title": detail.matter.title,
            "starts_at": timezone.localtime(detail.starts_at),
            "regions": [str(row.region_id) for row in rows if row.region_id is not None],
            "organs": [row.organ_id for row in rows if row.organ_id is not None],
        }

    def hint(self, action: Action, detail: RiskWarning) -> str:
        """Return what must be known before anything is typed."""
        if action.name in {"release", "adjust_public"}:
            return _("A warning to the public needs the authorisation of a people's government (§63, 64).")
        if action.name in {"adjust"}:
            return _("Everybody that it is addressed to reads the new issue again.")
        return ""


class NewWarningPage(MatterPage):
    """The form of a draft; what was typed comes back with every refusal."""

    duty = "warning.draft"
    template_name = "risk/warning/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        initial: dict[str, Any] = {"starts_at": timezone.localtime()}
        source = source_of(self.actor, request.GET.get("source", ""))
        if source is not None:
            initial |= {
                "source": source.pk,
                "title": source.title[:120],
                "basis": f"{source.number} {source.title}",
            }
        earlier = drawn_up_from(self.actor, source) if source is not None else []
        return self._form(WarningForm(actor=self.actor, initial=initial), earlier=earlier)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WarningForm(request.POST, actor=self.actor)
        if form.is_valid():
            data = form.cleaned_data
            try:
                warning = draft_warning(
                    actor=self.actor,
                    data=NewWarning(
                        **{**data, "regions": tuple(data["regions"]), "organs": tuple(data["organs"])}
                    ),
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Drawn up as %(number)s.") % {"number": warning.matter.number})
                return self.sent(reverse("risk:warning_detail", args=[warning.pk]))
        return self._form(form, status=422)

    def _form(
        self, form: WarningForm, *, earlier: Sequence[RiskWarning] = (), status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "earlier": earlier, "draft_key": f"warning:{self.actor.user_id}"}
        return self.render(context, status=status)


urlpatterns = [
    *list_addresses("risk/warnings/", LIST),
    path("risk/warnings/new/", NewWarningPage.as_view(), name="warning_new"),
    path("risk/warnings/<int:pk>/", WarningDetail.as_view(), name="warning_detail"),
    path("risk/warnings/<int:pk>/actions/<slug:name>/", WarningAction.as_view(), name="warning_action"),
]
