"""Where an event may be sent: https, and never into our own network unless the operator opened it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """The parts of an address that a connection needs."""

    host: str
    port: int
    path: str


def target_of(url: str) -> Target | None:
    """Take an address apart; None where nothing may be sent to it: not https, with a name or password, unreadable."""
    if not url.isascii() or any(sign.isspace() or not sign.isprintable() for sign in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        return None
    return Target(parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def networks_from(lines: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks named.

    Raises:
        ValueError: a line is none.

    """
    return tuple(ip_network(line.strip()) for line in lines if line.strip())


def may_connect(address: str, opened: Iterable[Network] = ()) -> bool:
    """Say whether a resolved address may be connected to: a public one, or one in a network that was opened.

    What an IPv6 address wraps (mapped, 6to4, Teredo, NAT64) counts as what it leads to.
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _TRANSLATED:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return may_connect(str(inner), opened)
    if any(found.version == network.version and found in network for network in opened):
        return True
    return found.is_global and not found.is_multicast


def is_closed(host: str, opened: Iterable[Network] = ()) -> bool:
    """Say whether a host is an address, not a name, that may never be connected to. A name is resolved when it is told."""
    try:
        return not may_connect(host, opened)
    except ValueError:
        return False


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Say whether a caller's address is one of those a partner calls from; no networks: any."""
    named = networks_from(networks)
    if not named:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found.version == network.version and found in network for network in named)
