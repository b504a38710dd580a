"""Asking one address as one person, and judging the answer. Every request runs in a savepoint that is undone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from pingan.matters.models import Matter
from pingan.registers.models import RegisterFinding
from tests.matrix.addresses import Address, addresses
from tests.matrix.declared import DECLARED
from tests.matrix.kinds import Account, Asked, Duty, One, Open, Personal, Program, Rows
from tests.matrix.rendering import rendered_as_served
from tests.matrix.scene import AREAS, MARK, ROLES, Scene

#: What somebody may be told about a row inside the area, or about their own business.
FINE = frozenset({200, 201, 202, 204, 302, 304, 400, 403, 409, 412, 415, 422, 428, 503})
#: Reviewed: who gives an exceptional right types the number of the matter and sees it again, without its words.
NUMBERS_ONLY = {"console:grant_list": ("security_admin",)}
SIGN_IN = frozenset({302, 401, 403})
PEOPLE = (*ROLES, "anonymous")


@dataclass(frozen=True)
class Cell:
    """One question of the matrix."""

    name: str
    role: str
    method: str
    kwargs: Mapping[str, Any]
    asked: Asked | None = None
    area: str = ""
    is_inside: bool = True
    is_brief: bool = False
    """Asked as HTMX does: the refusal is a fragment then, which must hold as well and is made in a fifth of the time."""

    def __str__(self) -> str:
        """Say it in a line of a report."""
        what = self.asked.query or self.asked.read if self.asked else self.area
        return f"{self.role} {self.method.upper()} {self.name} {dict(self.kwargs)} {what}".strip()


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end."""

    status: int
    content: str
    json: Any = None


def cells(scene: Scene, name: str) -> Iterator[Cell]:
    """Return every question about an address: roles × methods × areas × ways of asking.

    Of those who will be refused, a few see the whole page that says so.
    """
    for number, cell in enumerate(_cells(scene, name), start=len(name)):
        will_be_refused = cell.role != "anonymous" and not (cell.is_inside and has_duty(scene, cell))
        yield replace(cell, is_brief=will_be_refused and number % 7 != 0)


def _cells(scene: Scene, name: str) -> Iterator[Cell]:
    declared, address = DECLARED[name], addresses()[name]
    # Without an actor there is nothing to tell people apart by; the OpenAPI document alone takes a second.
    for role in ("anonymous", "township_desk") if isinstance(declared, Open) else PEOPLE:
        if isinstance(declared, Rows):
            for asked in declared.asked:
                known = _with_keys(scene, asked)
                yield Cell(name, role, "get" if asked.form is None else "post", declared.kwargs, known)
        elif isinstance(declared, One):
            yield from _of_one(scene, declared, address, role)
        else:
            kwargs = getattr(declared, "kwargs", {})
            for method in sorted(address.methods & {"get", "post"}):
                yield Cell(name, role, method, kwargs)


def _with_keys(scene: Scene, asked: Asked) -> Asked:
    """Put the keys of the scene's rows where a question names them by model and area."""
    query = {name: value(scene) if callable(value) else value for name, value in asked.query.items()}
    return replace(asked, query=query)


def _of_one(scene: Scene, declared: One, address: Address, role: str) -> Iterator[Cell]:
    seen = scene.truth.get((role, declared.model), frozenset())
    turn = PEOPLE.index(role)
    for place, (area, pk) in enumerate(_chosen(scene, declared, seen, turn)):
        # Outside the area every action is tried; what happens inside it, tests/matrix/test_incident_machine.py tells.
        outside = declared.extras[(turn + place) % declared.every :: declared.every]
        few = _some(declared.extras, turn * 3 + place) if pk in seen else outside
        for extra in few:
            for method in sorted(address.methods - {"put", "delete"}):
                parts = declared.keys or {declared.key: declared.key}
                names = {part: scene.name_of(declared.model, pk, column) for part, column in parts.items()}
                kwargs = {**names, **extra}
                yield Cell(address.name, role, method, kwargs, None, area, pk in seen)


def _some(extras: tuple[Mapping[str, Any], ...], turn: int) -> list[Mapping[str, Any]]:
    """Return a few of many, in turn, so that every one meets many people and both sides of the border."""
    few = min(len(extras), 2)
    return [extras[(turn * few + step) % len(extras)] for step in range(few)]


def _chosen(scene: Scene, declared: One, seen: frozenset[int], turn: int) -> list[tuple[str, int]]:
    """Return one row outside the actor's sight per area, and one inside of one of the areas, in turn."""
    outside, inside = [], []
    for area in AREAS:
        rows = scene.several.get(declared.model, {}).get(area) or [scene.rows[declared.model][area]]
        outside += [(area, pk) for pk in rows if pk not in seen][:1]
        mine = [(area, pk) for pk in rows if pk in seen]
        inside += mine[turn % len(mine) :][:1] if mine else []
    return outside + (inside[turn % len(inside) :][:1] if inside else [])


def ask(client: Client, cell: Cell) -> Answer:
    """Send the request and undo whatever it did, cookies included."""
    cookies = client.cookies.copy()
    cache.clear()
    url = reverse(cell.name, kwargs=dict(cell.kwargs) or None)
    try:
        with rendered_as_served(), transaction.atomic():
            answer = _read(_send(client, cell, url))
            if cell.asked and cell.asked.read == "json" and answer.status == 200:
                answer = _all_pages(client, answer)
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    return answer


def _send(client: Client, cell: Cell, url: str) -> HttpResponseBase:
    query = dict(cell.asked.query) if cell.asked else {}
    if cell.method == "get":
        return client.get(url, query, headers=_asked_as(cell, url))
    form = dict(cell.asked.form or {}) if cell.asked else {}
    send = getattr(client, cell.method)
    if url.startswith("/api/"):
        response: HttpResponseBase = send(url, form, content_type="application/json")
        return response
    answered: HttpResponseBase = send(url, form, query_params=query, headers=_asked_as(cell, url))
    return answered


def _asked_as(cell: Cell, url: str) -> dict[str, str]:
    return {"HX-Request": "true"} if cell.is_brief and not url.startswith("/api/") else {}


def _read(response: Any) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    is_json = "json" in response.get("Content-Type", "")
    return Answer(response.status_code, body.decode(errors="replace"), response.json() if is_json else None)


def _all_pages(client: Client, first: Answer) -> Answer:
    results, page = list(first.json["results"]), first
    while page.json.get("next"):
        page = _read(client.get(page.json["next"]))
        results += page.json["results"]
    return Answer(first.status, first.content, {**first.json, "results": results})


def judge(scene: Scene, cell: Cell, answer: Answer) -> str:
    """Return what is wrong with an answer, in a sentence; blank: nothing."""
    if answer.status >= 500 and not (cell.name == "readyz" and answer.status == 503):
        return f"{cell}: answered {answer.status}"
    leak = _leak(scene, cell, answer)
    if leak:
        return leak
    declared = DECLARED[cell.name]
    if isinstance(declared, Open) or (isinstance(declared, Account) and declared.is_public):
        return ""
    if isinstance(declared, Program):
        return (
            ""
            if answer.status in {401, 405}
            else f"{cell}: a program's door answered a person {answer.status}"
        )
    if cell.role == "anonymous":
        allowed = SIGN_IN if "/api/" not in reverse(cell.name, kwargs=dict(cell.kwargs) or None) else {401}
        return "" if answer.status in allowed else f"{cell}: answered {answer.status} without a sign-in"
    if isinstance(declared, Account):
        return ""
    return _judge_known(scene, cell, answer)


def _leak(scene: Scene, cell: Cell, answer: Answer) -> str:
    """No answer, of whatever address, names a matter that this person may not see."""
    if cell.role in NUMBERS_ONLY.get(cell.name, ()) and MARK not in answer.content:
        return ""
    seen = scene.truth.get((cell.role, Matter), frozenset())
    shown = {pk for number, pk in scene.numbers.items() if number in answer.content}
    if shown - seen:
        return f"{cell}: shows matters {sorted(shown - seen)} outside the area"
    return ""


def has_duty(scene: Scene, cell: Cell) -> bool:
    """Say whether the person carries what the door demands of everybody."""
    declared = DECLARED[cell.name]
    duties = getattr(declared, "duties", ()) or tuple(filter(None, [addresses()[cell.name].duty]))
    actor = scene.actors.get(cell.role)
    return not duties or (actor is not None and any(actor.has(duty) for duty in duties))


def _judge_known(scene: Scene, cell: Cell, answer: Answer) -> str:
    declared = DECLARED[cell.name]
    if not has_duty(scene, cell):
        allowed = {403, 404} if isinstance(declared, One) else {403}
        return "" if answer.status in allowed else f"{cell}: answered {answer.status} without the duty"
    if isinstance(declared, Rows) and cell.asked:
        return _judge_rows(scene, declared, cell, cell.asked, answer)
    if isinstance(declared, One):
        return _judge_one(declared, cell, answer)
    if isinstance(declared, Duty) and answer.status == 403 and cell.method == "get":
        return f"{cell}: refused although the post carries the duty"
    assert isinstance(declared, Duty | Personal)
    return "" if answer.status in FINE else f"{cell}: answered {answer.status}"


def _judge_one(declared: One, cell: Cell, answer: Answer) -> str:
    if not cell.is_inside:
        return "" if answer.status == 404 else f"{cell}: answered {answer.status} outside the area"
    allowed = FINE | {404} if declared.may_lack else FINE
    return "" if answer.status in allowed else f"{cell}: answered {answer.status} inside the area"


def _judge_rows(scene: Scene, declared: Rows, cell: Cell, asked: Asked, answer: Answer) -> str:
    wanted = expected_rows(scene, declared, cell)
    if answer.status != 200:
        return f"{cell}: answered {answer.status} to a list"
    if asked.read in {"count", "points"}:
        of_map = asked.read == "points"
        found = sum(point[2] for point in answer.json["points"]) if of_map else answer.json["count"]
        return "" if found == len(wanted) else f"{cell}: counts {found}, not {len(wanted)}"
    shown = read_rows(scene, asked.read, answer)
    some_are_enough = asked.of == "some" and bool(shown) == bool(wanted)
    is_right = shown <= wanted if some_are_enough else shown == wanted
    missing, extra = sorted(wanted - shown)[:5], sorted(shown - wanted)[:5]
    return "" if is_right else f"{cell}: lacks {missing}, shows {extra} besides"


def expected_rows(scene: Scene, declared: Rows, cell: Cell) -> frozenset[int]:
    """Return the rows that this way of asking must show."""
    assert cell.asked is not None
    if cell.asked.of == "export":
        return scene.exports.get(cell.role, frozenset())
    if cell.asked.of == "dispute_export":
        return scene.dispute_exports.get(cell.role, frozenset())
    if cell.asked.of == "of_dispute":
        return scene.truth[cell.role, declared.model] & scene.of_dispute(declared.model, cell.asked)
    if cell.asked.of in {"issued", "served"}:
        return scene.papers[cell.role, cell.asked.of]
    seen = scene.truth[cell.role, declared.model]
    if cell.asked.of in scene.parts:
        return seen & scene.parts[cell.asked.of]
    return seen & scene.placed if cell.asked.of == "placed" else seen


def read_rows(scene: Scene, read: str, answer: Answer) -> frozenset[int]:
    """Return the keys of the rows that an answer shows."""
    kind, _colon, prefix = read.partition(":")
    if kind == "json":
        return frozenset(row["id"] for row in answer.json["results"])
    if kind == "keys":
        return frozenset(scene.codes[row["id"]] for row in answer.json["results"])
    if kind == "features":
        return frozenset(row["id"] for row in answer.json["features"])
    if kind == "grids":
        return frozenset(one[0] for one in answer.json["grids"])
    if kind == "links":
        return frozenset(int(pk) for pk in re.findall(rf'"{re.escape(prefix)}(\d+)/', answer.content))
    if kind == "codes":
        found = set(re.findall(rf'"{re.escape(prefix)}([\w-]+)/', answer.content))
        return frozenset(scene.codes[code] for code in found)
    if kind == "units":
        return frozenset(pk for code, pk in scene.units.items() if code in answer.content)
    return _numbered(scene, kind, answer)


def _numbered(scene: Scene, kind: str, answer: Answer) -> frozenset[int]:
    if kind == "entries":
        rows = RegisterFinding.objects.values_list("pk", "report_id", "number")
        return frozenset(pk for pk, report, number in rows if f",{report}-{number}," in answer.content)
    assert kind == "numbers"
    return frozenset(pk for number, pk in scene.numbers.items() if number in answer.content)


def is_scoped(scene: Scene, cell: Cell) -> bool:
    """Say whether the area of the post decides this cell: with everything visible it must turn red."""
    declared = DECLARED[cell.name]
    if cell.role == "anonymous" or not has_duty(scene, cell):
        return False
    if isinstance(declared, One):
        return not cell.is_inside
    if isinstance(declared, Rows):
        return expected_rows(scene, declared, cell) != _whole(scene, declared, cell)
    return False


def _whole(scene: Scene, declared: Rows, cell: Cell) -> frozenset[int]:
    every = scene.every(declared.model)
    if cell.asked and cell.asked.of == "of_dispute":
        return every & scene.of_dispute(declared.model, cell.asked)
    if cell.asked and cell.asked.of in scene.parts:
        return every & scene.parts[cell.asked.of]
    return every & scene.placed if cell.asked and cell.asked.of == "placed" else every
