"""The timeline of a dispute in words: what was done, by whom, and what the data of its entry says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from disputes.machine import DISPUTES
from disputes.models import Agreement, JudicialConfirmation, PoliceNotice, RedFlag, ReturnVisit
from disputes.models.choices import (
    ChannelKind,
    ChannelResult,
    DisputeSource,
    FlagCode,
    Level,
    RestrictionKind,
    ServiceMethod,
)
from disputes.models.parties import shown_label
from disputes.rules.states import STATES
from grids.queries.limits import name_of_stage
from pingan.matters.models import TimelineEntry
from pingan.web.timelines import Vocabulary, typed_note

#: Entries that no action of the table writes.
_OTHER_ENTRIES = {
    "register": pgettext_lazy("timeline", "Registered"),
    "joined_in": pgettext_lazy("timeline", "Another dispute was joined to this one"),
    "join_undone": pgettext_lazy("timeline", "A joining was undone"),
    "submission_taken": pgettext_lazy("timeline", "Taken from the public page"),
    "rehome": pgettext_lazy("timeline", "Moved to the succeeding division"),
    "rehomed": pgettext_lazy("timeline", "Moved to the succeeding division"),
    "desk_named": pgettext_lazy("timeline", "The desk in post was named: no named reader could act any more"),
    "contact_deleted": pgettext_lazy("timeline", "Particulars of the parties deleted: retention ended"),
    "notes_deleted": pgettext_lazy("timeline", "Words deleted: retention ended"),
}
_ICONS = {
    "register": "report", "accept": "check", "reject": "x", "mediate": "users", "change_mediator": "swap",
    "plan_session": "calendar", "hold_session": "users", "adjourn_session": "pause", "cancel_session": "x",
    "extend_mediation": "clock", "agree": "document", "fail": "x", "add_clause": "plus", "sign": "sign",
    "withdraw_agreement": "return", "perform_clause": "check-circle", "waive_clause": "minus", "breach": "warning",
    "mark_overdue": "clock", "renew_mediation": "refresh", "apply_confirmation": "building",
    "decide_confirmation": "building", "refer": "dispatch", "channel_accepted": "building", "channel_extended": "clock",
    "channel_result": "building", "settle": "check", "visit": "home", "close": "lock", "reopen": "refresh",
    "add_party": "user", "amend_party": "edit", "leave_party": "sign-out", "refuse": "x", "consent": "check",
    "flag": "flag", "tell_police": "phone", "review_flag": "eye", "join_units": "users", "end_unit": "sign-out",
    "assist": "users", "reclassify": "edit", "set_level": "chart", "take_charge": "star", "restrict": "lock",
    "lift_restriction": "eye", "name_reader": "user", "end_reader": "sign-out", "join": "merge", "unjoin": "swap",
    "link_petition": "link", "hold_deletion": "shield", "end_hold": "shield", "remind": "bell",
    "comment": "message", "serve_paper": "dispatch",
    "desk_named": "user", "joined_in": "merge", "join_undone": "swap", "rehome": "building", "rehomed": "building",
}  # fmt: skip
_TONES = {
    "reject": "grey", "refuse": "yellow", "fail": "yellow", "breach": "yellow", "mark_overdue": "red", "flag": "red",
    "tell_police": "yellow", "remind": "yellow", "perform_clause": "green", "settle": "green", "close": "green",
    "visit": "green", "contact_deleted": "grey", "notes_deleted": "grey", "cancel_session": "grey",
}  # fmt: skip


def action_label(name: str) -> str:
    """Return the name of an entry in the timeline; its code where nobody named it."""
    action = DISPUTES.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _of(*choices: Any) -> Callable[[Any], str]:
    known = {key: label for one in choices for key, label in one.choices}
    return lambda value: str(known.get(value, value))


def _moment(value: Any) -> str:
    found = parse_datetime(str(value))
    return f"{timezone.localtime(found):%Y-%m-%d %H:%M}" if found else str(value)


def _day(value: Any) -> str:
    found = parse_date(str(value)[:10])
    return f"{found:%Y-%m-%d}" if found else str(value)


def _change(words: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: f"{words(value.get('before'))} → {words(value.get('after'))}"


def _list(words: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: _(", ").join(words(one) for one in value)


def owed_there(terms: Iterable[Mapping[str, str]]) -> list[str]:
    """Return by when the petition office owes its steps, each with the rule that says so."""
    return [
        _("%(stage)s: until %(day)s (%(source)s)")
        % {"stage": name_of_stage(term["stage"]), "day": _day(term["until"]), "source": term["source"]}
        for term in terms
    ]


def _signer(value: Any) -> str:
    named = {"party": _("a party"), "mediator": _("mediator"), "committee": _("seal of the committee")}
    return str(named[value]) if value in named else shown_label(str(value))


_RESTRICTED = _of(RestrictionKind)
_FIELDS = {
    "name": pgettext_lazy("party", "name"),
    "phone": pgettext_lazy("party", "phone"),
    "identity_number": pgettext_lazy("party", "identity number"),
    "is_identity_seen": pgettext_lazy("party", "document seen"),
}
#: What each key of an entry's data means; keys of rows (``session``) say nothing to people and are left out.
_WORDS: Mapping[str, Callable[[Any], str]] = {
    "source": _of(DisputeSource),
    "flags": _list(_of(FlagCode)),
    "flag": _of(FlagCode),
    "review": _of(RedFlag.Review),
    "restriction": lambda value: _("closed to all but those named: %(why)s") % {"why": _RESTRICTED(value)},
    "level": _change(_of(Level)),
    "party": lambda value: shown_label(str(value)),
    "representatives": lambda value: (
        _("with who represents it: %(labels)s")
        % {"labels": _(", ").join(shown_label(str(one)) for one in value)}
    ),
    "fields": _list(lambda name: str(_FIELDS.get(name, name))),
    "channel": _of(ChannelKind, PoliceNotice.Channel),
    "committee": str,
    "mediator": str,
    "starts_at": _moment,
    "called_off": lambda value: (
        ngettext(
            "%(count)d planned session called off: tell those invited",
            "%(count)d planned sessions called off: tell those invited",
            len(value),
        )
        % {"count": len(value)}
    ),
    "attended": lambda value: (
        ngettext("%(count)d party came", "%(count)d parties came", value) % {"count": value}
    ),
    "form": _of(Agreement.Form),
    "clause": lambda value: _("clause %(number)s") % {"number": value},
    "due_on": lambda value: _("due %(day)s") % {"day": _day(value)},
    "performed_on": lambda value: _("performed on %(day)s") % {"day": _day(value)},
    "signer": _signer,
    "result": _of(ChannelResult, JudicialConfirmation.Result),
    "replaced": lambda value: (
        _("the agreement in effect since %(day)s gave way to this and is watched no longer")
        % {"day": _day(value)}
    ),
    "owed": lambda value: _("the agreement in effect since %(day)s is owed as before") % {"day": _day(value)},
    "filed_on": lambda value: _("handed over on %(day)s") % {"day": _day(value)},
    "reached_on": lambda value: _("reached on %(day)s") % {"day": _day(value)},
    "visited_on": lambda value: _("visited on %(day)s") % {"day": _day(value)},
    "performance": _of(ReturnVisit.Performance),
    "satisfaction": _of(ReturnVisit.Satisfaction),
    "latent_risk": lambda value: _("a risk is left") if value == "yes" else "",
    "amount": lambda value: f"+{value}",
    "method": _of(ServiceMethod),
    "served_at": _moment,
    "units": lambda value: ngettext("%(count)d unit", "%(count)d units", value) % {"count": value},
    "unit": str,
    "target": str,
    "from": str,
    "count": lambda value: ngettext("%(count)d petition", "%(count)d petitions", value) % {"count": value},
    "registered_on": lambda value: _("registered there on %(day)s") % {"day": _day(value)},
    "owed_there": lambda value: _(", ").join(owed_there(value)),
    "until": lambda value: _("until %(day)s") % {"day": _day(value)},
    "conflict": lambda value: _("a mediator has a conflict of interest: the desk decides who mediates"),
    "papers": lambda value: _("Papers: %(numbers)s") % {"numbers": _(", ").join(map(str, value))},
    "no_paper": lambda value: _("No paper: no committee of this area has a document code."),
}


def said(entry: TimelineEntry) -> str:
    """Return what the data of an entry says, and under it the words that were typed."""
    parts = [
        words(entry.data[key])
        for key, words in _WORDS.items()
        if entry.data.get(key) not in (None, "", [], {})
    ]
    facts = " · ".join(part for part in parts if part)
    return "\n".join(part for part in (facts, typed_note(entry)) if part)


WORDS = Vocabulary(STATES, action_label, _ICONS, _TONES, said)
