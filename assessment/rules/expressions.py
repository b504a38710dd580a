"""Expressions over named figures: what a computed indicator says, parsed and computed without any way out. Pure.

The grammar (``expressions.lark``) knows numbers, the four operations, brackets, ``min``, ``max``, ``share`` and
``per_10k``; a name is ``<what>.<which>.part`` or ``.whole``, ``own.part``, ``own.whole`` or ``unit.population``.
Values are exact fractions. Where a number is missing, something would be divided by nothing, or the result is larger
than any indicator can be, the value is None: no data, neither an error nor zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

LONGEST = 300
DEEPEST = 20
#: No indicator is as large as this; and of a result that is kept each of both whole numbers has so many digits at most.
LARGEST = 10**15
MOST_DIGITS = 95
#: Names that belong to the assessed unit itself, not to a figure.
OWN = frozenset({"own.part", "own.whole", "unit.population"})
_PARTS = ("part", "whole")
Number = Fraction | None


class ExpressionFault(ValueError):
    """A text that is no expression. ``sentence`` says why in words for the field; ``at`` counts characters from 0."""

    def __init__(self, sentence: object, at: int | None = None) -> None:
        """Keep the sentence (lazily translated) and the place."""
        super().__init__(str(sentence))
        self.sentence = sentence
        self.at = at


@dataclass(frozen=True)
class Expression:
    """A parsed expression. ``names`` are those whose numbers it needs, in order of appearance."""

    text: str
    names: tuple[str, ...]
    tree: Tree[Token]

    def value(self, numbers: Mapping[str, Number]) -> Number:
        """Compute it. A name that is not among the numbers counts as missing; so does what no row could hold."""
        found = _value(self.tree, numbers)
        return found if found is None or _is_kept(found) else None

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the codes of the figures it is built on, each once."""
        codes = (name.rpartition(".")[0] for name in self.names if name not in OWN)
        return tuple(dict.fromkeys(codes))


@cache
def _grammar() -> Lark:
    text = (Path(__file__).parent / "expressions.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr")


def parse(text: str, figures: frozenset[str] | None = None) -> Expression:
    """Read an expression. ``figures``: the codes that exist; None: any code is accepted.

    Raises:
        ExpressionFault: too long, too deep, not of the grammar, or a name that does not exist.

    """
    text = text.strip()
    if not text:
        raise ExpressionFault(_("Write an expression."))
    if len(text) > LONGEST:
        raise ExpressionFault(_("An expression has at most %(most)s characters.") % {"most": LONGEST})
    # Depth is refused before anything walks the tree, so that no input can exhaust the stack.
    if _depth(text) > DEEPEST:
        raise ExpressionFault(_("Too many brackets within one another."))
    try:
        tree = _grammar().parse(text)
    except UnexpectedEOF as error:
        raise ExpressionFault(_("The expression ends too early."), len(text)) from error
    except UnexpectedInput as error:
        raise _fault(text, error) from error
    names = tuple(dict.fromkeys(_names(tree)))
    for name in names:
        _check(name, figures)
    return Expression(text, names, tree)


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    # A row of minus signs nests as brackets do.
    signs = max((len(row) for row in re.findall(r"-+", "".join(text.split()))), default=0)
    return deepest + signs


def _fault(text: str, error: UnexpectedInput) -> ExpressionFault:
    at = error.pos_in_stream
    # A text that breaks off is told at its end; lark names the place of its last word.
    is_cut = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    if at is None or at >= len(text) or is_cut:
        return ExpressionFault(_("The expression ends too early."), len(text))
    if isinstance(error, UnexpectedCharacters):
        return ExpressionFault(_("“%(text)s” is not understood here.") % {"text": text[at : at + 12]}, at)
    return ExpressionFault(_("“%(text)s” does not belong here.") % {"text": text[at : at + 12]}, at)


def _names(tree: Tree[Token] | Token) -> Iterator[str]:
    if isinstance(tree, Token):
        return
    if tree.data == "name":
        yield str(tree.children[0])
    elif tree.data == "share":
        yield from (f"{tree.children[0]}.{part}" for part in _PARTS)
    else:
        for child in tree.children:
            yield from _names(child)


def _check(name: str, figures: frozenset[str] | None) -> None:
    if name in OWN:
        return
    code, _dot, part = name.rpartition(".")
    if "." not in code or part not in _PARTS:
        raise ExpressionFault(_("“%(name)s” needs .part or .whole at its end.") % {"name": name})
    if figures is not None and code not in figures:
        raise ExpressionFault(_("There is no figure “%(name)s”.") % {"name": code})


def _is_kept(value: Fraction) -> bool:
    """Say whether a result fits the rows that keep it exactly: a product of many large numbers is nobody's indicator."""
    return abs(value) < LARGEST and max(abs(value.numerator), value.denominator) < 10**MOST_DIGITS


def _value(tree: Tree[Token], numbers: Mapping[str, Number]) -> Number:
    rule = str(tree.data)
    if rule == "number":
        return Fraction(str(tree.children[0]))
    if rule == "name":
        return numbers.get(str(tree.children[0]))
    if rule == "share":
        part, whole = (numbers.get(f"{tree.children[0]}.{end}") for end in _PARTS)
        return _per(part, whole, 100)
    values = [_value(child, numbers) for child in tree.children if isinstance(child, Tree)]
    known = [value for value in values if value is not None]
    return _RULES[rule](*known) if len(known) == len(values) else None


def _per(part: Number, whole: Number, times: int) -> Number:
    return None if part is None or not whole else part * times / whole


_RULES: Mapping[str, Callable[..., Number]] = {
    "add": lambda one, other: one + other,
    "subtract": lambda one, other: one - other,
    "multiply": lambda one, other: one * other,
    "divide": lambda one, other: one / other if other else None,
    "negate": lambda one: -one,
    "least": min,
    "greatest": max,
    "per_10k": lambda part, whole: _per(part, whole, 10_000),
}
