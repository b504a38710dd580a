"""The page about figures lists them as they are, each with what a reader needs to check it."""

from pathlib import Path

from assessment.management.commands.list_figures import page
from pingan.common.figures import all_figures

PAGE = Path(__file__).resolve().parents[2] / "docs" / "figures.md"


def test_the_page_lists_the_present_figures() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run: manage.py list_figures > docs/figures.md, and read what changed"
    )


def test_every_figure_says_what_it_counts_on_which_day_and_on_which_ground() -> None:
    for one in all_figures().values():
        said = [
            one.label,
            one.whole_label,
            one.date_rule,
            one.article,
            *([one.part_label] if one.is_share else []),
        ]
        assert all(str(text).strip() for text in said), one.code
