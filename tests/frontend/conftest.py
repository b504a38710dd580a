"""A real browser on the style guide."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here; script/test installs it")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def visit(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open a page of the style guide; afterwards no script may have failed and no policy may have been broken."""
    problems: list[str] = []
    contexts = []
    with override_settings(ROOT_URLCONF="tests.frontend.urls"):
        server = request.getfixturevalue("live_server")

        def open_page(path: str, *, width: int = 1440, height: int = 900, **cookies: str) -> Any:
            context = chromium.new_context(
                viewport={"width": width, "height": height},
                locale="zh-CN",
                has_touch=width < 800,
                is_mobile=width < 800,
                geolocation={"longitude": 114.93, "latitude": 25.85},
                permissions=["geolocation"],
            )
            contexts.append(context)
            context.add_cookies([{"name": k, "value": v, "url": server.url} for k, v in cookies.items()])
            context.add_init_script(
                "document.addEventListener('securitypolicyviolation',"
                "(e) => console.error('POLICY', e.violatedDirective, e.sourceFile, e.lineNumber))"
            )
            page = context.new_page()
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", lambda line: problems.append(line.text) if "POLICY" in line.text else None)
            page.goto(f"{server.url}/styleguide/{path}")
            page.locator("html[data-ready]").wait_for()
            return page

        yield open_page
        for context in contexts:
            context.close()
    assert problems == []
