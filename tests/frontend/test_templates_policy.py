"""What every template must keep: the content security policy, drawings that exist, parameters that are documented."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
SPRITE = set(
    re.findall(r'symbol id="([a-z-]+)"', (ROOT / "static" / "icons.svg").read_text(encoding="utf-8"))
)

FORBIDDEN = {
    "style attribute": r"<[^>]*\sstyle=",
    "style element": r"<style[\s>]",
    "event handler": r"<[^>]*\son[a-z]+=[\"']",
    "inline script": r"<script(?![^>]*\ssrc=)[^>]*>",
    "htmx script": r"hx-on|hx-vals=[\"']js:|hx-vars",
    "javascript address": r"[\"']javascript:",
    "foreign address": r"(?:src|href)=[\"'](?:https?:)?//",
}


def markup(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
    return re.sub(r"\{#.*?#\}", "", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
@pytest.mark.parametrize("what", FORBIDDEN)
def test_template_keeps_the_content_security_policy(path: Path, what: str) -> None:
    assert re.findall(FORBIDDEN[what], markup(path)) == []


@pytest.mark.parametrize(
    ("what", "bad"),
    [
        ("style attribute", '<p class="a" style="color:red">'),
        ("style element", "<style>"),
        ("event handler", '<a onclick="x()">'),
        ("inline script", "<script>x()</script>"),
        ("htmx script", '<a hx-on:click="x()">'),
        ("javascript address", '<a href="javascript:x()">'),
        ("foreign address", '<script src="//cdn.example/x.js">'),
    ],
)
def test_each_pattern_finds_what_it_forbids(what: str, bad: str) -> None:
    assert re.findall(FORBIDDEN[what], bad)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_icon_named_in_a_template_is_drawn(path: Path) -> None:
    text = markup(path)
    named = re.findall(r"\{% icon(?:_url|_in_dot)? [\"']([a-z-]+)[\"']", text)
    named += re.findall(r"\sicon=[\"']([a-z-]+)[\"']", text)
    assert set(named) - {"light-"} - SPRITE == set()


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_component_says_what_it_is_and_takes(path: Path) -> None:
    if path.name in {"navigation_link.html"}:  # a line of navigation.html, which documents it
        return
    assert re.search(r"\{% comment %\}\n\S.*\{% endcomment %\}", path.read_text(encoding="utf-8"), re.DOTALL)


EVALUATING = (
    r"\beval\(|new Function\(|\.(?:inner|outer)HTML\b\s*\+?=|insertAdjacentHTML|setAttribute\(\"style\""
)


def test_scripts_evaluate_nothing() -> None:
    for path in (ROOT / "static" / "js").rglob("*.js"):
        assert re.findall(EVALUATING, path.read_text(encoding="utf-8")) == [], path


#: Names that tests or scripts look for, or that only tell apart: drawn as what stands around them.
UNDRAWN = {"nav__item", "sync__at", "board__none", "share__label", "share__value", "chart__table"}


def test_what_a_template_calls_part_of_a_block_is_drawn_by_a_style_sheet() -> None:
    """The board of disputes stood without its columns once: another part had renamed the rules of both."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static" / "css").glob("*.css"))
    drawn = set(re.findall(r"\.([a-z][\w-]*)", sheets))
    bare = {
        name: str(path.relative_to(ROOT))
        for path in TEMPLATES
        for classes in re.findall(r'class="([^"]*)"', re.sub(r"\{[{%].*?[%}]\}", " … ", markup(path)))
        for name in classes.split()
        if "__" in name and "--" not in name and name not in drawn | UNDRAWN
    }
    assert bare == {}


def test_a_slot_stands_in_its_component_and_in_no_condition() -> None:
    # Only the component itself fills its slots: one inside of an if, a for or a with is silently shown nowhere.
    lost = []
    for path in TEMPLATES:
        inside: list[str] = []
        for tag in re.findall(r"{%\s*(\w+)", markup(path)):
            if tag == "slot" and inside[-1:] != ["ui"]:
                lost.append(str(path.relative_to(ROOT)))
            if tag in {"ui", "slot", "if", "for", "with"}:
                inside.append(tag)
            elif tag in {"endui", "endslot", "endif", "endfor", "endwith"}:
                inside.pop()
    assert lost == []
