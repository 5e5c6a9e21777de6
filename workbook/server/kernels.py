"""Voila's kernels, of which one always waits for the next page: its imports are done, and nothing was run.

So a page need not wait for Python to start, and reads answers and content as they are when it opens.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from traitlets import DottedObjectName, Type, Unicode

Receive = Callable[[], Awaitable[dict[str, Any]]]

# And no database of what it ran, which is one cell.
AHEAD = ["--IPKernelApp.exec_lines=__import__('workbook.page.api')", "--HistoryManager.enabled=False"]
REST = 3.0  # seconds for the page that has just taken one, before the next is started


class PromptKernelClient(AsyncKernelClient):
    """Is ready as soon as the kernel is heard on both channels.

    The stock client then listens a fifth of a second longer, to what was run before: here nothing was.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait so many seconds; raise RuntimeError if the kernel does not answer by then, or has died."""
        try:
            async with asyncio.timeout(timeout):
                while not await self._is_heard():
                    if not await self.is_alive():
                        raise RuntimeError("The kernel died before it answered.")
        except TimeoutError as error:
            raise RuntimeError(f"The kernel did not answer in {timeout} seconds.") from error

    async def _is_heard(self) -> bool:
        """Ask the kernel, and say whether it answered this request, and whether its output reaches us too."""
        request = self.kernel_info()
        try:
            await _wait_for_answer(self.get_shell_msg, request, seconds=1)
            await _wait_for_answer(self.get_iopub_msg, request, seconds=0.2)
        except TimeoutError:
            return False
        return True


async def _wait_for_answer(receive: Receive, request: str, seconds: float) -> None:
    """Receive until a message answers the request; what answers an earlier one proves nothing about now."""
    async with asyncio.timeout(seconds):
        while (await receive())["parent_header"].get("msg_id") != request:
            pass


class LeanKernelManager(ServerKernelManager):
    """One kernel, started by the workbook's own launcher."""

    client_factory = Type(PromptKernelClient)
    left_at: datetime | None = None  # when its page left, if one had come and none has come back

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """Return the command; -P, so that no file in the current folder can replace a module."""
        command: list[str] = super().format_kernel_cmd(extra_arguments)
        if command[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
            return command  # somebody has made a kernel of their own
        return [sys.executable, "-P", "-m", "workbook.server.ipykernel_launcher", *command[3:]]


class SpareKernelManager(AsyncMappingKernelManager):
    """Starts a kernel ahead. Whoever asks for one gets that, and then the next is started."""

    folder = Unicode(help="The folder of the notebook that is served.").tag(config=True)

    kernel_manager_class = DottedObjectName("workbook.server.kernels.LeanKernelManager")

    _spare: asyncio.Task[str] | None = None
    _is_over = False

    def prepare(self) -> None:
        """Start a kernel ahead, unless there is one."""
        if self._spare is None and not self._is_over:
            environment = {**os.environ, "SERVER_SOFTWARE": "voila"}  # how the workbook knows the app
            self._spare = asyncio.ensure_future(
                self._new(path=self.folder, env=environment, extra_arguments=AHEAD)
            )

    async def start_kernel(self, **asked: Any) -> str:  # type: ignore[override] # noqa: ANN401 - what Voila asks
        """Return the id of the kernel that waits, or of a new one."""
        spare, self._spare = self._spare, None
        asyncio.get_running_loop().call_later(REST, self.prepare)
        if spare is not None:
            with suppress(Exception):  # it did not start: perhaps another does
                kernel_id = await spare
                kernel: Any = self.get_kernel(kernel_id)
                if await kernel.is_alive():
                    kernel.last_activity = datetime.now(UTC)  # it may have waited for long
                    return kernel_id
                await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]
        return await self._new(**asked)

    def notify_connect(self, kernel_id: str) -> None:
        """Forget that a page had left its kernel."""
        super().notify_connect(kernel_id)  # type: ignore[no-untyped-call]
        self._note(kernel_id, None)

    def notify_disconnect(self, kernel_id: str) -> None:
        """Remember when a page left its kernel."""
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]
        self._note(kernel_id, datetime.now(UTC))

    def _note(self, kernel_id: str, left_at: datetime | None) -> None:
        if kernel_id in self:
            kernel: Any = self.get_kernel(kernel_id)
            kernel.left_at = left_at

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that nobody uses, but for the one that waits.

        Its page's leaving counts, and not its last activity: it hears of what other pages save.
        """
        spare = self._spare
        waits = spare.result() if spare and spare.done() and not spare.exception() else None
        if kernel_id != waits:
            kernel: Any = self.get_kernel(kernel_id)
            kernel.last_activity = kernel.left_at or kernel.last_activity
            await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]

    async def settle(self) -> None:
        """Start no more kernels, and end the one that waits, be it only just starting.

        At once, since it has nothing to put away: what is polite would interrupt it among its imports.
        """
        self._is_over = True
        if self._spare:
            with suppress(Exception):  # it did not start
                kernel: Any = self.get_kernel(await self._spare)
                await kernel.provisioner.kill()

    async def _new(self, **asked: Any) -> str:  # noqa: ANN401
        return await super().start_kernel(**asked)
