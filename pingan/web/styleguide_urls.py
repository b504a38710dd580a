"""Addresses of the style guide; the roof mounts them in development only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from pingan.web.styleguide import samples
from pingan.web.styleguide.forms import ReportForm, SampleForm, bound_with_errors

app_name = "styleguide"

COLUMNS: Final = [
    {"key": "title", "label": "标题"},
    {"key": "number", "label": "编号", "sort": "number"},
    {"key": "place", "label": "网格"},
    {"key": "state", "label": "状态", "sort": "state"},
    {"key": "due", "label": "时限", "sort": "due"},
    {"key": "days", "label": "用时（小时）", "is_number": True},
]
FIGURES: Final = [
    {"label": "章贡区", "value": 1284, "url": "#", "text": "92.3%", "tone": "green"},
    {"label": "南康区", "value": 986, "url": "#"},
    {"label": "赣县区", "value": 642, "url": "#", "tone": "yellow"},
    {"label": "信丰县", "value": 120, "url": "#", "tone": "red"},
]


def _shell(current: str, **extra: Any) -> dict[str, Any]:
    return {
        "actor": samples.actor(),
        "navigation": samples.navigation(current),
        "unread_count": 7,
        "rows": samples.rows(),
        "entries": samples.timeline(),
        "steps": samples.steps(),
        "grids": samples.grids(),
        "photos": [samples.photo(200, "路口北侧"), samples.photo(30, "灯杆"), samples.photo(120, "夜间")],
        "columns": COLUMNS,
        **extra,
    }


def index(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    messages.success(request, "已受理，编号 SJ-360703-2026-001042。")
    context = _shell(
        "组件",
        form=SampleForm(),
        wrong=bound_with_errors(),
        figures=FIGURES,
        crumbs=[{"label": "江西省", "url": "#"}, {"label": "赣州市", "url": "#"}, {"label": "章贡区"}],
        chips=[{"label": "状态：待受理", "url": "#"}, {"label": "超期", "url": "#"}],
        tabs=[{"label": "全部", "url": "#", "is_current": True, "badge": 42}, {"label": "我的", "url": "#"}],
        icons=_icons(),
    )
    return render(request, "styleguide/index.html", context)


def worker(request: HttpRequest) -> HttpResponse:
    """Prototype: the grid worker's day on a phone."""
    context = _shell("首页", actor=samples.actor(role="worker"))
    return render(request, "styleguide/worker.html", context)


def report(request: HttpRequest) -> HttpResponse:
    """Prototype: the report form on a phone; answers as the real one does."""
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "已上报。")
        return render(request, "styleguide/worker.html", _shell("首页", actor=samples.actor(role="worker")))
    status = 422 if form.errors else 200
    context = _shell("首页", actor=samples.actor(role="worker"), form=form)
    return render(request, "styleguide/report.html", context, status=status)


def triage(request: HttpRequest) -> HttpResponse:
    """Prototype: the township desk's inbox, with its detail pane as a fragment."""
    pk = int(request.GET.get("open", "1"))
    row = next((row for row in samples.rows() if row.pk == pk), samples.rows()[0])
    name = "_detail" if request.headers.get("HX-Request") else "triage"
    return render(request, f"styleguide/{name}.html", _shell("收件箱", row=row))


def incident(request: HttpRequest) -> HttpResponse:
    """Prototype: one matter with its course and what can be done."""
    return render(
        request, "styleguide/incident.html", _shell("事项", row=samples.rows()[3], form=SampleForm())
    )


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """An answer of the given status, to see how the page tells it."""
    if status == 401:
        return HttpResponse("", status=401)
    text = "<p data-message>赵敏已在 1 分钟前受理此事项。</p>" if status in {409, 412} else ""
    return HttpResponse(text, status=status)


def error(request: HttpRequest, name: str) -> HttpResponse:
    """An error page, signed in (`?in`) or not."""
    context = _shell("首页") if "in" in request.GET else {}
    return render(request, f"errors/{name}.html", {**context, "reference": "7F3A-2211"})


def _icons() -> list[str]:
    sprite = Path(str(finders.find("icons.svg"))).read_text(encoding="utf-8")
    return re.findall(r'symbol id="([a-z-]+)"', sprite)


urlpatterns = [
    path("", index, name="index"),
    path("worker/", worker, name="worker"),
    path("report/", report, name="report"),
    path("triage/", triage, name="triage"),
    path("incident/", incident, name="incident"),
    path("answer/<int:status>/", answer, name="answer"),
    path("error/<slug:name>/", error, name="error"),
]
