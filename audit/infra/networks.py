"""Addresses of the network, as far as the product looks at them."""

from ipaddress import IPv6Address, ip_address


def address_group(address: str | None) -> str:
    """The address that tries are counted for: of IPv6, the network of one customer (/64)."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return ":".join(found.exploded.split(":")[:4])
    return str(found)
