"""Which names and addresses of hosts mean this machine."""

from __future__ import annotations

import ipaddress
import re
import socket

#: How IPv4 addresses may also be written; the resolver and browsers read `127.1` and `0x7f000001` as 127.0.0.1.
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}")


def is_loopback(host: str) -> bool:
    """Whether a host's name or address, in any spelling, means this machine and no other can be meant."""
    name = host.lower().strip("[]").removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped is not None and mapped.is_loopback


def is_unspecified(host: str) -> bool:
    """Whether a host is an address to listen on, such as 0.0.0.0, and none where anybody is."""
    address = _address(host.strip("[]"))
    return address is not None and address.is_unspecified


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if _NUMBERS.fullmatch(text):
        try:
            return ipaddress.IPv4Address(socket.inet_aton(text))
        except OSError:
            return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
