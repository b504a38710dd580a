"""Tags that put the components of `templates/components/` on a page; documented in docs/design.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Engine
from django.template.base import FilterExpression, Node, NodeList, Parser, TextNode, Token, token_kwargs
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pingan.web.navigation import MenuSection, sections_of, value_of
from pingan.web.templatetags import _fields

register = template.Library()

# What every component may need of the page around it; everything else it gets by name, so that a `tone` or
# `title` of the page never leaks into a component.
_SHARED = ("request", "csrf_token", "user", "actor")
_BAR = 5
_ATTRIBUTE_PREFIXES = ("hx_", "data_", "aria_")


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """One drawing of the sprite `static/icons.svg`; without a label it is decoration."""
    url = icon_url(name)
    css = f"icon icon--{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, url
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', css, url
    )


@register.simple_tag
def icon_url(name: str) -> str:
    """The address of one drawing of the sprite, for a hand-made `<svg><use>`; "" gives the bare prefix."""
    return f"{staticfiles_storage.url('icons.svg')}#{name}"


@register.simple_tag
def icon_in_dot(name: str) -> SafeString:
    """The round dot of a timeline entry with a drawing in it."""
    return format_html(
        '<svg class="timeline__dot" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        icon_url(name),
    )


@register.simple_tag
def optional_static(path: str) -> str:
    """The address of a static file that may be missing (third-party assets); "" where storage knows it is."""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return ""


@register.simple_tag(takes_context=True)
def sort_url(context: Context, name: str) -> str:
    """This page's address sorted by `name` (reversed when it is so already), without the cursor."""
    query = context["request"].GET.copy()
    query["sort"] = f"-{name}" if query.get("sort") == name else name
    query.pop("cursor", None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_direction(context: Context, name: str) -> str:
    """`ascending`, `descending` or "" for aria-sort of the column `name`."""
    current = context["request"].GET.get("sort", "")
    return {name: "ascending", f"-{name}": "descending"}.get(current, "")


@register.simple_tag(takes_context=True)
def without(context: Context, *names: str) -> str:
    """This page's query string without the given parameters and without the cursor: `?…` ("?" when empty)."""
    query = context["request"].GET.copy()
    for name in (*names, "cursor"):
        query.pop(name, None)
    return f"?{query.urlencode()}"


@register.simple_tag
def phone_bar(navigation: Sequence[Any]) -> dict[str, Any]:
    """Which entries stand in a phone's bar of five, and `has_more`: some stand behind it."""
    wanted = [entry for entry in navigation if value_of(entry, "on_phone") is not False]
    has_more = len(wanted) > _BAR or len(wanted) < len(navigation)
    return {"entries": wanted[: _BAR - 1] if has_more else wanted, "has_more": has_more}


@register.simple_tag
def menu_sections(navigation: Sequence[Any]) -> list[MenuSection]:
    """The menu in its sections."""
    return sections_of(navigation)


@register.simple_tag
def field_kind(bound: Any, wanted: str = "") -> str:
    """Which template of `components/field/` shows this bound field."""
    return _fields.kind_of(bound, wanted)


@register.simple_tag
def control(bound: Any, described_by: str = "") -> SafeString:
    """The bare control of a bound field with its ARIA wiring."""
    return _fields.render_control(bound, described_by)


@register.simple_tag
def described_by(bound: Any) -> str:
    """The ids of help and error text, for `aria-describedby`."""
    return _fields.described_by(bound)


@register.filter
def machine_time(bound: Any) -> str:
    """The value of a date or time field as `<input type="datetime-local">` wants it ("" when empty)."""
    return _fields.machine_time(bound)


@register.filter
def is_wide(bound: Any) -> bool:
    """True for a field that takes the whole row of a form (text area, files, cards, lists)."""
    return _fields.kind_of(bound, "") in _fields.WIDE_KINDS


class _SlotNode(Node):
    """`{% slot "name" %}…{% endslot %}` inside `{% ui %}`: rendered by its parent, silent by itself."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        return ""


class _ComponentNode(Node):
    """Renders `components/<name>.html` with the given names only, plus the slots of its body."""

    def __init__(
        self,
        name: FilterExpression,
        arguments: Mapping[str, FilterExpression],
        body: NodeList | None,
        target: str | None,
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.body = body or NodeList()
        self.target = target

    def render(self, context: Context) -> str:
        given = {name: expression.resolve(context) for name, expression in self.arguments.items()}
        for name, html in self._slots(context):
            given[name] = html
        given["attrs"] = _attributes(given)
        shared = {name: context[name] for name in _SHARED if name in context}
        inner = Engine.get_default().get_template(f"components/{self.name.resolve(context)}.html")
        rendered = inner.render(context.new({**shared, **given}))
        if self.target:
            context[self.target] = rendered
            return ""
        return rendered

    def _slots(self, context: Context) -> Iterator[tuple[str, str]]:
        rest = NodeList()
        for node in self.body:
            if isinstance(node, _SlotNode):
                yield node.name, node.nodelist.render(context)
            else:
                rest.append(node)
        if any(not isinstance(node, TextNode) or node.s.strip() for node in rest):
            yield "slot", rest.render(context)


def _attributes(given: Mapping[str, Any]) -> SafeString:
    """`hx_post="/x"` becomes ` hx-post="/x"`; False and None leave the attribute out, True leaves it bare."""
    wanted = [
        (name.replace("_", "-"), value)
        for name, value in given.items()
        if name.startswith(_ATTRIBUTE_PREFIXES) and value is not None and value is not False
    ]
    return format_html_join(
        "", ' {}="{}"', ((name, "" if value is True else value) for name, value in wanted)
    )


def _parse(parser: Parser, token: Token) -> tuple[FilterExpression, dict[str, FilterExpression], str | None]:
    tag, *bits = token.split_contents()
    if not bits:
        message = f"{tag} needs the name of a component"
        raise template.TemplateSyntaxError(message)
    target = None
    if len(bits) > 2 and bits[-2] == "as":
        target = bits[-1]
        bits = bits[:-2]
    rest = bits[1:]
    arguments = token_kwargs(rest, parser)
    if rest:
        message = f"{tag} takes name=value pairs, not {rest[0]!r}"
        raise template.TemplateSyntaxError(message)
    return parser.compile_filter(bits[0]), arguments, target


@register.tag
def part(parser: Parser, token: Token) -> Node:
    """`{% part "badge" label=… %}`: a component without a body."""
    name, arguments, target = _parse(parser, token)
    return _ComponentNode(name, arguments, None, target)


@register.tag
def ui(parser: Parser, token: Token) -> Node:
    """`{% ui "card" title=… %}body{% endui %}`: the body is the slot `slot`; named slots stand in it."""
    name, arguments, target = _parse(parser, token)
    body = parser.parse(("endui",))
    parser.delete_first_token()
    return _ComponentNode(name, arguments, body, target)


@register.tag
def slot(parser: Parser, token: Token) -> Node:
    """A named slot of the `{% ui %}` around it: `{% slot "actions" %}…{% endslot %}`."""
    bits = token.split_contents()
    if len(bits) != 2:
        message = "slot takes one quoted name"
        raise template.TemplateSyntaxError(message)
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return _SlotNode(bits[1].strip("\"'"), nodelist)
