"""Production logs: one JSON object per line, whatever is logged."""

from __future__ import annotations

import json
import logging
import sys

from pingan.common.logs import JsonFormatter


def line(message: str, *args: object, **extra: object) -> dict[str, object]:
    record = logging.LogRecord("pingan.probe", logging.WARNING, __file__, 1, message, args, None)
    vars(record).update(extra)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return dict(json.loads(text))


def test_a_line_carries_level_logger_and_extra_values() -> None:
    found = line("%s matters\nin two lines", 3, matter_id=7, request=object())
    assert found["level"] == "WARNING"
    assert found["logger"] == "pingan.probe"
    assert found["message"] == "3 matters\nin two lines"
    assert found["matter_id"] == 7
    assert "request" not in found
    assert str(found["at"]).endswith("+00:00")


def test_an_exception_stays_on_its_line() -> None:
    try:
        raise ValueError("不可")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    found = json.loads(JsonFormatter().format(record))
    assert "ValueError: 不可" in found["exception"]
