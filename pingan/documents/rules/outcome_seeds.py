# ruff: noqa: E501 - a line of a template is a paragraph
"""The papers of people's mediation from its outcome on, in our own wording.

人民调解法: 25 reports to the police, 26 end of mediation, 28 to 31 agreement, effect and performance, 33 confirmation.
民事诉讼法 (2023): 205 and 206 confirmation.
"""

from __future__ import annotations

from pingan.documents.rules.opening_seeds import LAW, mediation_seed
from pingan.documents.rules.shapes import Seed

_VISIT = """| 回访时间 | {{ session_at }} |
| 纠纷地点 | {{ place }} |
| 被回访人 | {{ attendance }} |
| 回 访 人 | {{ mediator }} |
| 履行情况 | {{ performance }} |
| 满意情况 | {{ satisfaction }} |
| 是否涉诉 | {{ court_dispute }} |
| 遗留隐患 | {{ latent_risk }} |
{{ record }}"""

OUTCOME_SEEDS: tuple[Seed, ...] = (
    mediation_seed(
        "mediation_agreement",
        "人民调解协议书",
        """# 一、当事人基本情况
{{ parties }}
# 二、纠纷的主要事实和争议事项
纠纷类型：{{ type }}。
{{ facts }}
争议事项：{{ issue }}
各方责任：{{ responsibility }}
# 三、协议内容和履行的方式、期限
经{{ committee }}调解，各方当事人在平等自愿的基础上，就上述纠纷达成如下协议：
{{ terms }}
履行方式：{{ manner }}
履行期限：{{ due }}
# 四、协议的效力
本协议书自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效（《中华人民共和国人民调解法》第二十九条）。
其他生效条件：{{ effective }}
本协议具有法律约束力，当事人应当按照约定履行；人民调解委员会对履行情况进行监督（第三十一条）。
双方当事人认为有必要的，可以自本协议生效之日起三十日内共同向人民法院申请司法确认；经确认有效，一方当事人拒绝履行或者未全部履行的，对方当事人可以向人民法院申请强制执行（第三十三条）。
本协议书由当事人各执一份，人民调解委员会留存一份。
协议书份数：{{ copies }}""",
        "28, 29, 31, 33",
    ),
    mediation_seed(
        "oral_agreement",
        "人民调解口头协议登记表",
        """| 案　　号 | {{ case_number }} |
| 纠纷类型 | {{ type }} |
| 达成日期 | {{ reached_on }} |
| 调解地点 | {{ place }} |
| 当 事 人 | {{ parties }} |
| 主要事实 | {{ facts }} |
| 争议事项 | {{ issue }} |
| 协议内容 | {{ terms }} |
| 履行方式 | {{ manner }} |
| 履行期限 | {{ due }} |
| 人民调解员 | {{ mediator }} |
当事人认为无需制作调解协议书，采取口头协议方式，由人民调解员记录协议内容（《中华人民共和国人民调解法》第二十八条）。口头调解协议自各方当事人达成协议之日起生效（第三十条），当事人应当按照约定履行（第三十一条）。""",
        "28, 30, 31",
    ),
    mediation_seed(
        "performance_note",
        "人民调解协议履行记录",
        """| 协议书号 | {{ agreement_number }} |
| 当 事 人 | {{ parties }} |
| 协议内容 | {{ terms }} |
| 约定期限 | {{ due }} |
| 履行日期 | {{ performed_on }} |
| 履行情况 | {{ performance }} |
| 履行凭证 | {{ evidence }} |
{{ record }}
人民调解委员会依照《中华人民共和国人民调解法》第三十一条对协议的履行情况进行监督，督促当事人履行约定的义务。""",
        "31",
    ),
    mediation_seed(
        "return_visit",
        "人民调解回访记录",
        _VISIT
        + """
尚未履行完毕的，人民调解委员会依照《中华人民共和国人民调解法》第三十一条继续督促履行。""",
        "31",
    ),
    # Where nothing is owed any more: performed, replaced by a judgment or an award, or never agreed.
    Seed(
        "return_visit_settled",
        "return_visit",
        "人民调解回访记录",
        _VISIT,
        f"{LAW} 31",
    ),
    mediation_seed(
        "mediation_end",
        "终止人民调解告知书",
        """{{ committee }}受理的你们之间的{{ type }}，现因下列原因终止调解：
{{ reason }}
# 一、纠纷和调解的基本情况
{{ facts }}
# 二、可以选择的其他途径和期限
依照《中华人民共和国人民调解法》第二十六条，你们可以依法通过下列途径维护自己的权利，请注意期限：
{{ channels }}
终止调解不影响你们以后再次自愿申请调解。
联系方式：{{ contact }}""",
        "17, 26",
    ),
    mediation_seed(
        "rights_notice",
        "权利告知书",
        """你们之间的{{ type }}经其他途径办理，没有取得处理结果：
{{ reason }}
# 一、纠纷的基本情况
{{ facts }}
# 二、可以选择的途径和期限
依照《中华人民共和国人民调解法》第三条，调解不得阻止当事人依法维护自己的权利。你们可以依法通过下列途径维护自己的权利，请注意期限：
{{ channels }}
你们也可以自愿申请调解。
联系方式：{{ contact }}""",
        "3",
    ),
    mediation_seed(
        "confirmation_application",
        "司法确认申请书",
        """# 一、申请人
{{ parties }}
# 二、请求事项
请求确认{{ committee }}主持达成的{{ agreement_number }}调解协议有效。
# 三、事实和理由
{{ facts }}
上述调解协议于{{ effective_on }}生效，主要内容如下：
{{ terms }}
申请人自调解协议生效之日起三十日内，依照《中华人民共和国民事诉讼法》第二百零五条、第二百零六条和《中华人民共和国人民调解法》第三十三条共同提出本申请。
# 四、申请人的声明
（一）申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如果因为该协议内容给他人造成损害的，愿意承担相应的民事责任和其他法律责任。
（二）调解协议的内容属于人民法院受理民事案件的范围，不涉及确认身份关系、收养关系和物权、知识产权的权属，也不属于适用其他特别程序审理的事项。
（三）申请前的核对情况：{{ precheck }}
附送材料：{{ evidence }}
此致
{{ court }}""",
        "33; 民事诉讼法 (2023) 205, 206",
    ),
    mediation_seed(
        "police_notice",
        "涉案线索通报单",
        """我单位在处理{{ type }}时，发现该纠纷有可能引起治安案件或者刑事案件。依照《中华人民共和国人民调解法》第二十五条，现将有关情况通报如下：
| 案　　号 | {{ case_number }} |
| 发现时间 | {{ found_at }} |
| 告知时间 | {{ told_at }} |
| 告知方式 | {{ told_how }} |
| 被告知人 | {{ told_whom }} |
| 告知内容 | {{ told_what }} |
| 发生地点 | {{ place }} |
| 涉及人员 | {{ parties }} |
| 危险情形 | {{ danger }} |
| 纠纷情况 | {{ facts }} |
| 已采取措施 | {{ measures }} |
| 接收情况 | {{ receipt }} |
| 联系方式 | {{ contact }} |
请你单位依法处置，并将接收人和接收时间反馈我单位。处置期间，我单位继续做好有针对性的预防和疏导工作。本通报涉及个人信息，请妥善保管，不得用于处置以外的目的。""",
        "25",
    ),
    mediation_seed(
        "referral_letter",
        "关于移送{{ type }}的函",
        """现将{{ type }}移送你单位依法处理，有关情况函告如下：
案号：{{ case_number }}。
# 一、当事人
{{ parties }}
# 二、纠纷情况
{{ facts }}
# 三、移送理由
{{ reason }}
移送请求：{{ request }}
请你单位收到后在送达回证上签收，并将处理结果函告我单位。移送是对当事人选择解决途径的建议，不影响当事人依法行使权利。
接收情况：{{ receipt }}
联系方式：{{ contact }}""",
        "3, 17, 26",
    ),
    mediation_seed(
        "file_note",
        "卷宗情况说明",
        """本卷为{{ committee }}办理的{{ type }}案卷，案号为{{ case_number }}。
{{ record }}
本卷页数：{{ pages }}
缺少的材料和原因：{{ missing }}
立卷人：{{ filed_by }}
检查人：{{ checked_by }}
立卷日期：{{ filed_on }}""",
        "27",
    ),
)
