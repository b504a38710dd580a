"""The order of a case file and what it must hold (domain.md §4.9; 司发通〔2010〕239号 family). Pure.

The words are those of the paper itself, in the language of the law.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Kinds of paper in the order of the catalogue; within one kind by the moment they were made.
ORDER = (
    "mediation_application",
    "mediation_intake",
    "mediation_rights",
    "mediation_survey",
    "session_invitation",
    "mediation_record",
    "mediation_agreement",
    "oral_agreement",
    "performance_note",
    "confirmation_application",
    "mediation_end",
    "referral_letter",
    "rights_notice",
    # Whatever the end was, the visit comes after it.
    "return_visit",
    "police_notice",
    "file_note",
)

#: Either opens the file of a mediation.
INTAKES = frozenset({"mediation_application", "mediation_intake"})


def place_of(kind: str) -> int:
    """Return where a paper stands; a kind that the catalogue does not name stands behind all others."""
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


@dataclass(frozen=True)
class FileFacts:
    """What decides which parts are required. ``kinds``: of the papers in the file."""

    kinds: frozenset[str]
    is_mediated: bool
    is_agreed: bool
    is_ended_without: bool
    are_identities_seen: bool


def missing_parts(facts: FileFacts) -> list[str]:
    """Return the required parts that the file lacks. A dispute that was never mediated has a file without them."""
    if not facts.is_mediated:
        return []
    lacking = [
        ("人民调解申请书或者受理登记表", bool(facts.kinds & INTAKES)),
        ("权利义务告知书", "mediation_rights" in facts.kinds),
        ("当事人身份证明的核对记录", facts.are_identities_seen),
        ("调解记录", "mediation_record" in facts.kinds or not (facts.is_agreed or facts.is_ended_without)),
    ]
    if facts.is_agreed:
        found = bool(facts.kinds & {"mediation_agreement", "oral_agreement"})
        lacking.append(("人民调解协议书或者口头协议登记表", found))
    if facts.is_ended_without:
        lacking.append(("终止调解告知书", "mediation_end" in facts.kinds))
    return [name for name, is_there in lacking if not is_there]


def statement(facts: FileFacts, kept_apart: Iterable[str], closing: str = "") -> str:
    """Return the statement on the file (卷宗情况说明), one line per paragraph.

    ``closing``: what was said when it was closed, as why no notice was served; no paper of the file holds it.
    """
    missing, apart = missing_parts(facts), list(kept_apart)
    lines = [] if facts.is_mediated else ["本件未经人民调解，卷内为矛盾纠纷办理材料。"]
    if missing:
        lines.append(f"卷内缺少下列必备材料：{'、'.join(missing)}。")
    elif facts.is_mediated:
        lines.append("卷内必备材料齐全。")
    if apart:
        lines.append(f"下列材料不能装订，另行保存：{'、'.join(apart)}。")
    said = "；".join(line.strip("。；; ") for line in closing.splitlines() if line.strip("。；; "))
    if said:
        lines.append(f"结案时记载：{said}。")
    # No copy is kept either way; that they were looked at is only said where somebody ticked it.
    seen = "当事人身份证件经核对，" if facts.are_identities_seen else ""
    lines.append(f"{seen}卷内不留存身份证件复印件。")
    return "\n".join(lines)
