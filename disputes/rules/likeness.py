"""How much two descriptions of disputes say the same. Pure."""

from __future__ import annotations

import re

from grids.rules.duplicates import text_similarity

#: From this share of common words on two descriptions may mean the same quarrel (our own choice).
ALIKE = 0.2
#: What every description says, and the roles that stand for names: they tell no quarrel from another.
_STOCK = re.compile(
    r"(?:被?申请人|第三人)[甲乙丙丁戊己庚辛壬癸]?|双方|两家|两户|邻居|相邻|"
    r"(?:因|对|就)|(?:发生|引发|有)?(?:争执|争吵|争议|纠纷|口角|分歧|矛盾|异议)|多次|不合|不一"
)


def likeness(one: str, other: str) -> float:
    """Return 0 (nothing in common but stock phrases, or one is empty) to 1 (the same)."""
    return text_similarity(_STOCK.sub("，", one), _STOCK.sub("，", other))
