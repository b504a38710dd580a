"""The message tool: what it finds, what it refuses, and that every string of the product is translated."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "script" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages_tool"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "grids").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "grids" / "a.py").write_text(
        'a = _("plain")\nb = pgettext("menu", "open")\nc = ngettext("%(n)s row", "%(n)s rows", n)\n'
    )
    (tmp_path / "templates" / "p.html").write_text(
        '<p>\n   {% trans "in a tag" %}\n{{ _("in a filter")|title }}\n'
        "  {% blocktrans trimmed count n=n %}\n   {{ n }} grid\n  {% plural %}\n   {{ n }} grids\n"
        "  {% endblocktrans %}\n{% trans \"it's\" context 'ctx' %}</p>\n"
    )
    return tmp_path


def test_code_and_templates_are_both_read(tool: ModuleType, tree: Path) -> None:
    found = {(m.context, m.text, m.plural) for m in tool.messages_of(tree)}
    assert found == {
        (None, "plain", None),
        ("menu", "open", None),
        (None, "%(n)s row", "%(n)s rows"),
        (None, "in a tag", None),
        (None, "in a filter", None),
        (None, "%(n)s grid", "%(n)s grids"),
        ("ctx", "it's", None),
    }


def test_added_messages_satisfy_the_check(tool: ModuleType, tree: Path, tmp_path: Path) -> None:
    po, pairs = tmp_path / "x" / "django.po", tmp_path / "pairs.json"
    options = ["--catalogue", str(po), "--root", str(tree)]
    assert tool.main([*options, "check"]) == 1
    pairs.write_text(
        json.dumps(
            {
                "plain": "甲",
                "menu\x04open": "打开",
                "%(n)s row": {"plural": "%(n)s rows", "zh": ["%(n)s 行"]},
                "in a tag": "乙",
                "in a filter": "丙",
                "%(n)s grid": {"plural": "%(n)s grids", "zh": ["%(n)s 个网格"]},
                "ctx\x04it's": "丁",
            }
        )
    )
    assert tool.main([*options, "add", str(pairs)]) == 0
    assert tool.main([*options, "check"]) == 0
    assert [e.msgid for e in polib.pofile(str(po))] == sorted(e.msgid for e in polib.pofile(str(po)))


@pytest.mark.parametrize("change", ["empty", "fuzzy", "placeholder", "plural", "familiar"])
def test_a_damaged_catalogue_fails_the_check(
    tool: ModuleType, tree: Path, tmp_path: Path, change: str
) -> None:
    po = tmp_path / "django.po"
    test_added_messages_satisfy_the_check(tool, tree, tmp_path)
    catalogue = polib.pofile(str(tmp_path / "x" / "django.po"))
    row = catalogue.find("%(n)s row")
    if change == "empty":
        catalogue.find("plain").msgstr = ""
    elif change == "fuzzy":
        catalogue.find("plain").flags.append("fuzzy")
    elif change == "familiar":
        catalogue.find("plain").msgstr = "你的网格"
    elif change == "placeholder":
        row.msgstr_plural = {0: "%(m)s 行"}
    else:
        row.msgid_plural, row.msgstr_plural, row.msgstr = "", {}, "%(n)s 行"
    catalogue.save(str(po))
    assert tool.main(["--catalogue", str(po), "--root", str(tree), "check"]) == 1


def test_parallel_additions_lose_nothing(tmp_path: Path) -> None:
    po = tmp_path / "django.po"
    writers = []
    for number in range(4):
        source = tmp_path / f"{number}.json"
        source.write_text(json.dumps({f"message {number} {i}": "文" for i in range(20)}))
        command = [
            sys.executable,
            str(ROOT / "script/messages.py"),
            "--catalogue",
            str(po),
            "add",
            str(source),
        ]
        writers.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    assert len(polib.pofile(str(po))) == 80


def test_every_string_of_the_product_is_translated(tool: ModuleType) -> None:
    catalogue = tool.load(tool.CATALOGUE)
    missing = tool.missing_from(catalogue, tool.messages_of(ROOT))
    assert [f"{m.place}: {m.text}" for m in missing] == []
    assert tool.faults_of(catalogue) == []
