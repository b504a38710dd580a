"""Components as page builders use them: isolation, wiring for assistive technology, form furniture."""

import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from pingan.web.context import NavigationItem
from pingan.web.navigation import sections_of
from pingan.web.styleguide.forms import SampleForm, bound_with_errors


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


def render(source: str, **context: object) -> str:
    request = RequestFactory().get("/list/?sort=due&state=new&cursor=abc")
    return Template("{% load pingan_ui pingan_format i18n %}" + source).render(
        Context({"request": request, **context})
    )


def test_a_component_sees_nothing_of_the_page_but_what_it_is_given() -> None:
    html = render('{% part "badge" label="A" %}', tone="red", icon="x")
    assert "badge--grey" in html
    assert "<svg" not in html


def test_slots_see_the_page_and_the_component_places_them() -> None:
    html = render(
        '{% ui "card" title="T" %}<p>{{ word }}</p>{% slot "actions" %}<b>{{ word }}</b>{% endslot %}{% endui %}',
        word="W",
    )
    assert html.index("<h2>T</h2>") < html.index("<b>W</b>") < html.index("<p>W</p>")


def test_values_are_escaped_in_parts_and_in_attributes() -> None:
    html = render('{% part "button" label=bad data_x=bad url=bad %}', bad='"><script>')
    assert "<script>" not in html


def test_attributes_can_be_switched_off_and_left_bare() -> None:
    html = render('{% part "button" label="A" hx_post="/x" data_a=True data_b=False data_c=None %}')
    assert 'hx-post="/x"' in html
    assert 'data-a=""' in html
    assert "data-b" not in html
    assert "data-c" not in html


def test_a_key_is_bound_announced_and_shown() -> None:
    html = render('{% part "button" label="Accept" key="a" %}')
    assert 'data-key="a"' in html
    assert 'aria-keyshortcuts="a"' in html
    assert "<kbd" in html


@pytest.mark.parametrize(
    ("light", "word"),
    [("green", "On time"), ("yellow", "Due soon"), ("red", "Overdue"), ("grey", "Clock paused")],
)
def test_a_light_is_shape_and_word_even_where_there_is_little_room(light: str, word: str) -> None:
    for extra in ("", "is_compact=True"):
        html = render(f'{{% part "traffic_light" light="{light}" {extra} %}}')
        assert f"#light-{light}" in html
        assert f"{word}</span>" in html


def test_no_clock_shows_no_light() -> None:
    assert render('{% part "traffic_light" light="" %}').strip() == ""


def test_an_invalid_field_is_announced_and_linked_from_the_summary() -> None:
    html = render('{% part "form" form=form %}', form=bound_with_errors())
    control = re.search(r'<input[^>]*name="title"[^>]*>', html)
    assert control
    assert 'aria-invalid="true"' in control[0]
    ids = re.search(r'aria-describedby="([^"]+)"', control[0])
    assert ids
    for name in ids[1].split():
        assert f'id="{name}"' in html
    assert 'href="#id_title"' in html


def test_every_link_of_the_summary_leads_to_an_element() -> None:
    html = render('{% part "form" form=form %}', form=bound_with_errors())
    summary = re.search(r"data-error-summary>.*?</div>", html, re.DOTALL)
    assert summary
    targets = re.findall(r'href="#([^"]+)"', summary[0])
    assert len(targets) >= 4
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_every_control_has_a_label() -> None:
    html = render('{% part "form" form=form %}', form=SampleForm())
    ids = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', html)
    unlabelled = [name for name in ids if f'for="{name}"' not in html]
    assert len(ids) > 12
    assert unlabelled == []


def test_a_form_carries_token_key_version_and_place_for_conflicts() -> None:
    html = render(
        '{% part "form" form=form seen_version=7 target="#detail" action="/x" %}',
        form=SampleForm(),
        csrf_token="t",
    )
    assert 'name="csrfmiddlewaretoken" value="t"' in html
    assert 'name="idempotency_key"' in html
    assert 'name="seen_version" value="7"' in html
    assert "data-conflict" in html
    assert 'hx-encoding="multipart/form-data"' in html
    assert 'enctype="multipart/form-data"' in html


def test_a_widget_can_ask_for_a_kind_and_an_unknown_kind_is_refused() -> None:
    class Form(forms.Form):
        good = forms.CharField(widget=forms.Textarea(attrs={"data-ui": "plain"}))
        bad = forms.CharField(widget=forms.TextInput(attrs={"data-ui": "cardz"}))

    assert "field--plain" in render(
        '{% include "components/field.html" with field=form.good only %}', form=Form()
    )
    with pytest.raises(ValueError, match="cardz"):
        render('{% include "components/field.html" with field=form.bad only %}', form=Form())


def test_times_are_given_back_in_the_format_of_the_control() -> None:
    class Form(forms.Form):
        at = forms.DateTimeField()

    typed = Form({"at": "2026-09-30T17:00"})
    assert 'value="2026-09-30T17:00"' in render(
        '{% include "components/field.html" with field=form.at only %}', form=typed
    )


def test_sorting_turns_round_drops_the_cursor_and_keeps_the_filters() -> None:
    columns = [{"key": "due", "label": "Due", "sort": "due"}, {"key": "no", "label": "No", "sort": "no"}]
    html = render('{% ui "table" id="t" caption="C" columns=columns %}<tr></tr>{% endui %}', columns=columns)
    assert 'aria-sort="ascending"' in html
    assert "sort=-due&amp;state=new" in html
    assert "cursor" not in html


@pytest.mark.parametrize(
    ("entries", "in_bar", "has_more"),
    [
        ([{}] * 3, 3, False),
        ([{}] * 5, 5, False),
        ([{}] * 6, 4, True),
        ([{"on_phone": False}, {}, {}], 2, True),
        ([{"on_phone": False}] * 3 + [{}] * 7, 4, True),
    ],
)
def test_the_phones_bar_never_holds_more_than_five(
    entries: list[dict[str, bool]], in_bar: int, has_more: bool
) -> None:
    loop = "{% for one in bar.entries %}#{% endfor %}"
    html = render("{% phone_bar entries as bar %}{{ bar.has_more }}" + loop, entries=entries)
    assert html.count("#") == in_bar
    assert html.startswith(str(has_more))


def _entries(*sections: str, current: int = -1) -> list[dict[str, Any]]:
    return [
        {"label": f"{section} {at}", "url": f"/{at}/", "section": section, "is_current": at == current}
        for at, section in enumerate(sections)
    ]


def test_a_long_menu_stands_in_sections_and_folds_what_is_not_the_days_work() -> None:
    told = (
        "manage",
        "start",
        "risk",
        "risk",
        "oversight",
        "manage",
        "events",
        "events",
        "registers",
        "registers",
    )
    found = sections_of(_entries(*told))
    assert [one.key for one in found] == ["start", "events", "risk", "registers", "oversight", "manage"]
    assert [one.key for one in found if not one.is_open] == ["registers", "manage"]
    assert not found[0].label and all(one.label for one in found[1:])
    here = sections_of(_entries(*told, current=5))
    assert [one.key for one in here if not one.is_open] == ["registers"]
    html = render("{% include 'components/navigation.html' %}", navigation=_entries(*told, current=5))
    assert (
        html.count("<summary") == 10
        and html.count("<details") - html.count('<details class="nav__section" open') == 2
    )


def test_a_short_menu_has_no_headings() -> None:
    (only,) = sections_of(_entries("manage", "risk", "start"))
    assert not only.label and len(only.entries) == 3


def test_an_entry_of_a_section_that_nobody_declared_is_refused() -> None:
    with pytest.raises(ValueError, match="no section of the menu"):
        NavigationItem("Reports", "/", "list", "sundries")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "412", "422", "429", "500", "csrf"])
def test_error_pages_stand_without_request_user_or_database(name: str) -> None:
    html = render_to_string(f"errors/{name}.html")
    assert "<h1>" in html
    assert "data-signed-out" in html
