"""The notice of rights: which ways are open to the parties, and until when (人民调解法 §26).

It is due whenever nobody decides for them: a mediation failed or was refused, or another channel came to nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone, translation

from disputes.machine import papers, standing
from disputes.machine.inputs.serving import RIGHTS
from disputes.machine.paper_words import day_text, is_mediated, word
from disputes.models import Channel, Dispute
from disputes.queries.terms import TimeBar, open_channels
from disputes.rules.wording import bar_text, channel_line, numbered, sentences, term_text
from pingan.matters.machine import Move

#: How another channel came to nothing, in the language of the paper.
_NOTHING = {"not_accepted": "没有受理", "withdrawn": "申请人已经撤回，没有作出处理决定"}


def tell_rights(move: Move, *, reason: str) -> None:
    """Write the notice that a mediation has ended, with the next channels and their time bars (人民调解法 §26)."""
    _tell(
        move,
        "mediation_end",
        reason,
        _ways(move.detail),
        "" if is_mediated(move.detail) else "mediation_refused",
    )


def tell_refusal(move: Move, label: str) -> None:
    """Write the notice that a party's refusal stopped mediation (人民调解法 §17, 26); nothing ends that had not begun."""
    end = "调解终止" if is_mediated(move.detail) else "不得调解"
    reason = f"{label}明确表示不接受调解，依据《中华人民共和国人民调解法》第十七条，{end}。"
    tell_rights(move, reason=reason)


def tell_rights_after(move: Move, channel: Channel) -> None:
    """Write the notice of rights after another channel came to nothing; not again where the last one says the same."""
    dispute: Dispute = move.detail
    ways = _ways(dispute)
    if dispute.rights_told_at is not None and _is_told(dispute, ways):
        return
    receiver = channel.receiver or (channel.organ.name if channel.organ is not None else "")
    by = f"（{receiver}）" if receiver else ""
    _tell(move, "rights_notice", f"{word(channel.get_kind_display)}{by}：{_NOTHING[channel.result]}", ways)


def _tell(move: Move, kind: str, reason: str, ways: str, wording: str = "") -> None:
    move.detail.rights_told_at = move.now
    owed = standing.agreement_owed(move.detail)
    if owed is not None:
        move.public["owed"] = f"{timezone.localdate(owed.effective_at):%Y-%m-%d}"
        reason = f"{reason}\n{day_text(owed.effective_at)}生效的调解协议继续有效，当事人应当按照约定履行。"
    papers.add(
        move, kind, None, wording,
        addressee=papers.addressees(move.detail), facts=sentences(move.matter.text), reason=sentences(reason),
        channels=ways,
    )  # fmt: skip


def _is_told(dispute: Dispute, ways: str) -> bool:
    """Say whether the last notice went to the same people and named the same ways and bars."""
    rows = dispute.papers.filter(kind__in=RIGHTS, document__voided_at=None).select_related("document")
    last = rows.order_by("pk").last()
    told = last.document.data if last is not None else {}
    return (told.get("addressee"), told.get("channels")) == (papers.addressees(dispute), ways)


def _ways(dispute: Dispute) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        names = dict(Channel._meta.get_field("kind").flatchoices)
        return numbered(
            channel_line(str(names[channel.kind]), [_bar(dispute, bar) for bar in channel.bars], channel.note)
            for channel in open_channels(dispute)
        )


def _bar(dispute: Dispute, bar: TimeBar) -> str:
    day = (day_text(dispute.occurred_on), day_text(bar.until)) if bar.until else None
    return bar_text(bar.begins, term_text(bar.term.amount, bar.term.unit), day, bar.term.source)
