"""Papers of disputes that no committee mediated: of the same kind as its own, in words that speak of no mediation."""

from __future__ import annotations

from pingan.documents.rules.shapes import Seed

_OWN = "default wording of the product"

UNMEDIATED_SEEDS: tuple[Seed, ...] = (
    Seed(
        "mediation_refused",
        "mediation_end",
        "不进行人民调解告知书",
        """你们之间的{{ type }}，因下列原因不进行人民调解：
{{ reason }}
# 一、纠纷的基本情况
{{ facts }}
# 二、可以选择的途径和期限
你们可以依法通过下列途径维护自己的权利，请注意期限：
{{ channels }}
你们以后仍然可以自愿申请人民调解。
联系方式：{{ contact }}""",
        f"{_OWN}; 人民调解法 17, 26",
    ),
    Seed(
        "return_visit_unmediated",
        "return_visit",
        "回访记录",
        """| 回访时间 | {{ session_at }} |
| 纠纷地点 | {{ place }} |
| 被回访人 | {{ attendance }} |
| 回 访 人 | {{ mediator }} |
| 履行情况 | {{ performance }} |
| 满意情况 | {{ satisfaction }} |
| 是否涉诉 | {{ court_dispute }} |
| 遗留隐患 | {{ latent_risk }} |
{{ record }}""",
        _OWN,
    ),
)
