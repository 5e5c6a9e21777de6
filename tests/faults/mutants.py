"""Take one safeguard away at a time, and see that a test turns red: `uv run python tests/faults/mutants.py`.

With names, only those. It works on a copy; the project stays as it is.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 600  # seconds


@dataclass(frozen=True)
class Mutant:
    """A safeguard, the text that holds it, what is left of that, and the tests that should notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


WRITERS = "tests/faults/test_writers.py"
ORDER = "tests/store/test_disk.py::test_a_save_is_on_the_drive_in_this_order_before_it_is_told"
APP = "tests/browser/test_app.py"

VOILA = "workbook/server/app.py"
LAB = "workbook/server/lab.py"
SECURITY = "workbook/server/security.py"
STARTUP = "workbook/server/startup.py"
ONE_TIME_LINK = "workbook/server/one_time_link.py"
DISK = "workbook/store/disk.py"
FILES = "workbook/store/files.py"
STORE = "workbook/store/answer_file.py"
DOCUMENT = "workbook/store/document.py"
ENTRIES = "workbook/store/entries.py"
DOORS = "tests/browser/test_doors.py"
STRANGERS = (DOORS, "-k", "without_the_token and app")
SCRIPTS = ("tests/browser/test_scripts.py", "-k", "in_the_app")
DENIED = """    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.file_denylist = [".*"]
"""

OUTPUTS = 'cell["outputs"] = [view for output in cell.get("outputs", []) if (view := _view(output))]'

SYNCED_LINES = """            _write(descriptor, data)
            sync(descriptor)
        except OSError:
            os.ftruncate"""
SYNCED_STATE = """            sync(descriptor)
        finally:
            os.close(descriptor)
        _patiently"""
SYNCED_FOLDER = """        raise
    sync_folder(path.parent)
"""
SAVE = """            if changes:
                self._folder.journal.append(changes)
            # An edit that is repeated may be in the history alone, as the answer to it was lost.
            if on_disk < document["revision"]:
                self._folder.write(document)
"""
SEND = "    this.wire.edit(edit, (message) => this.heard(message, wish, request));\n"


def swallowed(lines: str) -> str:
    """Return lines that keep quiet about errors."""
    deeper = "".join(f"    {line}\n" for line in lines.splitlines())
    return f"            try:\n{deeper}            except OSError:\n                pass\n"


MUTANTS = (
    Mutant("lock", FILES, "                self._lock.acquire()\n", "                pass\n",
           (WRITERS, "-k", "processes")),
    Mutant("thread-lock", FILES, "        with self._thread:\n", "        if True:\n",
           (WRITERS, "-k", "threads")),
    Mutant("history-fsync", DISK, SYNCED_LINES,
           SYNCED_LINES.replace("            sync(descriptor)\n", ""), (ORDER,)),
    Mutant("state-fsync", DISK, SYNCED_STATE,
           SYNCED_STATE.replace("            sync(descriptor)\n", "            pass\n"), (ORDER,)),
    Mutant("folder-fsync", DISK, SYNCED_FOLDER, "        raise\n", (ORDER,)),
    Mutant("new-history-fsync", DISK, "    if is_new:\n        sync_folder(path.parent)\n", "",
           ("tests/store/test_disk.py", "-k", "new_history_file_is_in_its_folder")),
    Mutant("write-loop", DISK, "    while rest:\n", "    if rest:\n",
           ("tests/faults/test_disk_full.py",)),
    Mutant("size-check", DISK, "if os.fstat(descriptor).st_size != len(data):", "if False:",
           ("tests/store/test_disk.py", "-k", "shorter_than_its_text")),
    Mutant("checksum", DOCUMENT,
           'document.get("checksum") == checksum({**document, "schema": SCHEMA})', "True",
           ("tests/faults/test_damage.py", "-k", "state")),
    Mutant("line-checksum", ENTRIES, 'found.pop("sum", None) != _checksum(found)',
           'not found.pop("sum", None)', ("tests/faults/test_damage.py", "-k", "history")),
    Mutant("acknowledgement", STORE, SAVE, swallowed(SAVE),
           ("tests/faults/test_refusals.py", "-k", "input_or_output")),
    Mutant("history-first", STORE, SAVE,
           "            self._folder.write(document)\n            self._folder.journal.append(changes)\n",
           (ORDER,)),
    Mutant("page-acknowledgement", "workbook/widgets/js/slot.js", SEND,
           SEND + '    this.heard({ type: "saved", revision: this.base }, wish, request);\n',
           (APP, "-k", "does_not_say_saved_while_the_kernel_stands_still")),
    Mutant("draft", "workbook/widgets/js/drafts.js", "this.storage().setItem(name, JSON.stringify(draft));",
           "", (APP, "-k", "the_kernel_is_killed or the_tab_crashes")),
    # Nobody else in, nothing leaks out.
    Mutant("token", VOILA, "    config.Voila.token = token\n", '    config.Voila.token = ""\n', STRANGERS),
    Mutant("host-check", VOILA, '"allow_remote_access": False,', '"allow_remote_access": True,', STRANGERS),
    Mutant("file-denial", VOILA, DENIED, DENIED.replace("allowlist = []", 'allowlist = [".*"]')
           .replace('denylist = [".*"]', "denylist = []"),
           (DOORS, "-k", "every_route and app")),
    Mutant("loopback", VOILA, "    config.Voila.ip = HOST\n", '    config.Voila.ip = "0.0.0.0"\n',
           (DOORS, "-k", "only_this_machine and app")),
    Mutant("stranger", VOILA, "    server.config_file_paths = []", "    # server.config_file_paths = []",
           (DOORS, "-k", "stranger_is_not_read and app")),
    Mutant("policy", SECURITY, '"Content-Security-Policy": POLICY, ', "",
           (DOORS, "-k", "good_once and app")),
    Mutant("policy-scripts", SECURITY, "{_hash(HEARTBEAT)}", "'unsafe-inline'",
           ("tests/browser/test_scripts.py", "-k", "against_all_care")),
    Mutant("one-time-link", STARTUP, "args=(address + link.path,)", "args=(address + page,)",
           (DOORS, "-k", "good_once and app")),
    Mutant("link-once", ONE_TIME_LINK, "and not is_it", "",
           (DOORS, "-k", "good_once and app")),
    Mutant("link-owner", ONE_TIME_LINK, "self._is_ours() and", "",
           ("tests/server/test_one_time_link.py",)),
    Mutant("old-cookies", LAB, 'f"--ServerApp.cookie_secret=', 'f"--ServerApp.custom_display_url=',
           (DOORS, "-k", "starts_again and lab")),
    Mutant("encryption", LAB, '        "--KernelManager.transport_encryption=auto",\n', "",
           (DOORS, "-k", "only_this_machine and lab")),
    Mutant("crash", STARTUP, "(resource.RLIMIT_CORE, (1, 1))", "(resource.RLIMIT_CORE, (0, -1))",
           ("tests/browser/test_leaks.py", "-k", "nowhere_else")),
    Mutant("cookie", SECURITY, 'COOKIE = {"samesite": "Strict"}', "COOKIE = {}",
           (DOORS, "-k", "page_of_another_site and app")),
    Mutant("other-sites", SECURITY, '    "Cross-Origin-Resource-Policy": "same-origin",\n', "",
           (DOORS, "-k", "page_of_another_site and app")),
    Mutant("token-in-logs", SECURITY, "    logging.setLogRecordFactory(Record)\n", "",
           (DOORS, "-k", "(without_the_token or printed_once) and app")),
    Mutant("goodbye", VOILA, "    config.VoilaConfiguration.prelaunch_hook = set_xsrf_cookie\n", "",
           (APP, "-k", "a_kernel_ends_with_its_tab")),
    Mutant("culling", VOILA, "cull_idle_timeout = 45 ", "cull_idle_timeout = 450 ",
           ("tests/browser/test_leaks.py", "-k", "twenty_pages")),
    Mutant("escaping", "workbook/widgets/js/beside.js",
           'make("blockquote", { textContent: version.words })',
           'make("blockquote", { innerHTML: version.words })', SCRIPTS),
    Mutant("escaping-lists", "workbook/widgets/js/given.js", "href: `#${key}`, textContent: text",
           "href: `#${key}`, innerHTML: text", SCRIPTS),
    Mutant("modes", DISK, "        os.fchmod(descriptor, PRIVATE_FILE)\n", "        pass\n",
           ("tests/store/test_answer_file.py", "-k", "whatever_the_umask")),
    Mutant("folder-mode", DISK, "PRIVATE_FOLDER = 0o700", "PRIVATE_FOLDER = 0o755",
           ("tests/store/test_answer_file.py", "-k", "whatever_the_umask")),
    Mutant("discretion", "workbook/logs.py", "_terminal.setFormatter(_Discreet())\n", "",
           ("tests/test_logs.py",)),
    Mutant("outputs", "workbook/server/notebook_outputs.py", OUTPUTS, "pass",
           ("tests/server/test_notebook_outputs.py", "-k", "saved_without_what_it_shows")),
)  # fmt: skip


def copied(target: Path) -> None:
    """Copy what git knows or would know."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def turns_red(copy: Path, tests: tuple[str, ...]) -> bool:
    """Run tests against the copy; say whether one failed."""
    # No bytecode: two versions within a second would be taken for one.
    special = {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "TPM_WORKBOOK_REQUIRE_BROWSER": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=copy,
        env={**os.environ, **special},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if ran.returncode not in (0, 1):
        raise SystemExit(f"pytest {' '.join(tests)} could not be run:\n{ran.stdout}{ran.stderr}")
    return ran.returncode == 1


def noticed(copy: Path, mutant: Mutant) -> bool:
    """Say whether a test turns red while the mutant is in the place of the code."""
    path = copy / mutant.file
    text = path.read_text("utf-8")
    if text.count(mutant.old) != 1:
        raise SystemExit(f"{mutant.file} holds this {text.count(mutant.old)} times, not once:\n{mutant.old}")
    path.write_text(text.replace(mutant.old, mutant.new), "utf-8")
    try:
        return turns_red(copy, mutant.tests)
    finally:
        path.write_text(text, "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(one.name for one in MUTANTS))
    names = parser.parse_args().names or [one.name for one in MUTANTS]
    if unknown := set(names) - {one.name for one in MUTANTS}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    chosen = [one for one in MUTANTS if one.name in names]
    with tempfile.TemporaryDirectory(prefix="tpm-workbook-mutants-") as folder:
        copy = Path(folder)
        copied(copy)
        for tests in dict.fromkeys(one.tests for one in chosen):
            if turns_red(copy, tests):
                raise SystemExit(f"pytest {' '.join(tests)} is red without any mutant.")
        found = {one.name: noticed(copy, one) for one in chosen}
    for name, is_noticed in found.items():
        print(f"{name:26} {'noticed' if is_noticed else 'NOT NOTICED'}")
    print(f"{sum(found.values())} of {len(found)} noticed")
    return 0 if all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
