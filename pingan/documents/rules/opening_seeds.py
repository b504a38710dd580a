# ruff: noqa: E501 - a line of a template is a paragraph
"""The papers of people's mediation up to its record, in our own wording, with the articles they rest on.

人民调解法: 4 free of charge, 17 refusal, 23 rights, 24 duties, 33 confirmation.
"""

from __future__ import annotations

from pingan.documents.rules.shapes import Seed

LAW = "default wording of the product; 人民调解法"


def mediation_seed(kind: str, title: str, body: str, articles: str) -> Seed:
    """Name the articles that a paper of mediation rests on as its source."""
    return Seed(code=kind, kind=kind, title=title, body=body, source=f"{LAW} {articles}")


OPENING_SEEDS: tuple[Seed, ...] = (
    mediation_seed(
        "mediation_application",
        "人民调解申请书",
        """# 一、当事人
{{ parties }}
# 二、纠纷简要情况
纠纷类型：{{ type }}。
{{ facts }}
# 三、申请事项
{{ request }}
证据材料：{{ evidence }}
申请人自愿申请人民调解，并知悉人民调解委员会调解民间纠纷不收取任何费用（《中华人民共和国人民调解法》第四条）。
现申请{{ committee }}依法予以调解。""",
        "4, 17",
    ),
    mediation_seed(
        "mediation_intake",
        "人民调解受理登记表",
        """| 案　　号 | {{ case_number }} |
| 纠纷来源 | {{ source }} |
| 纠纷类型 | {{ type }} |
| 登记日期 | {{ received_on }} |
| 发生地点 | {{ place }} |
| 当 事 人 | {{ parties }} |
| 纠纷情况 | {{ facts }} |
| 调解请求 | {{ request }} |
| 受理意见 | {{ opinion }} |
| 人民调解员 | {{ mediator }} |
当事人一方明确拒绝调解的，不得调解（《中华人民共和国人民调解法》第十七条）。调解不收取任何费用（第四条）。""",
        "4, 17",
    ),
    mediation_seed(
        "mediation_rights",
        "人民调解权利义务告知书",
        """{{ committee }}已经受理你们之间的{{ type }}，由{{ mediator }}担任人民调解员。依照《中华人民共和国人民调解法》，现将有关事项告知如下：
# 一、当事人在调解活动中享有的权利（第二十三条）
（一）选择或者接受人民调解员；
（二）接受调解、拒绝调解或者要求终止调解；
（三）要求调解公开进行或者不公开进行；
（四）自主表达意愿、自愿达成调解协议。
# 二、当事人在调解活动中履行的义务（第二十四条）
（一）如实陈述纠纷事实；
（二）遵守调解现场秩序，尊重人民调解员；
（三）尊重对方当事人行使权利。
# 三、其他事项
（一）调解民间纠纷不收取任何费用（第四条）。
（二）当事人一方明确拒绝调解的，不得调解（第十七条）。人民调解不影响当事人依法通过仲裁、行政、司法等途径维护自己的权利。
（三）达成的调解协议具有法律约束力，当事人应当按照约定履行（第三十一条）。
（四）达成调解协议后，双方当事人认为有必要的，可以自调解协议生效之日起三十日内共同向人民法院申请司法确认（第三十三条）。
当事人知悉以上内容后，签名、盖章或者按指印。
联系方式：{{ contact }}""",
        "4, 17, 23, 24, 31, 33",
    ),
    mediation_seed(
        "mediation_survey",
        "人民调解调查记录",
        """| 调查时间 | {{ session_at }} |
| 调查地点 | {{ place }} |
| 纠纷类型 | {{ type }} |
| 在 场 人 | {{ attendance }} |
| 调 查 人 | {{ mediator }} |
| 记 录 人 | {{ recorder }} |
# 调查内容
{{ record }}
以上记录由被调查人核对后签名或者按指印。""",
        "20",
    ),
    mediation_seed(
        "mediation_record",
        "人民调解记录",
        """| 调解时间 | {{ session_at }} |
| 调解地点 | {{ place }} |
| 纠纷类型 | {{ type }} |
| 当 事 人 | {{ parties }} |
| 参加人员 | {{ attendance }} |
| 人民调解员 | {{ mediator }} |
| 记 录 人 | {{ recorder }} |
当事人依法享有的权利和承担的义务见人民调解权利义务告知书。
# 调解过程
{{ record }}
调解结果：{{ result }}
以上记录由到场的当事人核对后签名、盖章或者按指印。""",
        "17, 22, 23, 24, 27",
    ),
    mediation_seed(
        "session_invitation",
        "人民调解通知书",
        """{{ committee }}定于下列时间和地点就{{ type }}进行调解，请准时参加：
| 调解时间 | {{ session_at }} |
| 调解地点 | {{ place }} |
| 人民调解员 | {{ mediator }} |
| 请携带 | {{ bring }} |
你可以选择或者接受人民调解员，可以接受或者拒绝调解，也可以委托他人参加（委托他人的，请提交授权委托书）。调解不收取任何费用。不能按时参加的，请提前告知我单位，以便另行约定时间。
联系方式：{{ contact }}""",
        "4, 17, 22, 23",
    ),
)
