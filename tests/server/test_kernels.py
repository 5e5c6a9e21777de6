"""One kernel waits for the next page: it is the one that is given, and another takes its place."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager

from workbook.questions.catalogue import NOTEBOOKS
from workbook.server import kernels
from workbook.server.kernels import LeanKernelManager, PromptKernelClient, SpareKernelManager

pytestmark = pytest.mark.slow

Act = Callable[[SpareKernelManager], Awaitable[None]]


def served(act: Act, scratch: Path) -> None:
    """Run `act` with a manager, and end its kernels."""

    async def run() -> None:
        manager = SpareKernelManager(
            folder=str(NOTEBOOKS), root_dir="/", connection_dir=str(scratch), cull_idle_timeout=1
        )
        try:
            await act(manager)
        finally:
            await manager.settle()
            await manager.shutdown_all(now=True)

    asyncio.run(run())


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0.01)


def test_the_next_page_gets_the_kernel_that_waits_and_another_is_started_for_the_one_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "REST", 0)

    async def act(manager: SpareKernelManager) -> None:
        manager.prepare()
        manager.prepare()  # there is one
        await until(lambda: len(manager.list_kernel_ids()) == 1)
        (waits,) = manager.list_kernel_ids()
        assert await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS)) == waits
        await until(lambda: len(manager.list_kernel_ids()) == 2)
        (other,) = set(manager.list_kernel_ids()) - {waits}
        assert await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS)) == other

    served(act, tmp_path)


def test_a_kernel_that_died_while_it_waited_is_given_to_nobody(tmp_path: Path) -> None:
    async def act(manager: SpareKernelManager) -> None:
        manager.prepare()
        await until(lambda: len(manager.list_kernel_ids()) == 1)
        (waits,) = manager.list_kernel_ids()
        kernel = manager.get_kernel(waits)
        await until(lambda: kernel.has_kernel)
        os.kill(kernel.provisioner.pid, signal.SIGKILL)
        while await kernel.is_alive():
            await asyncio.sleep(0.01)
        given = await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS))
        assert manager.list_kernel_ids() == [given]
        assert given != waits
        assert await manager.get_kernel(given).is_alive()

    served(act, tmp_path)


def test_idle_kernels_are_ended_and_the_one_that_waits_is_not(tmp_path: Path) -> None:
    async def act(manager: SpareKernelManager) -> None:
        used = await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS))
        manager.prepare()
        await until(lambda: len(manager.list_kernel_ids()) == 2)
        (waits,) = set(manager.list_kernel_ids()) - {used}
        manager.cull_idle_timeout = 0
        await manager.cull_kernels()
        assert manager.list_kernel_ids() == [waits]

    served(act, tmp_path)


def test_a_kernel_whose_page_has_left_is_ended_though_it_hears_of_what_others_save(tmp_path: Path) -> None:
    async def act(manager: SpareKernelManager) -> None:
        manager.cull_idle_timeout = 60
        left = await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS))
        kernel = manager.get_kernel(left)
        kernel.last_activity = datetime.now(UTC)  # its cell has taken minutes
        await manager.cull_kernels()
        assert manager.list_kernel_ids() == [left], "its page is still to come"
        manager.notify_connect(left)
        manager.notify_disconnect(left)
        kernel.left_at -= timedelta(minutes=2)
        manager.notify_connect(left)
        kernel.last_activity -= timedelta(minutes=2)
        await manager.cull_kernels()
        assert manager.list_kernel_ids() == [left], "its page has come back"
        manager.notify_disconnect(left)
        await manager.cull_kernels()
        assert manager.list_kernel_ids() == [left], "its page has just left, and may come back"
        kernel.left_at -= timedelta(minutes=2)
        kernel.last_activity = datetime.now(UTC)  # it has heard of a save
        await manager.cull_kernels()
        assert manager.list_kernel_ids() == []

    served(act, tmp_path)


def test_it_has_imported_what_the_page_calls_and_run_nothing(tmp_path: Path) -> None:
    async def act(manager: SpareKernelManager) -> None:
        manager.prepare()
        kernel_id = await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS))
        client = manager.get_kernel(kernel_id).client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        reply = await client.execute_interactive(
            "import sys, os",
            user_expressions={
                "folder": "os.getcwd()",
                "voila": "os.environ['SERVER_SOFTWARE']",
                "opened": "sys.modules['workbook.page.api']._composer.cache_info().currsize",
                "charts": "'matplotlib' in sys.modules",
                "aids": "[name for name in ('debugpy', 'jedi') if sys.modules.get(name)]",
            },
            output_hook=lambda _message: None,
        )
        client.stop_channels()
        said = {name: one["data"]["text/plain"] for name, one in reply["content"]["user_expressions"].items()}
        assert said == {
            "folder": repr(str(NOTEBOOKS)), "voila": "'voila'", "opened": "0", "charts": "False",
            "aids": "[]",
        }  # fmt: skip

    served(act, tmp_path)


@pytest.mark.parametrize(
    ("argv", "command"),
    [
        (["python", "-m", "ipykernel_launcher", "-f", "x"],
         [sys.executable, "-P", "-m", "workbook.server.ipykernel_launcher", "-f", "x"]),
        (["/opt/other/python", "-m", "ipykernel_launcher", "-f", "x"],
         ["/opt/other/python", "-m", "ipykernel_launcher", "-f", "x"]),
        (["conda", "run", "kernel"], ["conda", "run", "kernel"]),
    ],
)  # fmt: skip
def test_the_stock_kernel_alone_is_started_by_the_launcher(
    argv: list[str], command: list[str], tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    spec = {"argv": argv, "display_name": "Own", "language": "python"}
    (tmp_path / "own" / "kernel.json").write_text(json.dumps(spec))
    specs = KernelSpecManager(kernel_dirs=[str(tmp_path)])
    kernel = LeanKernelManager(kernel_name="own", kernel_spec_manager=specs)
    kernel._launch_args = {}
    assert kernel.format_kernel_cmd() == command


@pytest.mark.parametrize(
    ("signal_", "says"),
    [(signal.SIGKILL, "died before it answered"), (signal.SIGSTOP, "did not answer in 2")],
)
def test_a_kernel_that_does_not_answer_is_an_error_in_time(
    signal_: signal.Signals, says: str, tmp_path: Path
) -> None:
    async def act(manager: SpareKernelManager) -> None:
        kernel = manager.get_kernel(await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS)))
        client = kernel.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        os.kill(kernel.provisioner.pid, signal_)
        with pytest.raises(RuntimeError, match=says):
            await client.wait_for_ready(timeout=2 if signal_ is signal.SIGSTOP else 60)
        client.stop_channels()

    served(act, tmp_path)


def test_a_kernel_that_died_after_an_earlier_answer_does_not_count_as_ready(tmp_path: Path) -> None:
    async def act(manager: SpareKernelManager) -> None:
        kernel = manager.get_kernel(await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS)))
        client = kernel.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        client.kernel_info()
        assert await client.shell_channel.socket.poll(60_000), "the answer is there, and nobody has read it"
        os.kill(kernel.provisioner.pid, signal.SIGKILL)
        while await kernel.is_alive():
            await asyncio.sleep(0.01)
        with pytest.raises(RuntimeError, match="died before it answered"):
            await client.wait_for_ready(timeout=60)
        client.stop_channels()

    served(act, tmp_path)


class Recorded(PromptKernelClient):
    """A client whose channels hold messages already, each given by the request that it answers."""

    def __init__(self, replies: list[str], output: list[str]) -> None:
        super().__init__()
        self._replies, self._output = replies, output

    def kernel_info(self, *_: object) -> str:
        return "this"

    async def get_shell_msg(self, *_: object, **__: object) -> dict:
        return await self._next(self._replies)

    async def get_iopub_msg(self, *_: object, **__: object) -> dict:
        return await self._next(self._output)

    async def _next(self, requests: list[str]) -> dict:
        if not requests:
            await asyncio.Future()  # nothing more comes
        request = requests.pop(0)
        return {"parent_header": {"msg_id": request} if request else {}}


@pytest.mark.parametrize(
    ("replies", "output", "is_heard"),
    [
        (["this"], ["this"], True),
        (["earlier", "this"], ["", "earlier", "this"], True),
        (["earlier"], ["this"], False),
        (["this"], ["", "earlier"], False),
    ],
)
def test_only_what_answers_the_request_itself_is_an_answer(
    replies: list[str], output: list[str], is_heard: bool
) -> None:
    assert asyncio.run(Recorded(replies, output)._is_heard()) is is_heard


def test_what_a_kernel_shows_at_once_when_it_is_ready_is_heard(tmp_path: Path) -> None:
    async def act(manager: SpareKernelManager) -> None:
        heard: list[str] = []
        kernel = manager.get_kernel(await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS)))
        client = kernel.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        await client.execute_interactive(
            "print('shown')", output_hook=lambda message: heard.append(message["content"].get("text", ""))
        )
        client.stop_channels()
        assert "".join(heard) == "shown\n"

    served(act, tmp_path)


def test_a_kernel_that_has_hardly_begun_is_ended_too(tmp_path: Path) -> None:
    async def act(manager: SpareKernelManager) -> None:
        manager.prepare()
        await manager.settle()
        (waits,) = manager.list_kernel_ids()
        while await manager.get_kernel(waits).is_alive():
            await asyncio.sleep(0.01)
        manager.prepare()
        await manager.start_kernel(kernel_name="python3", path=str(NOTEBOOKS))  # a page that was quicker
        assert waits not in manager.list_kernel_ids()

    served(act, tmp_path)
