"""Into which groups divisions of one level fall at first: like is compared with like (domain.md §7.3). Pure.

The digits are those of 国统字〔2009〕91号 and GB/T 2260 (domain.md §2.1). Names are stored words, hence Chinese.
"""

from __future__ import annotations

MEMBER_UNITS = "成员单位"
_TOWNSHIPS = ((99, "街道"), (199, "镇"), (399, "乡"), (999, "类似乡级"))
_COUNTIES = ((20, "市辖区"), (80, "县"), (99, "县级市"))


def peer_group(code: str, level: int) -> str:
    """Return the group of a division by its 12-digit code and level (2: city, 3: county, 4: township)."""
    if level == 4:
        return _by(int(code[6:9]), _TOWNSHIPS)
    if level == 3:
        return _by(int(code[4:6]), _COUNTIES)
    return "设区市" if level == 2 else "村（社区）"


def _by(digits: int, bounds: tuple[tuple[int, str], ...]) -> str:
    return next(name for highest, name in bounds if digits <= highest)
