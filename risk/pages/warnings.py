"""Warnings: list, draft, page, actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Action
from pingan.web.forms import add_errors, choose
from pingan.web.listing import ListPlace
from pingan.web.tables import Column
from pingan.web.timelines import Vocabulary, typed_note
from risk.machine.warnings import WARNINGS
from risk.models import RiskWarning, WarningReceipt
from risk.models.warning_choices import CATEGORIES, CHANNELS, LEVELS
from risk.pages.details import RiskAction, RiskDetail
from risk.pages.lists import Badge, RiskList, RiskPage, list_addresses
from risk.queries.warning_filters import WarningFilterSet, tabs_of
from risk.queries.warnings import addressable_regions, open_receipts, warnings_visible
from risk.rules.warnings import STATES
from risk.services.warnings import NewWarning, draft_warning

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("category", gettext_lazy("Category")),
    Column("level", gettext_lazy("Level"), "severity"),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("issuer", gettext_lazy("Issuer")),
    Column("starts", gettext_lazy("Begins")),
    Column("opened", gettext_lazy("Drawn up"), "opened_at"),
    Column("channel", gettext_lazy("Channel"), is_usual=False),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="warnings",
    columns=COLUMNS,
    filters=(*WarningFilterSet.base_filters, "tab"),
    title=gettext_lazy("Warnings"),
    list="risk:warning_list",
    filter_fold="risk:warning_filters",
    view_save="risk:warning_view_save",
    view_delete="risk:warning_view_delete",
    setting="risk:warning_list_setting",
    export="",
)
#: The badge of a level; orange has no tone of its own, so its word says which it is.
LEVEL_TONES = {"red": "red", "orange": "yellow", "yellow": "yellow", "blue": "blue"}


def level_badge(warning: RiskWarning) -> list[Badge]:
    """Return the level as a badge, and that it is for the public."""
    found: list[Badge] = [(warning.get_level_display(), LEVEL_TONES[warning.level], "warning")]
    if warning.channel == "public_release":
        found.append((warning.get_channel_display(), "outline", ""))
    return found


def cells(warning: RiskWarning) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = warning.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "category": warning.get_category_display(),
        "level": warning.get_level_display(),
        "state": None,
        "due": matter.next_due_at,
        "issuer": str(warning.issuer),
        "starts": warning.starts_at,
        "opened": matter.opened_at,
        "channel": warning.get_channel_display(),
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }


LIST = RiskList(
    kind="warning",
    place=PLACE,
    duty="warning.see",
    detail="risk:warning_detail",
    visible=warnings_visible,
    filterset=WarningFilterSet,
    tabs_of=tabs_of,
    cells=cells,
    tones={"drafted": "grey", "approved": "blue", "issued": "yellow", "lifted": "green", "withdrawn": "grey"},
    texts={
        "nothing_fits": gettext_lazy("No warning fits this search and these filters."),
        "none_yet": gettext_lazy("No warnings yet"),
        "none_yet_text": gettext_lazy("What is issued to your division or unit appears here."),
        "total": gettext_lazy("%(total)s warnings"),
        "none_open": gettext_lazy("No warning is open"),
    },
    search_hint=gettext_lazy("Number, title, words"),
    selects=("state", "category", "level", "channel", "light"),
    toggles=("unread", "todo", "overdue", "closed"),
    badges=level_badge,
    red_tabs=frozenset({"unread"}),
    new_url="risk:warning_new",
    new_label=gettext_lazy("Draw up a warning"),
    new_duty="warning.draft",
)
_OTHER_ENTRIES = {"draft": pgettext_lazy("timeline", "Drawn up")}
_ICONS = {
    "draft": "report", "edit": "edit", "approve": "check", "send_back": "return", "issue": "dispatch",
    "release": "dispatch", "read": "eye", "report": "document", "adjust": "refresh", "adjust_public": "refresh",
    "remind": "bell", "lift": "check-circle", "withdraw": "x", "escalate": "escalate", "comment": "message",
    "add_task": "plus", "finish_task": "check", "drop_task": "minus",
}  # fmt: skip
_TONES = {
    "issue": "yellow",
    "release": "red",
    "escalate": "red",
    "lift": "green",
    "withdraw": "grey",
    "remind": "yellow",
}


def _label(name: str) -> str:
    action = WARNINGS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _said(entry: Any) -> str:
    data = entry.data
    parts = [
        str(LEVELS[data["level"]]) if data.get("level") in LEVELS else "",
        str(CHANNELS[data["channel"]]) if data.get("channel") in CHANNELS else "",
        str(data.get("authority", "")),
        str(data.get("addressee", "")),
        _(", ").join(data.get("addressees", [])),
    ]
    facts = " · ".join(part for part in parts if part)
    return "\n".join(part for part in (facts, typed_note(entry)) if part)


WORDS = Vocabulary(STATES, _label, _ICONS, _TONES, _said)


def facts(warning: RiskWarning) -> list[tuple[Any, Any]]:
    """Return the facts of a warning in a few words each."""
    found: list[tuple[Any, Any]] = [
        (_("Category"), warning.get_category_display()),
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
    receipts = list(open_receipts(warning))
    mine = set(open_receipts(warning).filter(WarningReceipt.answered_by(actor)).values_list("pk", flat=True))
    return {
        "warning": warning,
        "receipts": receipts,
        "mine": mine,
        "facts": facts(warning),
        "unread": sum(receipt.read_at is None for receipt in receipts),
        "addressees": list(warning.addressees.select_related("region", "organ")) if not receipts else [],
        "issues": list(warning.issues.select_related("issued_by").order_by("-number")),
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


class WarningAction(RiskAction):
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


class WarningForm(forms.Form):
    """All that a warning holds (突发事件应对法 §64)."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=list(CATEGORIES.items()))
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=list(LEVELS.items()), initial="yellow")
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        choices=list(CHANNELS.items()),
        initial="internal_notice",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Only warnings of disasters, accidents and public health are ever released."),
    )
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Begins"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Divisions it goes to"), required=False, widget=forms.CheckboxSelectMultiple
    )
    organs = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Units it goes to"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    scope_text = forms.CharField(label=gettext_lazy("Reach, in words"), max_length=200, required=False)
    watch = forms.CharField(
        label=gettext_lazy("What to watch for"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    measures = forms.CharField(
        label=gettext_lazy("What is to be done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    basis = forms.CharField(
        label=gettext_lazy("What it rests on"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Matters, figures and decisions of places, never of persons."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "regions", [(str(r.pk), r.name) for r in addressable_regions(actor.region_code)])
        choose(self, "organs", [(str(organ.pk), str(organ)) for organ in units_for(actor.region_code)])


class NewWarningPage(RiskPage):
    """The form of a draft; what was typed comes back with every refusal."""

    duty = "warning.draft"
    template_name = "risk/warning/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(WarningForm(actor=self.actor, initial={"starts_at": timezone.localtime()}))

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
                return redirect(reverse("risk:warning_detail", args=[warning.pk]))
        return self._form(form, status=422)

    def _form(self, form: WarningForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "draft_key": f"warning:{self.actor.user_id}"}
        return self.render(context, status=status)


urlpatterns = [
    *list_addresses("risk/warnings/", LIST),
    path("risk/warnings/new/", NewWarningPage.as_view(), name="warning_new"),
    path("risk/warnings/<int:pk>/", WarningDetail.as_view(), name="warning_detail"),
    path("risk/warnings/<int:pk>/actions/<slug:name>/", WarningAction.as_view(), name="warning_action"),
]
