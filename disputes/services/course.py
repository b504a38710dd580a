"""What no paper of a file says: how a dispute that was never mediated came in, and what became of it elsewhere.

A settlement at the door, an award, a judgment or the court's ruling on an agreement leave no paper of a committee; nor do
a refusal, the review of a red flag, a session called off, a clause that was not kept in time. The file would be silent
about them, so a sheet is set from the records while the file is bound. It is no official document: it has the number of
the dispute and nobody's seal.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from disputes.machine import DISPUTES
from disputes.machine.paper_words import parties_text, place_text
from disputes.models import Channel, Dispute, JudicialConfirmation
from disputes.rules.wording import numbered, sentences
from disputes.services.happenings import happenings
from pingan.documents.rules import Block, BlockKind, FilePart, Layout, Paper, date_text
from pingan.documents.services.pdf import render_pdf

TITLE = "矛盾纠纷办理情况表"


def day_text(value: date | datetime | None) -> str:
    """Return a day as it is printed; "" for none."""
    if value is None:
        return ""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return date_format(day, "Y年n月j日")


def course_sheet(dispute: Dispute, channels: Iterable[Channel], *, has_intake: bool) -> FilePart | None:
    """Return the sheet; None where the papers tell everything: taken in, mediated, and nothing besides.

    The caller has chosen the language of the law.
    """
    path = list(channels)
    rulings = list(
        JudicialConfirmation.objects.filter(agreement__channel__dispute=dispute).order_by("applied_on", "pk")
    )
    happened = happenings(dispute)
    is_told = all(channel.is_mediation for channel in path) and not any(one.is_untold for one in happened)
    if has_intake and not rulings and is_told:
        return None
    matter = dispute.matter
    told = [(one.at, one.text) for one in happened]
    told += [(channel.opened_at, _stretch(channel)) for channel in path]
    course = [text for _at, text in sorted(told)] + [_ruling(ruling) for ruling in rulings]
    rows = (
        ("纠纷类型", dispute.type.name),
        ("纠纷来源", str(dispute.get_source_display())),
        ("登记日期", day_text(matter.opened_at)),
        ("发生地点", place_text(dispute)),
        ("当 事 人", parties_text(dispute)),
        ("纠纷情况", sentences(matter.text)),
        ("涉及金额", f"{dispute.amount:,.2f}元" if dispute.amount else ""),
        ("办理经过", numbered(course)),
        (
            "办理结果",
            str(dispute.get_outcome_display() if dispute.outcome else DISPUTES.states[matter.state]),
        ),
    )
    paper = Paper(
        layout=Layout.CASE,
        organ_name=matter.region.name,
        number=matter.number,
        title=TITLE,
        addressee="",
        blocks=tuple(Block(BlockKind.ROW, text, label) for label, text in rows if text),
        issued_on=date_text(timezone.localdate()),
        has_seal=False,
    )
    return FilePart(TITLE, render_pdf(paper).content, "装订时生成")


def _stretch(channel: Channel) -> str:
    """Say one stretch of the path in one line."""
    begun = day_text(channel.handed_over_on)
    if channel.kind == "settlement":
        return f"{begun}，当事人自行和解：{channel.result_text or ''}".rstrip("：") + _instead(channel)
    by = channel.committee.organ if channel.committee is not None else channel.organ
    parts = [begun, str(channel.get_kind_display())]
    if by is not None or channel.receiver:
        parts.append(str(by.name if by is not None else channel.receiver))
    if channel.accepted_on is not None:
        parts.append(f"{day_text(channel.accepted_on)}受理")
    if channel.number_there:
        parts.append(f"案号{channel.number_there}")
    return f"{'，'.join(parts)}；{_end(channel)}" if channel.ended_at is not None else "，".join(parts)


def _end(channel: Channel) -> str:
    result = channel.get_result_display() if channel.result else channel.get_state_display()
    words = f"{day_text(channel.decided_on or channel.ended_at)}，{result}"
    words = f"{words}，文号{channel.decision_number}" if channel.decision_number else words
    told = f"{words}：{channel.result_text}" if channel.result_text else words
    return f"{told}{_instead(channel)}"


def _instead(channel: Channel) -> str:
    """Say which agreements gave way to what came of a channel."""
    days = [day_text(one.effective_at) for one in channel.replaced.all()]
    return "".join(f"（{day}生效的调解协议由此代替，不再监督履行）" for day in days)


def _ruling(ruling: JudicialConfirmation) -> str:
    asked = f"{day_text(ruling.applied_on)}，共同向{ruling.court}申请司法确认"
    if ruling.decided_on is None:
        return asked
    told = f"{asked}；{day_text(ruling.decided_on)}，{ruling.get_result_display()}"
    return f"{told}，文号{ruling.number_there}" if ruling.number_there else told
