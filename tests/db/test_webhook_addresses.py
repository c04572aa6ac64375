"""Where webhooks may go, as a table: what reaches the server's own network by any spelling does not pass."""

import ipaddress

import pytest

from db.environment import ConfigurationError
from db.webhooks.addresses import Reach
from db.webhooks.refusals import WebhookError

PUBLIC = Reach()
OWN = Reach.from_environment({}, "http://127.0.0.1:8050")
OFFICE = Reach.from_environment({"WEBHOOK_NETWORKS": "10.1.0.0/16, fd12::/32"}, "https://voice.example.com")

REFUSED = {
    "loopback": "https://127.0.0.1/",
    "loopback of the range": "https://127.8.9.10/",
    "loopback, sixth version": "https://[::1]/",
    "loopback, mapped": "https://[::ffff:127.0.0.1]/",
    "loopback, mapped in hexadecimal": "https://[::ffff:7f00:1]/",
    "loopback by NAT64": "https://[64:ff9b::7f00:1]/",
    "loopback by 6to4": "https://[2002:7f00:1::]/",
    "loopback, decimal": "https://2130706433/",
    "loopback, octal": "https://0177.0.0.1/",
    "loopback, hexadecimal": "https://0x7f.1/",
    "loopback, short": "https://127.1/",
    "any": "https://0.0.0.0/",
    "any, sixth version": "https://[::]/",
    "private 10": "https://10.0.0.7/",
    "private 172.16": "https://172.16.5.5/",
    "private 192.168": "https://192.168.1.1/",
    "shared": "https://100.64.0.1/",
    "link-local": "https://169.254.1.1/",
    "metadata": "https://169.254.169.254/latest/meta-data/",
    "metadata, mapped": "https://[::ffff:169.254.169.254]/",
    "metadata, sixth version": "https://[fd00:ec2::254]/",
    "link-local, sixth version": "https://[fe80::1]/",
    "unique local": "https://[fc00::1]/",
    "site-local, sixth version": "https://[fec0::1]/",
    "site-local, the last of them": "https://[feff:ffff::1]/",
    "multicast": "https://224.0.0.1/",
    "broadcast": "https://255.255.255.255/",
    "documentation": "https://192.0.2.1/",
    "localhost": "https://localhost/",
    "localhost in capitals": "https://LOCALHOST/",
    "localhost with a dot": "https://localhost./",
    "below localhost": "https://a.localhost/",
    "of an internal zone": "https://metadata.google.internal/",
    "of the local network": "https://printer.local/",
}


@pytest.mark.parametrize("name", REFUSED)
def test_private_addresses_are_refused(name: str) -> None:
    with pytest.raises(WebhookError) as found:
        PUBLIC.check(REFUSED[name])
    assert found.value.code == "private_address"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param("http://example.com/", "https_required", id="http"),
        pytest.param("ftp://example.com/", "invalid_url", id="another scheme"),
        pytest.param("file:///etc/passwd", "invalid_url", id="a file"),
        pytest.param("https://", "invalid_url", id="no host"),
        pytest.param("example.com/hook", "invalid_url", id="no scheme"),
        pytest.param("https://example.com:0/", "invalid_url", id="port nought"),
        pytest.param("https://example.com:99999/", "invalid_url", id="no port"),
        pytest.param("https://exa mple.com/", "invalid_url", id="a space"),
        pytest.param("https://example.com/\r\nHost: x", "invalid_url", id="a line break"),
        pytest.param("https://example.com\\@127.0.0.1/", "invalid_url", id="a backslash"),
        pytest.param("https://example.com/#part", "invalid_url", id="a fragment"),
        pytest.param("https://[::1", "invalid_url", id="half an address"),
        pytest.param("https://ana:secret@example.com/", "credentials_in_url", id="a password"),
        pytest.param("https://example.com@127.0.0.1/", "credentials_in_url", id="a host that is a name"),
        pytest.param("https://example.com/" + "a" * 2000, "invalid_url", id="too long"),
    ],
)
def test_what_is_no_good_address_is_refused(url: str, code: str) -> None:
    with pytest.raises(WebhookError) as found:
        PUBLIC.check(url)
    assert found.value.code == code


@pytest.mark.parametrize(
    ("reach", "url"),
    [
        (PUBLIC, "https://example.com/hook?x=1"),
        (PUBLIC, "https://example.com:8443/"),
        (PUBLIC, "https://93.184.216.34/"),
        (PUBLIC, "https://[2606:2800:220:1::1]/"),
        (OWN, "http://127.0.0.1:9000/"),
        (OWN, "http://localhost:9000/"),
        (OWN, "http://[::1]:9000/"),
        (OFFICE, "http://10.1.2.3/"),
        (OFFICE, "https://[fd12::1]/"),
    ],
)
def test_others_pass(reach: Reach, url: str) -> None:
    reach.check(url)


@pytest.mark.parametrize(
    ("reach", "address", "is_encrypted", "is_allowed"),
    [
        (PUBLIC, "93.184.216.34", True, True),
        (PUBLIC, "93.184.216.34", False, False),
        (PUBLIC, "::ffff:10.0.0.1", True, False),
        (OWN, "127.0.0.1", False, True),
        (OWN, "::ffff:127.0.0.1", False, True),
        (OWN, "10.0.0.1", True, False),
        (OWN, "169.254.169.254", True, False),
        (OWN, "93.184.216.34", False, False),
        (OFFICE, "10.1.9.9", False, True),
        (OFFICE, "10.2.0.1", True, False),
        (OFFICE, "127.0.0.1", True, False),
    ],
)
def test_what_a_name_resolves_to_is_checked(
    reach: Reach, address: str, is_encrypted: bool, is_allowed: bool
) -> None:
    assert reach.allows(ipaddress.ip_address(address), is_encrypted=is_encrypted) is is_allowed


def test_networks_that_are_none_are_named() -> None:
    with pytest.raises(ConfigurationError, match="WEBHOOK_NETWORKS"):
        Reach.from_environment({"WEBHOOK_NETWORKS": "10.0.0.0/8, the office"}, "https://voice.example.com")
