"""Print every figure with its two numbers, its day and its article, as Markdown."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from pingan.common.figures import Figure, all_figures

HEAD = """# Figures

Written by `manage.py list_figures`; change a figure where it is defined, not here. A *figure* is a named count over
records (`pingan.common.figures`): dashboards, statistics and assessment read the same conditions. A share has a denominator
and, as its numerator, a part of it; the rest are plain counts. "Units" says whether a figure is counted by responsible units
besides divisions. A restricted matter counts; its record shows no more than its number.

| figure | meaning | denominator | numerator | which day decides | units | ground |
| --- | --- | --- | --- | --- | --- | --- |
"""


def line(one: Figure) -> str:
    """Return the row of one figure."""
    whole, part = (one.whole_label, one.part_label) if one.is_share else ("–", one.whole_label)
    units = "yes" if one.organ else "no"
    return f"| `{one.code}` | {one.label} | {whole} | {part} | {one.date_rule} | {units} | {one.article} |"


def page() -> str:
    """Return the page; English and by code: it depends neither on the reader nor on what was imported first."""
    with translation.override("en"):
        return HEAD + "\n".join(line(one) for _code, one in sorted(all_figures().items())) + "\n"


class Command(BaseCommand):
    help = "Print the table of figures, for docs/figures.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
