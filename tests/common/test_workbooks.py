"""The foot of a workbook's pages: whoever was told the purpose at length still finds the code."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pingan.common.workbooks import page_foot

CODE = "核验码：ABCD-EFGH-JKLM-NPQR"
#: What Excel takes in all.
_MOST = 255


@given(st.text(alphabet=st.sampled_from("目的&a，"), max_size=400))
def test_a_foot_fits_and_ends_with_the_code(purpose: str) -> None:
    foot = page_foot(f"导出人：李芳。目的：{purpose} {CODE}")
    assert len(foot) <= _MOST
    assert foot.endswith(CODE)
    assert foot.startswith("&L导出人：李芳。")
    assert foot[2:].count("&") % 2 == 0


def test_a_short_mark_stays_whole() -> None:
    assert page_foot("甲&乙") == "&L甲&&乙"
