"""Which addresses webhooks may be sent to: no private network, unless the operator allows it. Pure; host names are
resolved by the sender.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from db.environment import ConfigurationError, Environment, text
from db.loopback import is_loopback
from db.webhooks.refusals import WebhookError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MAX_URL_CHARACTERS = 2000
LOOPBACK = "127.0.0.0/8,::1/128"
# IPv6 ranges that embed an IPv4 address: NAT64 (RFC 6052) and 6to4 (RFC 3056).
NAT64, SIX_TO_FOUR = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16")
LOCAL_NAME = re.compile(r"(?:^|\.)(?:localhost|local|internal|localdomain)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reach:
    """`networks`: the operator's private networks that webhooks may reach, also by http. Public addresses are allowed
    by https.
    """

    networks: tuple[Network, ...] = ()

    @classmethod
    def from_environment(cls, env: Environment, public_url: str) -> "Reach":
        """From WEBHOOK_NETWORKS; by default the loopback networks if the product itself runs there, otherwise none."""
        given = text(env, "WEBHOOK_NETWORKS", LOOPBACK if is_loopback(public_url) else "")
        try:
            return cls(tuple(ipaddress.ip_network(one.strip()) for one in given.split(",") if one.strip()))
        except ValueError as error:
            raise ConfigurationError(
                f"WEBHOOK_NETWORKS must be networks such as 10.0.0.0/8, by commas: {error}"
            ) from None

    def allows(self, address: IPAddress, *, is_encrypted: bool) -> bool:
        found = plain(address)
        if any(found.version == network.version and found in network for network in self.networks):
            return True
        return is_encrypted and is_public(found)

    def check(self, url: str) -> None:
        """Checks a URL as far as possible without resolving its host name. Raises WebhookError."""
        parts = parsed(url)
        host, is_encrypted = parts.hostname or "", parts.scheme == "https"
        address = literal(host)
        if not is_encrypted and (not self.networks or (address is not None and is_public(plain(address)))):
            raise WebhookError("https_required", "The address must begin with https://")
        if address is None:
            is_allowed = bool(self.networks) or not LOCAL_NAME.search(host)
        else:
            is_allowed = self.allows(address, is_encrypted=is_encrypted)
        if not is_allowed:
            raise WebhookError(
                "private_address", "The address is of a private network, where webhooks may not go."
            )


def parsed(url: str) -> SplitResult:
    """Raises WebhookError if it is not a URL that can be posted to."""
    wrong = WebhookError("invalid_url", "This is no address such as https://example.com/webhooks")
    if len(url) > MAX_URL_CHARACTERS or not url.isascii() or re.search(r"[\x00-\x20\x7f\\]", url):
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or parts.fragment:
        raise wrong
    if parts.username is not None or parts.password is not None:
        raise WebhookError(
            "credentials_in_url", "No name or password in the address: the signature proves who sends."
        )
    return parts


def literal(host: str) -> IPAddress | None:
    """The IP address that a host is written as, also in the short, decimal, octal and hexadecimal forms that resolvers accept. None if
    it is a name.
    """
    try:
        return ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def plain(address: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 address embeds, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in SIX_TO_FOUR and address.sixtofour is not None:
        return address.sixtofour
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: IPAddress) -> bool:
    """Whether the address is not private, loopback, link-local (cloud metadata), shared, reserved or multicast. Python takes the
    addresses that were private in IPv6 before 2004 (fec0::/10) for public ones.
    """
    is_old_private = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or is_old_private)
