"""The guard: who is answered, by the headers of a request."""

import pytest

from sim.dashboard.guard import host_name, is_foreign

HERE = {"host": "127.0.0.1:8765"}
LINK = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1:8765", "127.0.0.1"),
        ("localhost", "localhost"),
        ("[::1]:8765", "::1"),
        ("[::1]", "::1"),
        ("evil.example:8765", "evil.example"),
        ("", None),
        ("[::1", None),
    ],
)
def test_the_name_of_a_host_is_read_with_and_without_a_port(host, name):
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),  # not a browser
        ("GET", {"sec-fetch-site": "none"}),  # an address that was typed in
        ("GET", {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8765"}),
        ("POST", {"sec-fetch-site": "same-origin"}),
        ("GET", {"sec-fetch-site": "cross-site"} | LINK),
    ],
)
def test_the_page_and_links_to_it_are_answered(method, headers):
    assert not is_foreign(method, HERE | headers)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"origin": "http://evil.example"}),
        ("GET", {"origin": "null"}),
        ("GET", {"origin": "http://["}),
        ("GET", {"origin": ""}),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}),
        ("GET", {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}),
        ("GET", {"sec-fetch-site": "cross-site"} | LINK | {"sec-fetch-dest": "iframe"}),
        ("POST", {"sec-fetch-site": "cross-site"} | LINK),
        ("", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "websocket"}),
    ],
)
def test_pages_of_other_sites_are_refused(method, headers):
    assert is_foreign(method, HERE | headers)
