"""The web server of the page.

Solara's own application also loads scripts from other sites, sends telemetry and serves folders.
This one is put together from the parts of Solara that the page needs.
"""

import sys
from functools import partial
from pathlib import Path
from uuid import uuid4

import solara.settings
from anyio import CapacityLimiter, to_thread
from solara.server import app as solara_app
from solara.server import server as solara_server
from solara.server import settings as solara_settings
from solara.server.starlette import StaticAssets, close, kernel_connection, kernels
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from sim.dashboard.answers import FIGURE_VARIABLES, answer
from sim.dashboard.choice import Choice
from sim.dashboard.downloads import as_csv, as_netcdf, dataset_of
from sim.dashboard.guard import Guard
from sim.dashboard.listening import LOOPBACK
from sim.dashboard.scenario_file import NAME, scenario_file
from sim.settings.errors import SettingsError

SHARE = Path(sys.prefix) / "share"
SCRIPTS = SHARE / "solara" / "cdn"
"""Folder in which `solara-assets` installs the scripts that the browser needs."""

DOWNLOADS = CapacityLimiter(8)
"""Downloads that are prepared at the same time; others wait without a thread.

The page's scripts need threads too, and do not wait for downloads. These take at most as many
places in the line of those that simulate.
"""

MOST_WAITING_DOWNLOADS = 100
"""Downloads that may wait; further ones are refused."""

WRITERS = {"nc": (as_netcdf, "application/x-netcdf"), "csv": (as_csv, "text/csv")}


MOST_OPEN_PAGES = 50
"""Most pages that can be open at the same time; further ones have to wait."""

FORGET_AFTER = "10m"
"""How long the state of a page is kept after its connection was lost."""


def application(host: str, opening: Choice) -> Starlette:
    """Create the application: the page, its connection, its scripts and the data of its figures.

    Parameters
    ----------
    host : str
        The address of the server. If it is a loopback address, requests for other host names are
        refused, which prevents DNS rebinding.
    opening : Choice
        What the page shows if its link has no settings.
    """
    hosts = LOOPBACK if host in LOOPBACK else None
    _configure_solara()
    solara_app.apps["__default__"] = solara_app.AppScript("sim.dashboard.page")
    return Starlette(
        routes=[
            Route("/", partial(page, opening=opening)),
            Route("/alive", alive),
            Route("/data/{figure}.{kind}", data),
            Route("/scenario.yaml", scenario),
            Route("/jupyter/api/kernels/{id}", kernels),
            WebSocketRoute("/jupyter/api/kernels/{kernel_id}/{name}", kernel_connection),
            Route("/_solara/api/close/{kernel_id}", close, methods=["POST"]),
            Mount("/_solara/cdn", StaticFiles(directory=SCRIPTS)),
            Mount("/jupyter/nbextensions", StaticFiles(directory=SHARE / "jupyter/nbextensions")),
            Mount("/static/assets", StaticAssets()),
            Mount("/static", StaticFiles(directory=solara_server.solara_static)),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
    )


def _configure_solara() -> None:
    """Configure Solara without telemetry, scripts from other sites and file watching."""
    solara.settings.assets.proxy = True  # the server delivers all scripts itself
    solara_settings.assets.fontawesome_enabled = False
    solara_settings.telemetry.mixpanel_enable = False
    solara_settings.main.mode = "production"
    solara_settings.main.root_path = ""
    solara_settings.main.base_url = "/"
    solara_settings.kernel.cull_timeout = FORGET_AFTER
    solara_settings.kernel.max_count = MOST_OPEN_PAGES
    solara_settings.theme.loader = "plain"
    solara_settings.theme.show_banner = False
    solara_settings.theme.title = "The AI gap simulator"


async def page(request: Request, opening: Choice) -> Response:
    """Serve the page; the query of its link is read when the page connects."""
    if not request.url.query and opening != Choice():
        return RedirectResponse(f"/?{opening.query}")
    response = HTMLResponse(_in_english(solara_server.read_root("/") or ""))
    session = request.cookies.get(solara_server.COOKIE_KEY_SESSION_ID) or str(uuid4())
    name = solara_server.COOKIE_KEY_SESSION_ID
    response.set_cookie(name, session, httponly=True, samesite="strict")
    return response


def _in_english(html: str) -> str:
    """The page of Solara with its language, and without its ban on zooming."""
    return html.replace("<html>", '<html lang="en">', 1).replace(
        ", maximum-scale=1, user-scalable=no", "", 1
    )


async def alive(_: Request) -> Response:
    """Answer that the server is there."""
    return Response(status_code=204)


async def scenario(request: Request) -> Response:
    """Serve the regime of the choice in the link as a scenario file."""
    try:
        text = scenario_file(Choice.of_query(request.url.query))
    except SettingsError as error:
        return PlainTextResponse(str(error), status_code=400)
    headers = {"Content-Disposition": f'attachment; filename="{NAME}.yaml"'}
    return Response(text, media_type="application/yaml", headers=headers)


async def data(request: Request) -> Response:
    """Serve the data of a figure, for the choice in the link."""
    figure, kind = request.path_params["figure"], request.path_params["kind"]
    if figure not in FIGURE_VARIABLES or kind not in WRITERS:
        return PlainTextResponse("no such figure or format", status_code=404)
    if DOWNLOADS.statistics().tasks_waiting >= MOST_WAITING_DOWNLOADS:
        wait = {"Retry-After": "10"}
        return PlainTextResponse("too many downloads at once", status_code=503, headers=wait)
    work = partial(_download, figure, kind, request.url.query)
    return await to_thread.run_sync(work, limiter=DOWNLOADS)


def _download(figure: str, kind: str, query: str) -> Response:
    """The data of a figure as a file, or why there is none."""
    try:
        choice = Choice.of_query(query)
        dataset = dataset_of(answer(choice), figure)
    except SettingsError as error:
        return PlainTextResponse(str(error), status_code=400)
    write, media = WRITERS[kind]
    name = f"{figure}-{choice.scenario}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write(dataset), media_type=media, headers=headers)
