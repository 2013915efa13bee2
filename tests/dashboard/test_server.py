"""The server: what it serves, to whom, and how it starts and ends."""

import asyncio
import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
import xarray as xr
from command_line import command
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from sim.dashboard.choice import Choice
from sim.dashboard.listening import address, listen
from sim.tasks.dashboard import Options

pytestmark = pytest.mark.slow

LINK = "calibration=article&ensemble.members=64&horizon.end=2026-12-31"
"""What a page of the served kind asks for."""


class Answered:
    """What came back."""

    def __init__(self, response):
        self.status, self.body = response.status, response.read()
        self.headers = response.headers


@pytest.fixture(scope="module")
def ask(served):
    """Give `ask(path, **headers)`, which sends a path as it is."""
    place = urlsplit(served.address)

    def get(path, **headers):
        connection = HTTPConnection(place.hostname, place.port, timeout=60)
        connection.request("GET", path, headers=headers)
        answered = Answered(connection.getresponse())
        connection.close()
        return answered

    return get


def test_the_page_is_served_without_references_to_other_sites(ask):
    page = ask(f"/?{LINK}")
    assert page.status == 200
    assert b"AI gap simulator" in page.body
    sources = [
        part.split(b'"')[0] for part in page.body.replace(b"src=", b"href=").split(b'href="')
    ]
    assert [source for source in sources[1:] if source.startswith((b"http", b"//"))] == []


def test_the_address_leads_to_the_settings_of_the_command(ask):
    to = ask("/")
    expected = "scenario=as_enacted&calibration=current&ensemble.members=64&horizon.end=2026-12-31"
    assert (to.status, to.headers["Location"]) == (307, f"/?{expected}")


def test_the_page_is_in_english_and_can_be_enlarged(ask):
    page = ask(f"/?{LINK}").body
    assert b'<html lang="en">' in page
    assert b"user-scalable=no" not in page


def test_no_answer_may_be_framed_or_guessed_at(ask):
    for path in (f"/?{LINK}", "/alive", "/data/lag.pickle", "/elsewhere"):
        headers = ask(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"


def test_the_data_of_a_figure_are_a_file_that_xarray_opens(ask, tmp_path):
    answered = ask(f"/data/lag.nc?{LINK}&scenario=detente")
    assert answered.headers["Content-Disposition"] == 'attachment; filename="lag-detente.nc"'
    path = tmp_path / "lag.nc"
    path.write_bytes(answered.body)
    with xr.open_dataset(path) as file:
        assert file.attrs["scenario"] == "detente"
        assert file.sizes == {"regime": 2, "quantile": 5, "time": 108}


def test_the_data_of_a_figure_are_a_table_too(ask):
    answered = ask(f"/data/change.csv?{LINK}")
    assert answered.headers["Content-Type"].startswith("text/csv")
    assert answered.body.startswith(b"quantile,time,direction,capability_lag_mean_change")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("scenario=../config", "scenario: got ../config, takes"),
        ("ensemble.members=100000", "ensemble.members: got 100000, takes a whole number from"),
        ("horizon.end=2090-01-01", "horizon.end: got 2090-01-01, takes a date from"),
        ("sanctions.capital=9", "sanctions.capital: got 9.0, takes a level from 0 to 1"),
        ("calibration.posterior=/etc/passwd", "calibration.posterior: got /etc/passwd, takes no"),
    ],
)
def test_an_invalid_request_is_refused_in_one_line(ask, query, said):
    answered = ask(f"/data/lag.nc?{query}")
    assert answered.status == 400
    assert answered.body.decode().startswith(said)
    assert b"\n" not in answered.body


@pytest.mark.parametrize(
    "path",
    [
        "/data/members.nc",
        "/data/lag.pickle",
        "/data/../../README.md",
        "/data/%2e%2e%2f%2e%2e%2fetc%2fpasswd.nc",
        "/_solara/cdn/../../../../../../etc/passwd",
        "/_solara/cdn/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/_solara/cdn/left-pad@1.3.0/index.js",
        "/static/%2e%2e/server.py",
        "/static/public/page.py",
        "/resourcez",
        "/elsewhere",
    ],
)
def test_nothing_else_is_served_or_fetched(ask, path):
    assert ask(path).status == 404


def test_another_name_that_leads_here_is_refused(ask):
    assert ask("/", Host="evil.example").status == 400


def test_a_page_of_another_site_is_refused(ask, served):
    assert ask("/data/lag.csv", Origin="http://evil.example").status == 403
    assert ask("/data/lag.csv", Origin="http://[").status == 403
    assert ask(f"/?{LINK}", **{"Sec-Fetch-Site": "cross-site"}).status == 403
    here = served.address.rstrip("/")
    assert ask(f"/data/lag.csv?{LINK}", Origin=here).status == 200


def test_a_page_of_another_site_gets_no_connection(served):
    address = served.address.replace("http", "ws") + "jupyter/api/kernels/1/channels?session_id=1"

    async def open_connection():
        async with connect(address, origin="http://evil.example"):
            pass

    with pytest.raises(InvalidStatus, match="403"):
        asyncio.run(open_connection())


def test_it_listens_to_this_machine_only(served):
    port = urlsplit(served.address).port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.settimeout(5)
        assert other.connect_ex(("127.0.0.2", port)) != 0  # this machine by another address


def test_ctrl_c_ends_it(served):
    code, out = served.end()
    assert code == 0
    assert out.splitlines()[0] == "stopped"
    assert served.complaints.read_text() == ""


def test_the_default_is_this_machine():
    assert (Options().host, Options().port) == ("127.0.0.1", 8765)


def test_an_address_of_the_sixth_version_is_served():
    if not socket.has_ipv6:
        pytest.skip("there is no IPv6")
    with listen("::1", 0) as listening:
        assert address(listening, Choice()).startswith("http://[::1]:")


def test_a_port_in_use_is_named_before_a_folder_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = command(tmp_path, "task=dashboard", f"task.port={port}")
    assert ended.code == 2
    assert ended.err.startswith(f"sim: task.port: got {port}, takes a free port")
    assert not (tmp_path / "outputs").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["task.host=no.such.host.invalid"], "task.host: got no.such.host.invalid, takes an"),
        (["task.host=203.0.113.7"], "task.host: got 203.0.113.7, takes an address of this machine"),
        (["ensemble.seed=7"], "task: got dashboard with settings that a page cannot show, takes"),
        (["ensemble.members=5000"], "ensemble.members: got 5000, takes a whole number from 64"),
    ],
)
def test_invalid_options_of_the_server_are_named(tmp_path, options, said):
    ended = command(tmp_path, "task=dashboard", "task.port=0", *options)
    assert (ended.code, ended.err.startswith(f"sim: {said}")) == (2, True), ended.err


@pytest.mark.parametrize(
    ("port", "said"),
    [
        ("70000", "a number less than or equal to 65535"),
        ("true", "a valid integer"),
        ("-1", "a number greater than or equal to 0"),
    ],
)
def test_a_port_is_a_number_that_ports_have(tmp_path, port, said):
    ended = command(tmp_path, "task=dashboard", f"task.port={port}")
    assert (ended.code, ended.err) == (2, f"sim: task.port: got {port}, takes {said}\n")
