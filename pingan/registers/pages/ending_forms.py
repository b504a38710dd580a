"""The form by which an entry ends: closed, or in one of the ways that its register names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.registers.models import RegisterFinding
from pingan.registers.pages.report_forms import language
from pingan.registers.rules import endings_from
from pingan.registers.services.entries import LONGEST_NOTE


class SettleForm(forms.Form):
    ending = forms.ChoiceField(label=gettext_lazy("How it ends"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=pgettext_lazy("entry", "Done, or no longer in force, since"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("What was done; no personal data."),
    )


def settle_form(row: RegisterFinding, data: Any = None) -> SettleForm:
    """Return the form for an entry; a register that names no endings asks for none."""
    form = SettleForm(data, initial={"on": timezone.localdate()})
    endings = endings_from(row.report.round.definition.endings)
    if not endings:
        del form.fields["ending"]
        return form
    asked: Any = form.fields["ending"]
    asked.choices = [(one.code, one.act_in(language())) for one in endings]
    reasoned = [one.act_in(language()) for one in endings if one.needs_reason]
    note = form.fields["note"]
    note.label = _("Note or reason")
    if reasoned:
        note.widget.is_required = True  # one of the ways needs it, so it is not called optional
        told = {"acts": _("; ").join(reasoned)}
        note.help_text = _("A reason must be given for: %(acts)s. No personal data.") % told
    return form
