"""The states of a survey, and the ready-made questions. Pure.

What is asked about is what Article 59 names and domain.md §7.5 lists; the wording is the product's own (L) and can be
edited until the survey goes into the field. One question is asked the other way round, so that marks without reading show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

STATES: Mapping[str, object] = {
    "drafted": pgettext_lazy("survey state", "drafted"),
    "fielded": pgettext_lazy("survey state", "in the field"),
    "closed": pgettext_lazy("survey state", "closed"),
    "published": pgettext_lazy("survey state", "published"),
    "withdrawn": pgettext_lazy("survey state", "withdrawn"),
}
FINAL = frozenset({"published", "withdrawn"})


@dataclass(frozen=True)
class ReadyMade:
    """A question as it is proposed."""

    section: str
    scale: str
    text: str
    text_en: str


READY_MADE = (
    ReadyMade(
        "safety",
        "safe",
        "总的来说，您在当地生活感到安全吗？",
        "All in all, how safe do you feel where you live?",
    ),
    ReadyMade(
        "safety",
        "safe",
        "夜间独自在住处附近行走，您感到安全吗？",
        "How safe do you feel walking alone near home at night?",
    ),
    ReadyMade(
        "safety",
        "many",
        "您住处附近的治安问题多吗？",
        "How many problems of public order are there near your home?",
    ),
    ReadyMade(
        "safety",
        "satisfied",
        "您对当地矛盾纠纷及时化解的情况满意吗？",
        "How satisfied are you with how disputes are resolved in time?",
    ),
    ReadyMade(
        "courts",
        "satisfied",
        "您对当地人民法院的工作满意吗？",
        "How satisfied are you with the work of the courts?",
    ),
    ReadyMade(
        "procuratorate",
        "satisfied",
        "您对当地人民检察院的工作满意吗？",
        "How satisfied are you with the work of the procuratorates?",
    ),
    ReadyMade(
        "police",
        "satisfied",
        "您对当地公安机关的工作满意吗？",
        "How satisfied are you with the work of the police?",
    ),
    ReadyMade(
        "justice",
        "satisfied",
        "您对当地司法行政机关的工作满意吗？",
        "How satisfied are you with the work of judicial administration?",
    ),
    ReadyMade(
        "committee",
        "satisfied",
        "您对当地党委政法委的工作满意吗？",
        "How satisfied are you with the work of the political-legal committee?",
    ),
    ReadyMade(
        "awareness",
        "aware",
        "您了解当地的平安建设工作吗？",
        "How well do you know what is done to build a safe place?",
    ),
    ReadyMade(
        "awareness",
        "aware",
        "您了解常态化扫黑除恶斗争吗？",
        "How well do you know about the fight against organised crime?",
    ),
)
