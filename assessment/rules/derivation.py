"""How a lower scheme follows from the one above, and what becomes of weight that cannot be earned (Article 57). Pure.

A derived scheme holds every indicator of its parent, or marks it not applicable with a reason; it may add its own
(invariant 13; that nothing may be dropped is our reading of 根据). Bounds stand in the parent's rows. An indicator that
the scheme above scores may get parts of its own, whose weights come to its weight (sub-weight, domain.md §7.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Node:
    """One indicator as the rules see it.

    ``key`` names it within its scheme, ``parent`` the one above it ("": the first level), ``origin`` that of the
    parent scheme from which it comes ("": its own). ``lowest`` and ``highest`` are what a scheme below may choose;
    equal: locked. ``is_scored``: a leaf whose weight is part of the full score (bonus, veto and deductions without
    weight are not).
    """

    key: str
    name: str
    weight: Fraction
    parent: str = ""
    origin: str = ""
    lowest: Fraction = Fraction(0)
    highest: Fraction = Fraction(1000)
    is_applicable: bool = True
    reason: str = ""
    is_scored: bool = True


@dataclass(frozen=True)
class Problem:
    """What is wrong, and at which indicator ("": the whole scheme)."""

    key: str
    sentence: Any


def leaves(nodes: Sequence[Node]) -> list[Node]:
    """Return those that no other stands under."""
    above = {node.parent for node in nodes}
    return [node for node in nodes if node.key not in above]


def problems(
    own: Sequence[Node],
    full: Fraction,
    parent: Sequence[Node] | None = None,
    own_share: Fraction = Fraction(1),
) -> list[Problem]:
    """Return every fault of a scheme. ``own_share``: the most that indicators of its own may come to, of the full score."""
    found = list(_shape(own, full))
    if parent is not None:
        found += _against(own, parent)
        added = sum((node.weight for node in _added(own, parent)), Fraction(0))
        if added > own_share * full:
            most = {"most": _decimal(own_share * full), "sum": _decimal(added)}
            found.append(
                Problem(
                    "",
                    _("Indicators of your own come to %(sum)s points; at most %(most)s are allowed.") % most,
                )
            )
    return found


def inapplicable(nodes: Sequence[Node]) -> set[str]:
    """Return the leaves that are not applicable at this level, themselves or by what they stand under."""
    known = {node.key: node for node in nodes}
    return {
        node.key
        for node in leaves(nodes)
        if not all(one.is_applicable for one in (node, *_above(node, known)))
    }


def _above(node: Node, known: Mapping[str, Node]) -> Iterable[Node]:
    """Return what a node stands under, nearest first; what stands under itself ends where it would begin again."""
    seen = {node.key}
    while node.parent in known and node.parent not in seen:
        node = known[node.parent]
        seen.add(node.key)
        yield node


def _added(own: Sequence[Node], parent: Sequence[Node]) -> Iterable[Node]:
    """Return the scored leaves of a scheme's own; parts of an inherited indicator only divide what it has."""
    known = {node.key: node for node in own}
    scored_above = {node.key for node in leaves(parent)}
    for node in leaves(own):
        if (
            node.is_scored
            and not node.origin
            and not any(one.origin in scored_above for one in _above(node, known))
        ):
            yield node


def _decimal(value: Fraction) -> str:
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def _shape(own: Sequence[Node], full: Fraction) -> Iterable[Problem]:
    known = {node.key: node for node in own}
    if len(known) != len(own):
        yield Problem("", _("Two indicators have the same code."))
    total = sum((node.weight for node in leaves(own) if node.is_scored), Fraction(0))
    if total != full:
        yield Problem(
            "",
            _("The weights come to %(sum)s, the full score is %(full)s.")
            % {"sum": _decimal(total), "full": _decimal(full)},
        )
    for node in own:
        if node.parent and node.parent not in known:
            yield Problem(node.key, _("It stands under an indicator that does not exist."))
        elif _depth(node, known) > 3:
            yield Problem(node.key, _("Indicators stand on at most three levels."))
        if not node.is_applicable and not node.reason.strip():
            yield Problem(node.key, _("Say why it is not applicable at this level."))
    yield from _sums(own, known)


def _sums(own: Sequence[Node], known: Mapping[str, Node]) -> Iterable[Problem]:
    """Find what has a weight of its own and parts that come to another one."""
    below: dict[str, Fraction] = {}
    for leaf in leaves(own):
        for one in _above(leaf, known) if leaf.is_scored else ():
            below[one.key] = below.get(one.key, Fraction(0)) + leaf.weight
    for node in own:
        if node.key in below and node.weight and below[node.key] != node.weight:
            sums = {"sum": _decimal(below[node.key]), "weight": _decimal(node.weight)}
            yield Problem(
                node.key, _("Its parts come to %(sum)s points, its own weight is %(weight)s.") % sums
            )


def _depth(node: Node, known: Mapping[str, Node]) -> int:
    depth, seen = 1, {node.key}
    while node.parent and node.parent in known and node.parent not in seen:
        node = known[node.parent]
        seen.add(node.key)
        depth += 1
    # An indicator under itself is as deep as anything can be.
    return depth if not node.parent or node.parent not in known else 99


def _against(own: Sequence[Node], parent: Sequence[Node]) -> Iterable[Problem]:
    inherited = {node.origin: node for node in own if node.origin}
    scored = {node.key for node in leaves(parent) if node.is_scored}
    for above in parent:
        node = inherited.get(above.key)
        if node is None:
            yield Problem(
                above.key,
                _(
                    "“%(name)s” of the scheme above is missing: keep it, or mark it not applicable with a reason."
                )
                % {"name": above.name},
            )
            continue
        if node.parent != (inherited[above.parent].key if above.parent in inherited else ""):
            yield Problem(
                node.key, _("In the scheme above it stands elsewhere: inherited indicators keep their place.")
            )
        # What is not applicable keeps a weight within the bounds too: it is what the others share out.
        if above.key in scored and not above.lowest <= node.weight <= above.highest:
            bounds = {"low": _decimal(above.lowest), "high": _decimal(above.highest)}
            yield Problem(node.key, _("The scheme above allows a weight from %(low)s to %(high)s.") % bounds)
        elif above.key in scored and not node.weight and any(one.parent == node.key for one in own):
            yield Problem(node.key, _("It has parts: give it the weight that they come to."))
    known = {node.key for node in parent}
    for node in own:
        if node.origin and node.origin not in known:
            yield Problem(node.key, _("The scheme above has no such indicator."))


def redistributed(nodes: Sequence[Node], without: Iterable[str]) -> dict[str, Fraction]:
    """Return the weight of each scored leaf when some cannot be earned (not applicable, or no data).

    What falls away is shared out in proportion among the scored leaves under the same parent; where none is left
    there, among those under the parent's parent, and so on to the whole scheme. The full score stays the same unless
    nothing is left. Weights have four decimals at most, as points have: nobody earns more than all.
    """
    known = {node.key: node for node in nodes}
    scored = {node.key: node.weight for node in leaves(nodes) if node.is_scored}
    gone = {key for key in without if key in scored}
    weights = {key: weight for key, weight in scored.items() if key not in gone}
    for key in sorted(gone):
        area = known[key].parent
        while True:
            heirs = [other for other in weights if scored[other] > 0 and _is_under(known[other], area, known)]
            if heirs or not area:
                break
            area = known[area].parent
        base = sum((scored[other] for other in heirs), Fraction(0))
        for other in heirs:
            weights[other] += scored[key] * scored[other] / base
    return _in_steps(weights)


#: Weights as points are kept: in ten-thousandths.
_STEP = Fraction(1, 10_000)


def _in_steps(weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the weights rounded down to steps, and the steps that are left over given to the largest remainders.

    Their sum stays what it was (Hamilton's method); of equal remainders the first code comes first.
    """
    steps = {key: weight // _STEP for key, weight in weights.items()}
    left = int(sum(weights.values(), Fraction(0)) / _STEP) - sum(steps.values())
    for key in sorted(weights, key=lambda key: (steps[key] - weights[key] / _STEP, key))[:left]:
        steps[key] += 1
    return {key: count * _STEP for key, count in steps.items()}


def _is_under(node: Node, area: str, known: Mapping[str, Node]) -> bool:
    while node.parent:
        if node.parent == area:
            return True
        node = known[node.parent]
    return not area
