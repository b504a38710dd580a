"""Words that papers share: days, parties, roles and places as the law's language writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format

from disputes.models import Dispute, DisputeParty
from disputes.models.choices import PartyKind, RestrictionKind

NONE = "无"


def word(label: Callable[[], object]) -> str:
    """Return a label in the language of the law, whatever the language of the person who acts."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(label())


def day_text(value: date | datetime | None) -> str:
    """Return a day in words; 无 where there is none."""
    if value is None:
        return NONE
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return date_format(day, "Y年n月j日")


def moment_text(value: datetime) -> str:
    """Return a moment in words, Asia/Shanghai."""
    return date_format(timezone.localtime(value), "Y年n月j日G时i分")


def lines(parties: Iterable[object]) -> str:
    """Return one line each."""
    return "\n".join(str(line) for line in parties)


def parties_text(dispute: Dispute, rows: Iterable[DisputeParty] | None = None) -> str:
    """Return parties, by default those that are left, one per line, with their telephones.

    Papers go to both sides: with domestic violence no telephone stands on any (domain.md §4.8).
    """
    is_silent = dispute.restriction == RestrictionKind.DOMESTIC_VIOLENCE
    return lines(
        f"{row.label}：{row.name}" + (f"（联系电话：{row.phone}）" if row.phone and not is_silent else "")
        for row in (dispute.parties.filter(left_at=None) if rows is None else rows)
    )


def signing_roles(dispute: Dispute) -> list[str]:
    """Return the roles of those who sign for themselves or through their representative."""
    return [row.label for row in dispute.parties.filter(left_at=None, represents=None)]


def identified_text(dispute: Dispute, rows: Iterable[DisputeParty]) -> str:
    """Return parties as an agreement and an application to a court name them: with the number, where one is recorded.

    No address is recorded: the line is filled in by hand. With domestic violence neither stands there (domain.md §4.8).
    """
    if dispute.restriction == RestrictionKind.DOMESTIC_VIOLENCE:
        return parties_text(dispute, rows)
    said = []
    named = list(rows)
    for row, line in zip(named, parties_text(dispute, named).split("\n"), strict=False):
        said.append(line)
        if row.identity_number:
            is_person = row.kind == PartyKind.PERSON
            said.append(f"{'公民身份号码' if is_person else '统一社会信用代码'}：{row.identity_number}")
        said.append("住址：" + "＿" * 20)
    return lines(said)


def is_mediated(dispute: Dispute) -> bool:
    """Say whether any mediation was opened: papers of those that were not speak of none."""
    return any(channel.is_mediation for channel in dispute.channels.all())


def place_text(dispute: Dispute) -> str:
    """Return the division and the words for the place."""
    return " ".join(part for part in (dispute.matter.region.name, dispute.place_text) if part)


def mediator_name(dispute: Dispute) -> str:
    """Return who mediated last; 无 where nobody did."""
    last = dispute.channels.filter(mediator__isnull=False).select_related("mediator").order_by("pk").last()
    return last.mediator.name if last is not None and last.mediator is not None else NONE
