"""Back-off, signatures and addresses."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from pingan.exchange.rules.backoff import PATIENCE, is_hopeless, pause_after
from pingan.exchange.rules.networks import is_within, may_connect, networks_from, target_of
from pingan.exchange.rules.signing import signature


def test_pauses_grow_from_ten_seconds_to_six_hours() -> None:
    assert [pause_after(n) for n in (1, 2, 3)] == [timedelta(seconds=s) for s in (10, 40, 160)]
    assert pause_after(50) == timedelta(hours=6) == pause_after(5000)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert not is_hopeless(now, now + PATIENCE - timedelta(seconds=1))
    assert is_hopeless(now, now + timedelta(days=3))


def test_signature_covers_moment_and_bytes_for_every_secret_that_is_valid() -> None:
    mark = hmac.new("秘".encode(), b"17.{}", sha256).hexdigest()
    assert signature(["秘"], b"{}", 17) == f"t=17,v1={mark}"
    assert signature(["a", "秘"], b"{}", 17).endswith(f",v1={mark}")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "::", "255.255.255.255",
        "64:ff9b::a01:203",
    ],
)  # fmt: skip
def test_no_event_goes_into_a_private_network(address: str) -> None:
    assert not may_connect(address)


def test_public_addresses_and_opened_networks_are_reached() -> None:
    assert may_connect("114.114.114.114")
    assert may_connect("2400:3200::1")
    opened = networks_from(["10.36.0.0/16", " "])
    assert may_connect("10.36.1.2", opened)
    assert not may_connect("10.37.1.2", opened)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn/", "ftp://example.cn/", "https://", "https://user:pw@example.cn/", "https://a b.cn/",
        "https://例子.cn/", "https://example.cn:99999/", "https://[::1/", "javascript:alert(1)", "",
        "https://example.cn/\r\nX: y",
    ],
)  # fmt: skip
def test_addresses_that_nothing_is_sent_to(url: str) -> None:
    assert target_of(url) is None


def test_an_address_keeps_port_path_and_question() -> None:
    target = target_of("https://hooks.example.cn:8443/a?b=c")
    assert target is not None
    assert (target.host, target.port, target.path) == ("hooks.example.cn", 8443, "/a?b=c")


def test_a_partner_calls_from_the_networks_it_named() -> None:
    assert is_within("203.0.113.9", [])
    assert is_within("203.0.113.9", ["203.0.113.0/24"])
    assert not is_within("203.0.114.9", ["203.0.113.0/24"])
    assert not is_within("unknown", ["203.0.113.0/24"])
