"""What is wrong with a plan, told at its field and, where that lies far below, above the form too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid


def tell_rows(form: forms.Form, rows: Any) -> None:
    """Say above the form, too, what is wrong with a line of the points: it may lie far below, in a fold."""
    for number, row in enumerate(rows.forms, start=1):
        name = str(row["name"].value() or number)
        for sentences in row.errors.values():
            for sentence in sentences:
                told = _("Point %(name)s: %(sentence)s") % {"name": name, "sentence": sentence}
                form.add_error(None, told)


def put_plan_errors(form: forms.Form, rows: Any, error: Invalid) -> None:
    """Put refusals at their fields; "points.<place>.<name>" counts the lines that are not blank."""
    lines = [row for row in rows.forms if row.point() is not None]
    for at, sentences in error.fields.items():
        part, _dot, rest = at.partition(".")
        place, _dot, name = rest.partition(".")
        target: forms.Form = form
        if part == "points" and place.isdigit() and int(place) < len(lines):
            target = lines[int(place)]
        for sentence in sentences:
            field = name if target is not form else at
            target.add_error(field if field in target.fields else None, str(sentence))
