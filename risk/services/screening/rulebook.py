"""Rules of the office: tried on the past, switched on out of the trial, switched off. Nothing is edited in place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.access.services import open_version, retire_version
from pingan.common.errors import Conflict, Forbidden, Invalid
from pingan.common.text import plain_text
from risk.models import BackTest, Counted, RuleKind, ScreeningRule
from risk.models.screening import RuleTerms
from risk.queries.screening.areas import numbers_of
from risk.queries.screening.asked import as_kept, past_episodes
from risk.queries.screening.classes import is_class_of
from risk.queries.screening.nights import last_night
from risk.queries.screening.rulebook import is_rule_of

KEY = ("code", "region_code")
_TERMS = tuple(field.name for field in RuleTerms._meta.get_fields())


@dataclass(frozen=True, kw_only=True)
class RuleData:
    """A rule as it is typed. ``code`` blank: a new rule; else the next version of one. See ``RuleTerms``."""

    name: str
    kind: str
    counted: str
    least: int
    days: int
    region_code: str
    source: str
    class_code: str = ""
    people: int = 0
    code: str = ""


def try_rule(*, actor: Actor, data: RuleData, today: date | None = None) -> BackTest:
    """Ask a rule of the past quarter and keep what it would have found.

    Raises:
        Forbidden: the post sets no rules, or not for this area.
        Invalid: what is asked for makes no rule.

    """
    day = today or timezone.localdate()
    _check(data)
    row = BackTest(
        code=data.code,
        name=plain_text(data.name).strip(),
        kind=data.kind,
        counted=data.counted,
        class_code=data.class_code,
        least=data.least,
        days=data.days,
        people=data.people if data.kind == RuleKind.GROUP else 0,
        region_code=data.region_code,
        source=plain_text(data.source).strip(),
        made_by_id=actor.user_id,
        made_at=timezone.now(),
    )
    if not actor.has("signal.rules") or not any(data.region_code.startswith(area) for area in actor.areas):
        raise Forbidden(_("Your post may not set rules for this area."))
    if data.code and not is_rule_of(data.code, data.region_code):
        raise Invalid({"code": _("This area has no such rule: leave this empty to make a new one.")})
    numbers = numbers_of(data.region_code.ljust(12, "0"), day)
    row.until = last_night(day)
    row.since = row.until - timedelta(days=numbers.back_test_days - 1)
    found = past_episodes([row.region_code], row, row.since, row.until, ends_after=numbers.end_nights)
    row.count = len(found)
    row.episodes = as_kept(found)
    with transaction.atomic():
        row.save()
        if not row.code:
            row.code = f"R{row.pk}"
            row.save(update_fields=["code"])
    return row


def switch_on(*, actor: Actor, back_test_id: int, reason: str, today: date | None = None) -> ScreeningRule:
    """Put the rule of a back-test in force from today on; an earlier version of it ends.

    Raises:
        NotFound: no such back-test in the actor's area.
        Forbidden, Invalid, Conflict: as ``open_version`` does; a back-test switches on one version only.

    """
    tried = fetch(BackTest, actor, back_test_id)
    if ScreeningRule.objects.filter(back_test=tried).exists():
        raise Conflict(_("This trial has been switched on already. Try the rule again."))
    terms = {name: getattr(tried, name) for name in _TERMS}
    row = ScreeningRule(
        **terms,
        back_test=tried,
        switched_on_at=timezone.now(),
        effective_from=today or timezone.localdate(),
    )
    return open_version(actor=actor, row=row, key=KEY, reason=reason)


def switch_off(*, actor: Actor, rule_id: int, reason: str, today: date | None = None) -> ScreeningRule:
    """End a rule from today on.

    Raises:
        NotFound, Forbidden, Invalid: as ``retire_version`` does.

    """
    day = today or timezone.localdate()
    return retire_version(actor=actor, model=ScreeningRule, pk=rule_id, on=day, reason=reason)


def _check(data: RuleData) -> None:
    is_group = data.kind == RuleKind.GROUP
    faults = (
        (plain_text(data.name).strip(), "name", _("Give the rule a name.")),
        (data.kind in RuleKind.values, "kind", _("Choose what the rule looks for.")),
        (data.counted in Counted.values, "counted", _("Choose what is counted.")),
        (
            not (is_group and data.counted == Counted.HAZARD),
            "counted",
            _("Hazards name no people: choose incidents or disputes."),
        ),
        (1 <= data.least <= 1000, "least", _("From 1 to 1000.")),
        (1 <= data.days <= 365, "days", _("From 1 to 365 days.")),
        (not is_group or 1 <= data.people <= 1_000_000, "people", _("Say how many people must be involved.")),
        (plain_text(data.source).strip(), "source", _("Say where the numbers come from.")),
        (
            not data.class_code or is_class_of(data.counted, data.class_code),
            "class_code",
            _("This is no class of what is counted."),
        ),
    )
    problems = {name: sentence for is_sound, name, sentence in faults if not is_sound}
    if problems:
        raise Invalid(problems)
