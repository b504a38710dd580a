"""Default wordings of the notices of measures (Article 58). Our own; an office may keep its own versions."""

from __future__ import annotations

from pingan.documents.rules.shapes import Seed

_SOURCE = "default wording of the product; Article 58, domain.md §8"
_HEAD = """经核实，你单位存在以下情形：
{{ facts }}
上述情形符合《江西省平安建设条例》第五十八条第一款{{ circumstances }}的规定。"""
_TAIL = """如对本决定有异议，可书面向作出决定的机关或者其上一级机关提出；异议处理期间不停止执行。
联系方式：{{ contact }}"""

ACCOUNTABILITY_SEEDS: tuple[Seed, ...] = (
    Seed(
        "talk_notice",
        "talk_notice",
        "约谈通知书",
        f"""{_HEAD}经研究，决定对你单位领导班子进行约谈。
# 一、整改要求
{{{{ demand }}}}
# 二、整改期限
请于{{{{ due_on }}}}前完成整改并书面报送整改情况。逾期未整改到位的，将依法采取进一步措施。
{_TAIL}""",
        _SOURCE,
    ),
    Seed(
        "listing_notice",
        "listing_notice",
        "挂牌督办通知书",
        f"""{_HEAD}经研究，决定对你单位实行挂牌督办。
# 一、整改要求
{{{{ demand }}}}
# 二、督办期限
请于{{{{ due_on }}}}前完成整改并书面报送整改情况，经验收合格后摘牌。
{{{{ effect }}}}
{_TAIL}""",
        _SOURCE,
    ),
    Seed(
        "yellow_card_notice",
        "yellow_card_notice",
        "黄牌警告通知书",
        f"""{_HEAD}经研究，决定对你单位给予黄牌警告。
# 一、整改要求
{{{{ demand }}}}
# 二、整改期限
请于{{{{ due_on }}}}前完成整改并书面报送整改情况。
{{{{ effect }}}}
{_TAIL}""",
        _SOURCE,
    ),
    Seed(
        "veto_decision",
        "veto_decision",
        "关于实行一票否决权制的决定",
        f"""{_HEAD}经研究，决定对你单位实行一票否决权制。
{{{{ effect }}}}
{{{{ demand }}}}
{_TAIL}""",
        _SOURCE,
    ),
)
