"""A real browser on the style guide."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open a page of the style guide; afterwards no script may have failed and no policy may have been broken."""
    problems: list[str] = []
    contexts = []
    with override_settings(ROOT_URLCONF="tests.frontend.urls"):
        server = request.getfixturevalue("live_server")

        def open_page(path: str, *, width: int = 1440, height: int = 900, **cookies: str) -> Any:
            context = browser.new_context(
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
