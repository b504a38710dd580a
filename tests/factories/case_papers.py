"""A mediation committee and what it writes down about one quarrel between neighbours."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfWriter

from pingan.documents.models import OfficialDocument
from pingan.documents.rules import KINDS, CoverData, FilePart, Layout
from pingan.documents.services import issue, load_templates
from pingan.org.models import Organ
from tests.factories.documents import given_officer, given_organ
from tests.factories.files import image_bytes, picture

CASE = "（2026）龙华人调字第3号"
COMMITTEE = "贵溪市雄石街道龙华社区人民调解委员会"
PAPERS = sorted(kind for kind, rule in KINDS.items() if rule.layout is Layout.CASE)
VALUES = {
    "type": "邻里纠纷",
    "place": "龙华社区3栋楼道",
    "parties": "申请人：张三，男，住龙华社区3栋201室。\n被申请人：李四，女，住龙华社区3栋301室。",
    "mediator": "王建国、陈秀英",
    "committee": COMMITTEE,
    "contact": "王建国，0701-3312345",
    "facts": "2026年10月12日，李四家中渗漏，致张三家客厅吊顶受潮变形。\n双方多次协商未果。",
    "request": "请求修复渗漏部位，并赔偿损失5800元。",
    "evidence": "现场照片6张",
    "source": "当事人申请",
    "received_on": "2026年10月30日",
    "opinion": "符合受理条件，予以受理。",
    "session_at": "2026年11月3日9时30分",
    "attendance": "张三、李四",
    "recorder": "陈秀英",
    "record": "调解员：请双方分别说说情况。\n李四：我愿意修。",
    "result": "双方达成调解协议。",
    "issue": "修复和赔偿的数额。",
    "responsibility": "李四承担全部责任。",
    "terms": "一、李四自行出资修复防水层。\n二、李四一次性赔偿张三人民币4600元。",
    "manner": "银行转账。",
    "due": "2026年11月20日前付清。",
    "effective": "无。",
    "copies": "一式三份。",
    "reached_on": "2026年11月3日",
    "agreement_number": f"{CASE}之5",
    "performed_on": "2026年11月18日",
    "performance": "已经全部履行。",
    "satisfaction": "双方均表示满意。",
    "court_dispute": "没有涉诉。",
    "latent_risk": "没有发现新的隐患。",
    "reason": "张三明确表示不再接受调解。",
    "channels": "一、诉讼：可以向贵溪市人民法院起诉。\n二、仲裁：另有仲裁协议的，可以申请仲裁。",
    "court": "贵溪市人民法院",
    "effective_on": "2026年11月3日",
    "precheck": "协议内容明确。",
    "found_at": "2026年10月28日20时15分",
    "told_at": "2026年10月28日20时25分",
    "told_how": "拨打110",
    "told_whom": "民警刘某",
    "told_what": "有人扬言伤人。",
    "danger": "有人扬言“要跟他拼命”。",
    "measures": "已劝离双方。",
    "receipt": "民警刘某于20时30分接收。",
    "pages": "共26页",
    "missing": "无",
    "filed_by": "陈秀英",
    "checked_by": "王建国",
    "filed_on": "2026年12月1日",
    "bring": "身份证件",
}
COVER = CoverData(
    title="张三、李四邻里纠纷",
    committee=COMMITTEE,
    case_number=CASE,
    type="邻里纠纷",
    parties=(("申 请 人", "张三"), ("被申请人", "李四")),
    mediator="王建国",
    accepted_on="2026年10月30日",
    closed_on="2026年11月20日",
    result="达成调解协议，已经履行",
    retention="长期",
    note="本卷材料齐全。\n身份证件经当面核对，没有留存复印件。",
    filed_by="陈秀英",
    checked_by="王建国",
    filed_on="2026年12月1日",
)


def values_for(kind: str) -> dict[str, str]:
    """Everything that a paper of this kind can say."""
    rule = KINDS[kind]
    everything = {**VALUES, "addressee": "张三、李四" if rule.is_to_persons else "贵溪市公安局雄石派出所"}
    return {name: value for name, value in everything.items() if name in rule.fields}


def given_committee() -> Organ:
    """The organ in whose name the papers leave."""
    return given_organ("龙华社区居民委员会", "龙华")


def given_case_paper(
    kind: str = "mediation_agreement", organ: Organ | None = None, **extra: Any
) -> OfficialDocument:
    """An issued paper of the case."""
    load_templates()
    organ = organ or given_committee()
    given = {"case_number": CASE, "data": values_for(kind), "actor": given_officer(organ), **extra}
    return issue(organ_id=organ.pk, template_code=kind, region_code="360681000000", **given)


def blank_pdf(pages: int = 1, *, width: float = 595.3, height: float = 841.9, turn: int = 0) -> bytes:
    """A PDF of so many empty pages of any size, as a scanner might send them, turned clockwise."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width, height).rotate(turn)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def photo(width: int = 640, height: int = 480, kind: str = "JPEG", **save: Any) -> bytes:
    """A picture as a camera sends it."""
    return image_bytes(picture(width, height), kind, **save)


def part(title: str, content: bytes, remark: str = "") -> FilePart:
    """One part of the file."""
    return FilePart(title=title, content=content, remark=remark)
