"""Nobody else comes in: every route that the servers know, with every wrong credential."""

import http.client
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest

from workbook.questions.catalogue import NOTEBOOKS
from workbook.server.security import POLICY
from workbook.store import AnswerFile

from .conftest import StartServer
from .driving import OPENING, Server, copy_program, environment, free_port, wait_until

pytestmark = pytest.mark.browser

CANARY = "canary-5d0e81"
FOREIGN = "http://stranger.example"
# Told to anybody: files that came with the program, the page that asks for the token, and Jupyter's version.
PUBLIC = {
    "APIVersionHandler", "FileFindHandler", "LoginFormHandler", "LogoutHandler", "MultiStaticFileHandler",
    "PublicStaticFileHandler", "TemplateStaticFileHandler", "ThemesHandler", "VoilaLoginHandler",
}  # fmt: skip
FILES = ("growth.svg", "photo.png", "notes.txt", "answers/answers.json", "answers/history.jsonl")
KERNEL = "the kernel's id"
# What a thief would try first stands first: a pattern gets no more than MOST addresses.
NAMES = (
    "", "html", "answers/answers.json", "/answers/answers.json", KERNEL, "growth.svg", "/growth.svg",
    "app.ipynb", "/app.ipynb", "../answers/answers.json", "%2e%2e/answers/answers.json", "python3", "/",
    "lab", "/tree/", "/workspaces/a", "favicon.ico", "robots.txt", "restart", "logo-64x64.png", "script", "1",
    "plugin", "en",
)  # fmt: skip
MOST = 11
HANGS = {"LicensesHandler"}  # JupyterLab's: it fails over its own errors, and never answers
LOGS = {"CSPReportHandler"}  # Jupyter's: browsers report to it, from any page, and it writes a line
SILENCE = 599
GAP = "\0"  # in a pattern, where a group stood
INNERMOST_GROUP = re.compile(r"\([^()]*\)[?*+]?")
UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Route:
    pattern: str
    handler: str


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    headers: http.client.HTTPMessage


@dataclass(frozen=True)
class Visitor:
    """Who asks: what is added to the address, and the headers."""

    name: str
    query: str
    headers: dict[str, str]


def asked(port: int, method: str, path: str, headers: dict[str, str], patience: float = 20) -> Reply:
    """Ask as any program can, with any header. What is left without an answer has the status SILENCE."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        is_open = answer.status == http.client.SWITCHING_PROTOCOLS
        return Reply(answer.status, b"" if is_open else answer.read(), answer.headers)
    except TimeoutError:
        return Reply(SILENCE, b"", http.client.HTTPMessage())
    finally:
        connection.close()


class Doors:
    """A server with answers where its files are, which is where nobody should put them."""

    def __init__(self, server: Server, routes: list[Route]) -> None:
        self.server = server
        self.token = parse_qs(urlsplit(server.url).query)["token"][0]
        self.host = f"127.0.0.1:{server.port}"
        self.origin = f"http://{self.host}"
        self.set_cookie = self._cookies()
        self.mine = {"Cookie": "; ".join(line.split(";")[0] for line in self.set_cookie.splitlines())}
        self.kernel = self._kernel()
        self.channels = f"/api/kernels/{self.kernel}/channels"
        self.addresses = {
            route: self._addresses(route.pattern)[: 1 if route.handler in HANGS else MOST] for route in routes
        }

    def ask(
        self, method: str, path: str, headers: dict[str, str], query: str = "", route: Route | None = None
    ) -> Reply:
        patience = 0.5 if route and route.handler in HANGS else 20
        return asked(self.server.port, method, path + query, {"Host": self.host} | headers, patience)

    def strangers(self) -> list[Visitor]:
        return [
            Visitor("nobody", "", {}),
            Visitor("a wrong token in the address", f"?token={'x' * len(self.token)}", {}),
            Visitor("a wrong token in a header", "", {"Authorization": f"token {'x' * len(self.token)}"}),
            Visitor(
                "a cookie that was changed", "", {"Cookie": self.mine["Cookie"].replace("|1:0|", "|1:1|")}
            ),
            Visitor("a foreign Host", f"?token={self.token}", self.mine | {"Host": "stranger.example"}),
        ]

    def each(self) -> Iterator[tuple[Route, str]]:
        """Yield every route with addresses that it takes."""
        return ((route, address) for route, addresses in self.addresses.items() for address in addresses)

    def _cookies(self) -> str:
        home = "/" if self.server.command == "app" else "/lab"
        lines = self.ask("GET", home, {}, f"?token={self.token}").headers.get_all("Set-Cookie") or []
        assert any(line.startswith("username-") for line in lines)
        return "\n".join(lines)

    def _kernel(self) -> str:
        if self.server.command == "app":
            page = self.ask("GET", "/", self.mine).body.decode()
            return re.findall(r'data-kernel-id="([^"]+)"', page)[0]
        token = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        return str(json.loads(self.ask("POST", "/api/kernels", token).body)["id"])

    def _addresses(self, pattern: str) -> list[str]:
        """Return addresses that a pattern takes, with names in them that a thief would try."""
        text = pattern.removesuffix("$")
        while (fewer := INNERMOST_GROUP.sub(GAP, text)) != text:
            text = fewer
        before, *after = re.sub(r"\\(.)", r"\1", re.sub(r"\.\*|/\?", GAP, text)).split(GAP)
        names = [self.kernel if name is KERNEL else name for name in NAMES]
        filled = (
            before + "".join(name + rest for name, rest in zip(chosen, after, strict=True))
            for chosen in product(names, repeat=len(after))
        )
        return list(dict.fromkeys(one for one in filled if re.fullmatch(pattern, one)))


def methods(route: Route) -> tuple[str, ...]:
    return ("GET",) if route.handler in HANGS else METHODS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the program, its notebooks, and answers among them."""
    folder = copy_program(tmp_path_factory.mktemp("doors"))
    AnswerFile(folder / "notebooks" / "answers").put("fit.why", CANARY)
    for name in FILES[:3]:
        (folder / "notebooks" / name).write_text(CANARY)
    return folder


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose files open all doors of whoever reads them, and leave a mark."""
    folder = tmp_path_factory.mktemp("stranger")
    opened = {
        "Voila": {"ip": "0.0.0.0", "token": "", "auto_token": False, "tornado_settings": {}},
        "VoilaConfiguration": {"file_allowlist": [".*"], "file_denylist": []},
        "ServerApp": {"ip": "0.0.0.0", "token": "", "allow_remote_access": True},
        "IdentityProvider": {"token": ""},
    }
    mark = f"open({str(folder / 'read')!r}, 'a').write(__file__)\n"
    for name in (
        "voila",
        "jupyter_config",
        "jupyter_server_config",
        "jupyter_lab_config",
        "jupyter_voila_config",
    ):
        (folder / f"{name}.json").write_text(json.dumps(opened))
        (folder / f"{name}.py").write_text(mark)
    (folder / "matplotlibrc").write_text("text.usetex: True\n")
    for name in (
        "ipython_config",
        "ipython_kernel_config",
        "ipykernel_launcher",
        "sitecustomize",
        "workbook",
    ):
        (folder / f"{name}.py").write_text(mark)
    return folder


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a program that asks as a browser does before it ends, and leaves its command line beside it."""
    recorder = tmp_path_factory.mktemp("browser") / "browser"
    recorder.write_text(f"""#!{sys.executable}
import sys, urllib.parse, urllib.request
address = urllib.parse.urlsplit(sys.argv[1])
urllib.request.urlopen(f"http://{{address.netloc}}/login", timeout=20).close()
open(sys.argv[0] + ".opened", "w").write(" ".join(sys.argv[1:]))
""")
    recorder.chmod(0o700)
    return recorder


@pytest.fixture(scope="module", params=["app", "lab"])
def doors(
    request: pytest.FixtureRequest, start_server: StartServer, folder: Path, stranger: Path, recorder: Path
) -> Doors:
    home = folder / "notebooks" / "answers"
    server = start_server(request.param, home=home, package=folder, folder=stranger, browser=recorder)
    program = [
        sys.executable,
        Path(__file__).with_name("routes.py"),
        request.param,
        str(home),
        str(free_port()),
    ]
    ran = subprocess.run(
        program,
        capture_output=True,
        text=True,
        check=True,
        env=environment(folder / "asked") | {"PYTHONPATH": str(folder)},
        cwd=stranger,
    )
    found = json.loads(ran.stdout.partition("ROUTES ")[2])
    return Doors(server, [Route(*one) for one in found])


def test_every_route_is_asked_by_an_address(doors: Doors) -> None:
    assert [route.pattern for route, addresses in doors.addresses.items() if not addresses] == []
    assert any(
        CANARY.encode() in doors.ask("GET", one, doors.mine, route=route).body for route, one in doors.each()
    ) is (doors.server.command == "lab"), (
        "whoever has the token reads the files of the folder in JupyterLab, and none in the app"
    )
    assert doors.ask("GET", doors.channels, doors.mine | UPGRADE | {"Origin": doors.origin}).status == 101


def test_without_the_token_nothing_is_told_and_nothing_done(doors: Doors) -> None:
    told = []
    for route, address in doors.each():
        for visitor in doors.strangers():
            for method in methods(route):
                reply = doors.ask(method, address, visitor.headers, visitor.query, route)
                is_empty = method == "OPTIONS" and not reply.body
                is_public = route.handler in PUBLIC and method in ("GET", "HEAD")
                is_told = reply.status < 300 and not is_public and not is_empty
                hangs = reply.status == SILENCE and route.handler not in HANGS
                if CANARY.encode() in reply.body or is_told or hangs:
                    told.append(f"{visitor.name}: {method} {address} ({route.handler}): {reply.status}")
    assert told == []


def test_no_websocket_opens_without_the_token_or_for_another_site(doors: Doors) -> None:
    visitors = [*doors.strangers(), Visitor("a page of another site", "", doors.mine | {"Origin": FOREIGN})]
    opened = [
        f"{visitor.name}: {address} ({route.handler})"
        for route, address in doors.each()
        for visitor in visitors
        if doors.ask("GET", address, UPGRADE | visitor.headers, visitor.query, route).status == 101
    ]
    assert opened == []


def test_a_page_of_another_site_changes_nothing_and_may_read_nothing(doors: Doors) -> None:
    """A browser sends no cookie with its requests; where one does, they are refused or not for it to read."""
    assert "samesite=strict" in doors.set_cookie.lower()
    assert "httponly" in doors.set_cookie.lower()
    done = []
    for route, address in doors.each():
        for method in methods(route):
            reply = doors.ask(method, address, doors.mine | {"Origin": FOREIGN}, route=route)
            is_reading = method in ("GET", "HEAD", "OPTIONS")
            shares = reply.headers.get("Access-Control-Allow-Origin")
            keeps = reply.headers.get("Cross-Origin-Resource-Policy") == "same-origin"
            is_done = reply.status < 300 and not (is_reading and keeps) and route.handler not in LOGS
            if is_done or shares:
                done.append(f"{method} {address} ({route.handler}): {reply.status}, {shares}")
    assert done == []


def test_only_this_machine_can_reach_the_server_and_its_kernels(doors: Doors) -> None:
    processes = [psutil.Process(doors.server.pid), *map(psutil.Process, doors.server.kernels())]
    assert len(processes) > 1
    listening = [
        one.laddr
        for process in processes
        for one in process.net_connections("inet")
        if one.status == psutil.CONN_LISTEN
    ]
    assert doors.server.port in [place.port for place in listening]
    assert {place.ip for place in listening} == {"127.0.0.1"}
    runtime = doors.server.scratch / "jupyter" / "runtime"
    connections = [*runtime.glob("kernel-*.json"), *doors.server.scratch.rglob("voila_*/kernel-*.json")]
    assert connections
    assert all("curve_publickey" in json.loads(one.read_text("utf-8")) for one in connections), "encrypted"


def test_the_token_stands_on_no_command_line_in_no_open_file_and_is_printed_once(doors: Doors) -> None:
    told = [one.info["pid"] for one in psutil.process_iter(["pid", "cmdline"]) if any(
        doors.token in word for word in one.info["cmdline"] or ()
    )]  # fmt: skip
    assert told == []
    assert doors.server.printed.replace(doors.server.url, "").count(doors.token) == 0
    printed = doors.server.scratch / "printed.txt"
    files = [one for one in doors.server.scratch.rglob("*") if one.is_file() and one != printed]
    holding = [one for one in files if doors.token.encode() in one.read_bytes()]
    assert [one for one in holding if one.stat().st_mode & 0o077] == []


def test_the_browser_is_opened_by_an_address_that_is_good_once_and_holds_no_token(
    doors: Doors, recorder: Path
) -> None:
    """Everybody on the machine sees the command line on which the browser gets it."""
    opened = wait_until(
        lambda: (path := recorder.with_name("browser.opened")).exists() and path.read_text().strip(),
        "the browser was opened",
    )
    address = urlsplit(opened)
    assert (address.netloc, address.query, doors.token in opened) == (doors.host, "", False)
    assert doors.ask("GET", address.path, {"Host": "stranger.example"}).status == 403

    first, second = (doors.ask("GET", address.path, {}) for _ in range(2))
    cookie = "; ".join(line.split(";")[0] for line in first.headers.get_all("Set-Cookie") or [])
    page = doors.ask("GET", first.headers["Location"], {"Cookie": cookie})
    assert page.status == 200
    if doors.server.command == "app":
        assert page.headers["Content-Security-Policy"] == POLICY
    assert "/login" in second.headers["Location"]
    assert "Set-Cookie" not in second.headers
    again = doors.ask("GET", address.path, {"Cookie": cookie})
    assert again.headers["Location"] == first.headers["Location"], "as a tab that the browser opens again"


def test_a_folder_of_a_stranger_is_not_read(doors: Doors, stranger: Path) -> None:
    assert doors.server.kernels(), "a kernel would have read its files"
    assert not (stranger / "read").exists(), (stranger / "read").read_text()


def test_who_was_in_is_out_when_the_program_starts_again(doors: Doors) -> None:
    """The last that is asked of these doors: Jupyter would keep the secret that cookies are signed with."""
    home = "/" if doors.server.command == "app" else "/lab"
    assert doors.ask("GET", home, doors.mine).status == 200
    doors.server.stop()
    doors.server.start()
    assert doors.ask("GET", home, doors.mine).status == 302
    assert Doors(doors.server, []).ask("GET", home, {}, f"?token={doors.token}").status == 302


@pytest.mark.parametrize(
    ("program", "place"),
    [(["voila", "notebooks"], "."), (["voila", "app.ipynb"], "notebooks"), (["jupyterlab"], "notebooks")],
)
def test_started_without_this_program_the_doors_are_closed_too(
    program: list[str], place: str, folder: Path, tmp_path: Path
) -> None:
    shutil.copy(NOTEBOOKS.parent / "voila.json", folder)
    port, token = free_port(), "t0ken" * 8
    running = subprocess.Popen(
        [
            sys.executable,
            "-m",
            *program,
            f"--port={port}",
            "--no-browser",
            *(["--allow-root"] if "lab" in program[0] else []),
        ],
        cwd=folder / place,
        env=environment(tmp_path)
        | {"JUPYTER_TOKEN": token, "TPM_WORKBOOK_HOME": str(folder / "notebooks" / "answers")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def ask(path: str, **headers: str) -> Reply | None:
        with suppress(ConnectionRefusedError):
            return asked(port, "GET", path, headers)
        return None

    try:
        wait_until(lambda: ask("/login"), "it answers", OPENING)
        own = {"Authorization": f"token {token}"}
        home = "/lab" if "lab" in program[0] else "/"
        assert ask(home, **own).status == 200
        assert ask(home).status in (302, 403)
        assert ask(home, Host="stranger.example", **own).status == 403
        for file in FILES:
            for headers in ({}, own):
                assert CANARY.encode() not in ask(f"/voila/files/{file}", **headers).body
        listening = [
            one.laddr.ip
            for one in psutil.Process(running.pid).net_connections("inet")
            if one.status == "LISTEN"
        ]
        assert set(listening) == {"127.0.0.1"}
    finally:
        running.terminate()
        running.wait(20)
