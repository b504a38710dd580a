"""How long a case file of 60 pages takes to bind, and how much memory: ``python -m bench.binding``.

Needs the environment of ``manage.py``, but no database: forty papers of ours, and twenty photos of two megapixels.
Seconds are those of the processor, which no neighbour disturbs.
"""

from __future__ import annotations

import io
import random
import resource
import time

import django
from PIL import Image

ROUNDS = 5


def bind_sixty_pages() -> None:
    from pingan.documents.rules import CoverData, FilePart
    from pingan.documents.services import bind_file
    from pingan.documents.services.typesetting import typeset

    cover = CoverData(
        title="张三、李四邻里纠纷", committee="龙华社区人民调解委员会", case_number="（2026）龙华人调字第3号",
        type="邻里纠纷", parties=(("申请人", "张三"), ("被申请人", "李四")), mediator="王建国",
        accepted_on="2026年10月30日", closed_on="2026年11月20日", result="达成协议", retention="长期",
    )  # fmt: skip
    sheet = {"title": "材料", "committee": "x", "filed_by": "", "checked_by": "", "filed_on": ""}
    text = "李四一次性赔偿张三吊顶、墙面和地板损失。" * 12
    paper = typeset("back", {**sheet, "note": [text]}).content
    parts = [FilePart(f"材料{number}", paper) for number in range(40)]
    parts += [FilePart(f"照片{number}", _photo(number)) for number in range(20)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    for _round in range(ROUNDS):
        began = time.process_time()
        content = bind_file(cover=cover, parts=parts)
        times.append(time.process_time() - began)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    given, made = sum(len(part.content) for part in parts) / 1e6, len(content) / 1e6
    print(f"60 pages from {given:.1f} MB: median {sorted(times)[ROUNDS // 2]:.2f} s, first {times[0]:.2f} s,")
    print(f"peak memory grew by {grown:.0f} MB, the file has {made:.1f} MB")


def _photo(seed: int) -> bytes:
    noise = random.Random(seed).randbytes(40 * 30 * 3)
    target = io.BytesIO()
    Image.frombytes("RGB", (40, 30), noise).resize((1600, 1200), Image.Resampling.BICUBIC).save(
        target, "JPEG"
    )
    return target.getvalue()


if __name__ == "__main__":
    django.setup()
    bind_sixty_pages()
