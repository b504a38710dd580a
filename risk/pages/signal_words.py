"""Signals in words: why one was made, its figures, its chart, its timeline."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from pingan.web.timelines import Vocabulary, typed_note
from risk.machine.signals import SIGNALS
from risk.models import Dismissal, Signal
from risk.models.signals import Layer
from risk.rules.charts import Chart, chart_of
from risk.rules.signal_states import STATES

_OTHER_ENTRIES = {"found": pgettext_lazy("timeline", "Found by the screening")}
_ICONS = {
    "found": "search", "confirm_task": "check", "confirm_warning": "warning", "watch": "eye", "dismiss": "x",
    "reconsider": "refresh", "add_task": "plus", "finish_task": "check-circle", "drop_task": "minus",
    "comment": "message", "end": "lock",
}  # fmt: skip
_TONES = {
    "confirm_task": "yellow",
    "confirm_warning": "red",
    "dismiss": "grey",
    "end": "grey",
    "finish_task": "green",
}


#: What is smaller is told as smaller than this; chances below the second have four digits.
_SMALLEST, _SHORT = 0.0001, 0.01


def figure(value: float | None) -> str:
    """Return a number as it is read: two digits behind the point, small chances four."""
    if value is None:
        return "—"
    if 0 < abs(value) < _SMALLEST:
        return f"< {_SMALLEST}"
    if 0 < abs(value) < _SHORT:
        return f"{value:.4f}".rstrip("0")
    return f"{value:.2f}".rstrip("0").rstrip(".")


def short_reason(signal: Signal) -> str:
    """Return in a few words what was counted: by which rule, or in how many days against what is usual."""
    figures = signal.figures
    if signal.rule is not None:
        return _("%(rule)s: %(count)s") % {"rule": signal.rule.name, "count": figures["count"]}
    return _("%(count)s in %(days)s days, where %(expected)s are usual") % {
        "count": figures["count"], "days": figures["days"], "expected": figure(figures.get("expected")),
    }  # fmt: skip


def reason_of(signal: Signal, class_name: str) -> str:
    """Return in a sentence why a signal was made."""
    figures = signal.figures
    words = {
        "count": figures["count"],
        "counted": signal.get_counted_display(),
        "class": class_name,
        "place": signal.matter.grid.name if signal.matter.grid else signal.matter.region.name,
        "days": figures["days"],
        "night": f"{signal.last_night:%Y-%m-%d}",
        "expected": figure(figures.get("expected")),
        "upper": figure(figures.get("upper")),
        "grids": figures.get("grids", 1),
        "least": figures.get("least", 0),
        "people": figures.get("people", 0),
        "rule": signal.rule.name if signal.rule else "",
    }
    return _sentence(signal) % words


def _sentence(signal: Signal) -> str:
    if signal.layer == Layer.SURGE:
        return _(
            "%(place)s had %(count)s %(counted)s (%(class)s) in the %(days)s days to %(night)s; its own past lets "
            "%(expected)s be expected, and up to %(upper)s are nothing out of the ordinary."
        )
    if signal.layer == Layer.CLUSTER:
        return _(
            "%(count)s %(counted)s (%(class)s) lie in %(grids)s neighbouring grids around %(place)s within the "
            "%(days)s days to %(night)s, where %(expected)s are usual."
        )
    kind = signal.rule.kind if signal.rule else ""
    by_kind = {
        "group": _(
            "Rule “%(rule)s”: %(place)s had %(count)s %(counted)s (%(class)s) with %(people)s people or more in each "
            "within the %(days)s days to %(night)s; it asks for %(least)s."
        ),
        "repeated": _(
            "Rule “%(rule)s”: %(place)s had %(count)s %(counted)s (%(class)s) that came back within the %(days)s days "
            "to %(night)s; it asks for %(least)s."
        ),
        "overdue": _(
            "Rule “%(rule)s”: %(place)s has %(count)s %(counted)s (%(class)s) whose terms have been over for %(days)s "
            "days or more on %(night)s; it asks for %(least)s."
        ),
        "recurrence": _(
            "Rule “%(rule)s”: %(place)s had %(count)s %(counted)s (%(class)s) within %(days)s days after one like it "
            "was closed, up to %(night)s; it asks for %(least)s."
        ),
    }
    plain = _(
        "Rule “%(rule)s”: %(place)s had %(count)s %(counted)s (%(class)s) within the %(days)s days to %(night)s; it "
        "asks for %(least)s."
    )
    return by_kind.get(kind, plain)


def chart_for(signal: Signal) -> dict[str, Any]:
    """Return the chart of a signal and what it shows, in words and as a list for who cannot see it."""
    figures = signal.figures
    if signal.layer == Layer.SURGE:
        counts = figures["weeks"]
        drawn = chart_of(counts, counted_last=1, expected=figures["expected"], upper=figures["upper"])
        caption = ngettext("The latest %(count)d week", "The latest %(count)d weeks", len(counts))
    else:
        counts = figures["daily"]
        drawn = chart_of(counts, counted_last=min(int(figures["days"]), len(counts)))
        caption = ngettext("The latest %(count)d day", "The latest %(count)d days", len(counts))
    return {"chart": drawn, "caption": caption % {"count": len(counts)}, "values": _values(drawn)}


def _values(drawn: Chart) -> str:
    return _(", ").join(str(bar.count) for bar in drawn.bars)


def figures_of(signal: Signal, last: Any) -> list[tuple[Any, str]]:
    """Return the figures of a signal with their names; ``last`` is its latest sighting."""
    figures = signal.figures
    names = {
        "count": _("Counted"),
        "days": _("Days"),
        "least": _("Asked for at least"),
        "expected": _("Usual"),
        "upper": _("Still ordinary"),
        "grids": _("Grids"),
        "replicates": _("Replicates"),
    }
    found = [(label, figure(figures[name])) for name, label in names.items() if name in figures]
    if last is not None and last.p_value is not None:
        found.append((_("p-value"), figure(last.p_value)))
    if last is not None and last.q_value is not None:
        found.append((_("Share of false alarms (q)"), figure(last.q_value)))
    return found


def facts_of(signal: Signal, class_name: str) -> list[tuple[Any, Any]]:
    """Return the facts of a signal in a few words each."""
    found: list[tuple[Any, Any]] = [
        (_("Layer"), signal.get_layer_display()),
        (_("Method"), signal.get_method_display()),
        (_("Among"), signal.get_counted_display()),
        (_("Class"), class_name),
        (_("First seen"), f"{signal.first_night:%Y-%m-%d}"),
        (_("Last seen"), f"{signal.last_night:%Y-%m-%d}"),
        (_("Nights"), signal.nights),
    ]
    if signal.rule is not None:
        found.insert(2, (_("Rule"), f"{signal.rule.name} · {signal.rule.source}"))
    if signal.outcome:
        found.append((_("Became"), signal.get_outcome_display()))
    if signal.dismissal:
        found.append((_("Dismissed"), signal.get_dismissal_display()))
    return found


def _label(name: str) -> str:
    action = SIGNALS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _said(entry: Any) -> str:
    known = {**dict(Layer.choices), **dict(Dismissal.choices), **dict(Signal.Outcome.choices)}
    parts = [
        str(known[entry.data[key]])
        for key in ("layer", "dismissal", "outcome")
        if entry.data.get(key) in known
    ]
    night = entry.data.get("night") or entry.data.get("last_night")
    if night:
        parts.append(_("night of %(day)s") % {"day": night})
    return "\n".join(part for part in (" · ".join(parts), typed_note(entry)) if part)


WORDS = Vocabulary(STATES, _label, _ICONS, _TONES, _said)
