# ruff: noqa: E501 - a line of a template is a paragraph
"""The templates that every office starts with. Our own wording; an office may keep its own versions."""

from __future__ import annotations

from pingan.documents.rules.accountability_seeds import ACCOUNTABILITY_SEEDS
from pingan.documents.rules.brief_kinds import BRIEF_SEEDS
from pingan.documents.rules.opening_seeds import OPENING_SEEDS
from pingan.documents.rules.outcome_seeds import OUTCOME_SEEDS
from pingan.documents.rules.shapes import Seed
from pingan.documents.rules.unmediated_seeds import UNMEDIATED_SEEDS

_OWN = "default wording of the product"
_FREE_BODY = "{{ text }}\n{{ contact }}"

SEEDS: tuple[Seed, ...] = (
    Seed(
        code="supervision_letter",
        kind="supervision_letter",
        title="关于{{ matter_title }}的督办函",
        body="""由你单位负责办理的事项“{{ matter_title }}”（编号：{{ matter_number }}），目前需要督促办理。现将有关情况函告如下：
# 一、基本情况
{{ facts }}
# 二、办理要求
{{ demand }}
请于{{ due_on }}前办结，并将办理结果和佐证材料通过系统反馈我单位。确有困难不能按期办结的，请在期限届满前书面说明原因、已采取的措施和预计办结时间。
联系方式：{{ contact }}
特此函告。""",
        source=_OWN,
    ),
    Seed(
        code="reminder_letter",
        kind="reminder_letter",
        title="关于{{ matter_title }}的催办函",
        body="""由你单位办理的事项“{{ matter_title }}”（编号：{{ matter_number }}）应于{{ overdue_since }}办结，截至本函发出之日尚未反馈结果。
请抓紧办理，于{{ due_on }}前在系统中更新进展；已经办结的，请及时补录结果。
联系方式：{{ contact }}""",
        source=_OWN,
    ),
    Seed(
        code="rectification_order",
        kind="rectification_order",
        title="责令限期整改通知书",
        body="""经查，你单位在履行平安建设职责方面存在以下情形：
{{ facts }}
依据《江西省平安建设条例》第六十二条，现责令你单位限期整改，具体要求如下：
{{ demand }}
整改期限截至{{ due_on }}。请在期限届满前将整改情况连同佐证材料书面报送我单位，我单位将组织复查。
{{ consequence }}
如对本通知书认定的情况有异议，可在收到之日起向我单位书面陈述意见并提交材料，陈述期间请先行落实整改。
联系方式：{{ contact }}""",
        source=f"{_OWN}; Article 62",
    ),
    Seed("notice", "notice", "关于{{ subject }}的通知", f"{_FREE_BODY}\n特此通知。", _OWN),
    Seed("circular", "circular", "关于{{ subject }}的通报", _FREE_BODY, _OWN),
    Seed("report", "report", "关于{{ subject }}的报告", f"{_FREE_BODY}\n特此报告。", _OWN),
    Seed("decision", "decision", "关于{{ subject }}的决定", _FREE_BODY, _OWN),
    Seed("letter", "letter", "关于{{ subject }}的函", f"{_FREE_BODY}\n此函。", _OWN),
    Seed(
        code="volunteer_certificate",
        kind="volunteer_certificate",
        title="平安志愿服务证明",
        body="""您（志愿者编号：{{ volunteer_number }}）于{{ period }}参加平安志愿服务，累计服务{{ hours }}小时，服务类别：{{ services }}。
感谢您为平安建设作出的贡献。
特此证明。""",
        source=f"{_OWN}; Article 54",
    ),
    *BRIEF_SEEDS,
    *ACCOUNTABILITY_SEEDS,
    *OPENING_SEEDS,
    *OUTCOME_SEEDS,
    *UNMEDIATED_SEEDS,
)
