"""Which addresses may be visited, and how URLs go over the wire."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.net.addresses import numeric, parse, why_not


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "100::1",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert why_not(ip_address(address)) != ""


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"],
)
def test_a_public_address_is_visited(address: str) -> None:
    assert why_not(ip_address(address)) == ""


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_an_address_inside_another_is_judged_like_itself(number: int) -> None:
    plain = why_not(IPv4Address(number))

    assert plain == why_not(IPv6Address((0xFFFF << 32) | number))
    assert plain == why_not(IPv6Address((0x64FF9B << 96) | number))
    assert plain == why_not(IPv6Address((0x2002 << 112) | (number << 80)))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.0.0x0.01", "127.0.0.1"),
        ("::1", "::1"),
    ],
)
def test_a_host_in_digits_is_an_address(host: str, address: str) -> None:
    assert numeric(host) == ip_address(address)


@pytest.mark.parametrize("host", ["shop.example", "1.2.3.4.5", "0xfg", "256.256.256.256", "a1"])
def test_a_name_is_no_address(host: str) -> None:
    assert numeric(host) is None


@pytest.mark.parametrize(
    ("url", "wire"),
    [
        ("http://shop.example", "http://shop.example/"),
        ("HTTPS://Shop.Example:443/A?b=C#d", "https://shop.example/A?b=C"),
        ("http://shop.example.:8080/", "http://shop.example:8080/"),
        ("http://user:word@shop.example/", "http://shop.example/"),
        ("https://例子.example/页?问=1", "https://xn--fsqu00a.example/%E9%A1%B5?%E9%97%AE=1"),
        ("http://shop.example/a%20b c", "http://shop.example/a%20b%20c"),
        ("http://shop.example?q=1", "http://shop.example/?q=1"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("http://shop.example/\r\nX-Evil: 1", "http://shop.example/X-Evil:%201"),
    ],
)
def test_a_url_goes_over_the_wire_in_plain_ascii(url: str, wire: str) -> None:
    assert str(parse(url)) == wire


@pytest.mark.parametrize(
    "url",
    [
        "ftp://shop.example/",
        "http://",
        "http:///path",
        "http://a b/",
        "http://shop..example/",
        "http://127.0.0.1\\@shop.example/",
        "http://shop.example:0x50/",
        "http://shop.example:99999/",
        "http://[::1/",
        "http://[nonsense]/",
        "http://" + "a" * 300 + ".example/",
        "http://" + "é" * 70 + ".example/",
        "http://shop.example/" + "a" * 9000,
    ],
)
def test_a_url_that_cannot_be_asked_is_a_value_error(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        parse(url)


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=200)
def test_no_text_makes_anything_but_a_plain_url_or_a_value_error(text: str) -> None:
    for url in (text, f"http://{text}", f"https://shop.example/{text}", f"http://{text}.example"):
        try:
            wire = str(parse(url))
        except ValueError:
            continue

        assert wire.isascii()
        assert wire.isprintable()
        assert " " not in wire
