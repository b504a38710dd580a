"""Chinese search finds what LIKE finds: no more and no less, from one character on, with an index."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from pingan.common.text import ZhQuery, has_searchable, pinyin_key
from pingan.matters.models import Matter

pytestmark = pytest.mark.django_db
#: Few characters, so that chance makes overlaps; extension A, B and a compatibility form among them.
HAN = "电梯故障路灯坏了㐂𠮷𪚥豈"
OTHER = "，。 0189abZ-（）"
TEXTS = st.text(HAN + OTHER, max_size=25)


def matches(texts: list[str], query: str) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select zh_tsvector(value) @@ zh_tsquery(%s) from unnest(%s::text[]) with ordinality t(value, n) order by n",
            [query, texts],
        )
        return [bool(row[0]) for row in cursor.fetchall()]


def normal(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select lower(normalize(%s, NFKC))", [text])
        found: str = cursor.fetchone()[0]
    return found


class WordsInTheStatement(TestCase):
    """The ORM's query writes the words into the statement: whatever they are, they are words and nothing else."""

    @settings(max_examples=200, deadline=None)
    @given(words=st.text(max_size=30) | st.text(HAN + OTHER + "'\\\\%;\"()", max_size=12))
    def test_any_text_means_what_it_means_as_a_parameter(self, words: str) -> None:
        given = words.replace("\0", "").encode("utf-8", "replace").decode()
        with connection.cursor() as cursor:
            cursor.execute("select zh_tsquery(%s)::text", [given])
            wanted = cursor.fetchone()[0]
            sql, params = SQLCompiler(Query(None), connection, None).compile(ZhQuery(words))
            cursor.execute(f"select {sql}::text", params)
            assert cursor.fetchone()[0] == wanted

    def test_the_plan_knows_the_words(self) -> None:
        """Even where PostgreSQL plans for any value: as a parameter, rare words would look like common ones."""
        with connection.cursor() as cursor:
            cursor.execute("set local plan_cache_mode = force_generic_plan")
            plan = Matter.objects.filter(search=ZhQuery("电梯")).explain()
        assert "电梯" in plan and "::tsquery" in plan and "zh_tsquery" not in plan


class EqualsLike(TestCase):
    @settings(max_examples=150, deadline=None)
    @given(texts=st.lists(TEXTS, min_size=1, max_size=8), query=st.text(HAN, min_size=1, max_size=5))
    def test_a_run_of_characters_finds_exactly_what_like_finds(self, texts: list[str], query: str) -> None:
        assert matches(texts, query) == [normal(query) in normal(text) for text in texts]

    @settings(max_examples=100, deadline=None)
    @given(texts=st.lists(TEXTS, min_size=1, max_size=8), query=st.text("0189ab", min_size=1, max_size=4))
    def test_a_word_or_number_finds_what_begins_with_it(self, texts: list[str], query: str) -> None:
        words = [re.findall("[a-z0-9]+", normal(text)) for text in texts]
        assert matches(texts, query) == [any(word.startswith(query) for word in found) for found in words]

    @settings(max_examples=100, deadline=None)
    @given(texts=st.lists(TEXTS, min_size=1, max_size=8), query=st.text(HAN + OTHER, min_size=1, max_size=8))
    def test_a_mixed_query_loses_nothing_that_like_finds_at_the_start_of_words(
        self, texts: list[str], query: str
    ) -> None:
        """Each run must be there; LIKE with the whole query finds no text that the search does not."""
        if not has_searchable(query):
            return
        padded = [f" {text} {query} " for text in texts]
        assert all(matches(padded, query))


@pytest.mark.parametrize("query", ["", "，。", "（）", "…！？", "  ", "🙂"])
def test_punctuation_alone_is_no_question(query: str) -> None:
    assert not has_searchable(query)


@pytest.mark.parametrize("query", ["，电", "a", "9", "𠮷", "电"])
def test_one_character_is_a_question(query: str) -> None:
    assert has_searchable(query)


@pytest.mark.parametrize(
    ("text", "query", "is_found"),
    [
        ("建设路电梯故障", "电梯", True),
        ("建设路电梯故障", "梯故", True),
        ("建设路电梯故障", "电故", False),
        ("编号SJ360703260000012", "sj3607", True),
        ("编号SJ360703260000012", "0012", False),
        ("𠮷野家门口", "𠮷野", True),
        ("ＡＢＣ１２３号楼", "abc123", True),
        ("豈有此理", "豈", True),
        ("电，梯", "电梯", False),
    ],
)
def test_examples(text: str, query: str, is_found: bool) -> None:
    assert matches([text], query) == [is_found]


def test_hostile_text_is_only_text() -> None:
    hostile = ["'电':*|!&<->()", "\\", "';drop table x;--电梯", "a" * 5000, "电" * 20000]
    assert len(matches(hostile, "电':*&!(")) == 5


def test_a_long_text_is_found_by_its_end() -> None:
    """Positions in a text vector end at 16,383; two characters are one lexeme and need none."""
    assert matches(["路灯。" * 9000 + "电梯"], "电梯") == [True]


def test_the_column_is_generated_and_the_index_is_used() -> None:
    from pingan.matters.models import Matter

    field: Any = Matter._meta.get_field("search")
    assert field.generated
    assert isinstance(field.output_field, SearchVectorField)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select id from matters_matter where search @@ zh_tsquery('电梯')")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "matter_search" in plan


def test_names_sort_by_sound_with_the_reading_of_surnames() -> None:
    names = ["曾小明", "单大力", "张三", "区伟"]
    assert sorted(names, key=lambda name: pinyin_key(name, is_person=True)) == [
        "区伟",
        "单大力",
        "曾小明",
        "张三",
    ]
    assert pinyin_key("重庆路") == pinyin_key("重庆路", is_person=True)
