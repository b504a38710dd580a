"""The tokens: readable in both themes, said once, and the only place where a colour is named."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")

# WCAG 2.2: 4.5 for text (1.4.3), 3 for what one must see to use a control or read a drawing (1.4.11).
GROUNDS = ("ground", "surface", "surface-sunk", "surface-hover", "surface-selected")
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-muted") for ground in GROUNDS],
    *[("ink-faint", ground) for ground in ("ground", "surface", "surface-sunk")],
    *[("link", ground) for ground in ("ground", "surface", "surface-sunk", "surface-hover")],
    *[
        (f"on-{tone}-soft", f"{tone}-soft")
        for tone in ("cobalt", "celadon", "green", "yellow", "red", "grey")
    ],
    *[
        (f"on-{tone}-soft", ground)
        for tone in ("green", "yellow", "red", "grey")
        for ground in ("surface", "surface-hover", "surface-selected", "ground")
    ],
    ("on-cobalt", "cobalt"),
    ("on-cobalt", "cobalt-strong"),
    ("on-red", "red"),
    ("on-red", "red-strong"),
    ("ground", "ink"),
]
SHAPES = [
    *[
        (tone, ground)
        for tone in ("green", "yellow", "red", "grey")
        for ground in ("surface", "surface-selected")
    ],
    ("line-strong", "surface"),
    ("line-strong", "ground"),
    ("cobalt", "surface"),
    ("celadon", "surface"),
    ("celadon", "grey-soft"),
    ("focus", "surface"),
    ("focus", "ground"),
    *[("surface", tone) for tone in ("green", "yellow", "red", "grey")],
]


def blocks(selector: str) -> list[dict[str, str]]:
    found = re.findall(rf"{re.escape(selector)} \{{([^}}]*)\}}", TOKENS)
    return [dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", body)) for body in found]


# "prefers-contrast: more" comes last and only strengthens by pointing at other tokens
LIGHT = {name: value for block in reversed(blocks(":root")) for name, value in block.items()}
DARK_BY_SYSTEM = blocks(':root:not([data-theme="light"])')[0]
DARK_BY_WISH = blocks(':root[data-theme="dark"]')[0]


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_agrees_with_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_has_enough_contrast(theme: str, front: str, back: str) -> None:
    tokens = LIGHT if theme == "light" else DARK_BY_WISH
    assert contrast(tokens[front], tokens[back]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_shapes_and_borders_have_enough_contrast(theme: str, front: str, back: str) -> None:
    tokens = LIGHT if theme == "light" else DARK_BY_WISH
    assert contrast(tokens[front], tokens[back]) >= 3


def test_dark_is_the_same_by_the_systems_wish_and_by_the_users() -> None:
    assert DARK_BY_SYSTEM == DARK_BY_WISH


def test_every_colour_of_light_has_its_dark_counterpart() -> None:
    colours = {name for name, value in LIGHT.items() if value.startswith("#")} - {"on-night"}
    assert colours == {name for name, value in DARK_BY_WISH.items() if value.startswith("#")}


@pytest.mark.parametrize("name", ["base.css", "components.css", "layouts.css", "pages.css"])
def test_no_sheet_but_the_tokens_names_a_colour(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"var\(--[a-z-]+, [^)]*\)\)", "", text)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text) == []


@pytest.mark.parametrize("name", ["base.css", "components.css", "layouts.css", "pages.css", "print.css"])
def test_every_token_that_is_used_exists(name: str) -> None:
    text = (CSS / name).read_text(encoding="utf-8")
    local = set(re.findall(r"--([a-z0-9-]+):", text))
    assert set(re.findall(r"var\(--([a-z0-9-]+)", text)) - set(LIGHT) - local == set()


@pytest.mark.parametrize("name", ["base.css", "components.css", "layouts.css"])
def test_sizes_of_type_follow_the_large_type_mode(name: str) -> None:
    text = (CSS / name).read_text(encoding="utf-8")
    assert re.findall(r"font-size: [0-9.]+px", text) == []


@pytest.mark.parametrize("name", ["base.css", "components.css", "layouts.css", "pages.css"])
def test_hanzi_are_never_spaced_out_or_slanted(name: str) -> None:
    text = (CSS / name).read_text(encoding="utf-8")
    assert re.findall(r"letter-spacing|font-style: italic|text-transform", text) == []
