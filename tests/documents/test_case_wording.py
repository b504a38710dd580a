"""The papers of mediation as templates: rows of tables, articles, what a title may tell, numbers."""

from __future__ import annotations

import pytest
from django.utils import translation

from pingan.documents.models import CASE_KINDS, DocumentKind, NumberRegister
from pingan.documents.rules import (
    KINDS,
    SEEDS,
    Block,
    BlockKind,
    Layout,
    case_number_text,
    filled,
    number_text,
    paper_number_text,
    parsed,
    template_problems,
    value_problems,
    year_of_case,
)
from pingan.documents.rules.markup import placeholders
from tests.factories.case_papers import CASE, PAPERS, values_for

#: The wording that is named like its kind; those of special cases follow it.
SEED = {seed.kind: seed for seed in reversed(SEEDS)}


def test_the_tables_and_the_rules_name_the_same_papers():
    assert {kind for kind in KINDS if KINDS[kind].layout is Layout.CASE} == set(CASE_KINDS)
    assert set(KINDS) == set(DocumentKind.values)
    longest = NumberRegister._meta.get_field("kind").max_length
    assert max(map(len, KINDS)) <= longest


@pytest.mark.parametrize("kind", PAPERS)
def test_the_default_wording_takes_every_value_and_says_what_the_kind_must(kind):
    seed = SEED[kind]
    problems = value_problems(kind=kind, title=seed.title, body=seed.body, values=values_for(kind))
    assert problems == {}
    assert KINDS[kind].needed <= placeholders(seed.body)
    own = KINDS[kind].fields.keys() - {"signatures", "attachments", "addressee", "contact"}
    shared = {"case_number", "type", "place", "parties", "mediator", "committee"}
    assert own - shared <= placeholders(seed.body), "a field that the default wording never prints"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("mediation_rights", ("第四条", "第十七条", "第二十三条", "第二十四条", "第三十三条")),
        ("mediation_agreement", ("第二十九条", "第三十一条", "第三十三条", "三十日内")),
        ("oral_agreement", ("第二十八条", "第三十条", "第三十一条")),
        ("mediation_end", ("第二十六条",)),
        ("performance_note", ("第三十一条",)),
        ("police_notice", ("第二十五条",)),
        ("confirmation_application", ("第二百零五条", "第二百零六条", "第三十三条", "三十日内")),
    ],
)
def test_the_default_wording_cites_its_articles(kind, words):
    assert all(word in SEED[kind].body for word in words)


def test_a_line_between_bars_is_a_row_and_neighbours_share_a_table():
    assert parsed("|  案　　号 | {{ case_number }}|\n| 地点 | |") == [
        Block(BlockKind.ROW, "{{ case_number }}", "案　　号"),
        Block(BlockKind.ROW, "", "地点"),
    ]


def test_values_stay_in_their_cell_and_an_empty_option_takes_its_row_away():
    text = "| 当事人 | {{ parties }} |\n| 证据 | {{ evidence }} |\n| 备注 | |"
    assert filled(text, {"parties": "张三 | 李四\n\n王五", "evidence": " "}) == [
        Block(BlockKind.ROW, "张三 | 李四\n王五", "当事人"),
        Block(BlockKind.ROW, "", "备注"),
    ]


def test_a_value_never_becomes_a_row():
    assert [block.kind for block in filled("{{ facts }}", {"facts": "| a | b |\n# c"})] == [
        BlockKind.TEXT
    ] * 2


@pytest.mark.parametrize("line", ["| 一格 |", "| 一 | 二 | 三 |", "| 没有收尾 | x", "| {{ type }} | x |"])
def test_a_row_of_another_shape_is_refused(line):
    with translation.override("en"):
        problems = template_problems(
            kind="file_note", title="题", body=f"{{{{ record }}}}{{{{ filed_by }}}}\n{line}"
        )
    assert list(problems) == ["body"]
    assert "row of a table" in problems["body"]


def test_the_title_of_a_case_paper_names_nobody():
    body = SEED["mediation_agreement"].body
    assert template_problems(kind="mediation_agreement", title="{{ type }}协议书", body=body) == {}
    problems = template_problems(kind="mediation_agreement", title="{{ parties }}协议书", body=body)
    assert list(problems) == ["title"]


def test_an_agreement_without_terms_or_an_end_without_other_ways_is_no_template():
    for kind, name in (("mediation_agreement", "terms"), ("mediation_end", "channels")):
        body = SEED[kind].body.replace(f"{{{{ {name} }}}}", "")
        assert name in template_problems(kind=kind, title="题", body=body)["body"]


def test_numbers_of_cases_and_papers_are_written_as_in_the_field():
    assert case_number_text(document_code="龙华", year=2026, serial=3) == CASE
    assert paper_number_text(case_number=CASE, serial=2) == "（2026）龙华人调字第3号之2"
    written = number_text(document_code="龙华", kind="mediation_agreement", year=2026, serial=3)
    assert written == "（2026）龙华人调协字第3号"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (CASE, 2026),
        ("（2026）龙华人调协字第3号", None),
        ("(2026)龙华人调字第3号", None),
        ("（2026）龙华人调字第03号", None),
        ("（2026）龙华人调字第3号之2", None),
        ("（２０２６）龙华人调字第3号", None),
        ("（2026）龙华\n人调字第3号", None),
        ("（2026）" + "长" * 21 + "人调字第3号", None),
        ("", None),
    ],
)
def test_only_a_case_number_is_one(text, year):
    assert year_of_case(text) == year


def test_a_paper_before_the_first_is_an_error():
    with pytest.raises(ValueError, match="counted from 1"):
        paper_number_text(case_number=CASE, serial=0)
    with pytest.raises(ValueError, match="register"):
        case_number_text(document_code="X", year=26, serial=1)
