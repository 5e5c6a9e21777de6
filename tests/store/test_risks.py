"""What is risky about a folder is said, with what to do; what only looks alike is left in peace."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

import psutil
import pytest

from workbook.store import risks

ELSEWHERE = Path("/nowhere/of/this/machine")
FILES = ["answers.json", "history.jsonl", "erased.json", ".lock", "answers.damaged-20260303T091244.json",
         ".answers-00ff.tmp", "snapshots/2026-03-02.json"]  # fmt: skip


class Mount(NamedTuple):
    device: str
    mountpoint: str
    fstype: str
    opts: str = "rw"


LOCAL = Mount("/dev/sda1", "/", "ext4")


@pytest.fixture(autouse=True)
def mounted(monkeypatch: pytest.MonkeyPatch) -> list[Mount]:
    """Return the file systems of a machine that has one disk, to add to."""
    mounts = [LOCAL]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **asked: mounts if asked == {"all": True} else [])
    return mounts


@pytest.fixture(autouse=True)
def here_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be seen of the real machine's folders."""
    glob = Path.glob

    def inside(folder: Path, pattern: str) -> Iterator[Path]:
        return glob(folder, pattern) if folder.is_relative_to(tmp_path) else iter(())

    monkeypatch.setattr(Path, "glob", inside)


@pytest.fixture
def answers(home: Path) -> Path:
    """Return the folder of the answers with all that the workbook keeps there, for its owner alone."""
    for name in (*FILES, "snapshots/2026-03-03.json"):
        path = home / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text("{}")
        path.chmod(0o600)
    return home


def only(home: Path) -> str:
    (sentence,) = risks.warnings(home)
    return sentence


def make(mark: Path, *, folder: bool) -> Path:
    if folder:
        mark.mkdir(parents=True)
    else:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return mark


# Nothing to say


def test_a_folder_of_ones_own_on_a_disk_of_ones_own_is_no_matter(answers: Path) -> None:
    assert risks.warnings(answers) == []


def test_a_folder_that_is_not_there_yet_is_no_matter_and_is_not_made(home: Path) -> None:
    assert risks.warnings(home / "a" / "b") == []
    assert risks.conflict_copies(home / "a" / "b") == []
    assert not home.exists()


# Synced


@pytest.mark.parametrize("depth", ["", "work", "work/tpm/answers"], ids=["itself", "below", "far below"])
@pytest.mark.parametrize(
    ("mark", "folder", "program"),
    [
        (".stfolder", True, "Syncthing"),
        (".stfolder", False, "Syncthing"),
        (".dropbox.cache", True, "Dropbox"),
        (".sync_0123456789ab.db", False, "Nextcloud or ownCloud"),
        ("._sync_0123456789ab.db", False, "Nextcloud or ownCloud"),
        (".sync/ID", False, "Resilio Sync"),
        (".seafile-data", True, "Seafile"),
        (".megaignore", False, "MEGA"),
        (".tmp.driveupload", True, "Google Drive"),
        (".tmp.drivedownload", True, "Google Drive"),
        (".SynologyWorkingDirectory", True, "Synology Drive"),
    ],
)
def test_a_mark_of_a_sync_program_in_the_folder_or_above_it_is_told(
    mark: str, folder: bool, program: str, depth: str, tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir(mode=0o700)
    seen = make(tmp_path / "files" / mark, folder=folder)
    home = tmp_path / "files" / depth
    said = only(home)
    assert said.startswith(f"{home} seems to be synced by {program}, judging by {seen}. ")
    assert "TPM_WORKBOOK_HOME" in said


@pytest.mark.parametrize(
    ("parts", "program"),
    [
        ("Dropbox/a", "Dropbox"),
        ("Dropbox (Work)", "Dropbox"),
        ("OneDrive/a", "OneDrive"),
        ("OneDrive - Company/a", "OneDrive"),
        ("Google Drive/a", "Google Drive"),
        ("GoogleDrive/a", "Google Drive"),
        ("My Drive/a", "Google Drive"),
        ("My Drive (me@example.org)/a", "Google Drive"),
        ("iCloudDrive/a", "iCloud Drive"),
        ("Nextcloud/a", "Nextcloud or ownCloud"),
        ("Nextcloud2/a", "Nextcloud or ownCloud"),
        ("ownCloud/a", "Nextcloud or ownCloud"),
        ("pCloudDrive/a", "pCloud"),
        ("Proton Drive/me/My files/a", "Proton Drive"),
        ("Box/a", "Box"),
        ("Box Sync/a", "Box"),
        ("Library/Mobile Documents/com~apple~CloudDocs/a", "iCloud Drive"),
        ("Library/CloudStorage/OneDrive-Personal/a", "OneDrive"),
        ("Library/CloudStorage/GoogleDrive-me@example.org/My files/a", "Google Drive"),
        ("Library/CloudStorage/Dropbox/a", "Dropbox"),
        ("Library/CloudStorage/Box-Box/a", "Box"),
        ("Library/CloudStorage/Egnyte-company/a", "Egnyte"),
    ],
)
def test_the_name_of_a_folder_that_a_sync_program_makes_is_told(parts: str, program: str) -> None:
    said = only(ELSEWHERE / parts)
    assert f" seems to be synced by {program}, judging by {ELSEWHERE}/" in said


@pytest.mark.parametrize(
    "parts",
    [
        "box/a", "Box of letters", "Boxes", "dropbox", "my-Dropbox", "DropboxClone", "Dropbox-notes", "drive",
        "Drive", "My Drives", "onedrive", "OneDriveTools", "OneDrive-Personal", "nextcloud", "Nextcloud-dev",
        "CloudStorage/Egnyte-company/a", "CloudStorage/Dropbox-me/a",
        "Library/CloudStorage", "Mobile Documents/a", "Library/a", "Sync",
    ],
)  # fmt: skip
def test_a_folder_that_is_only_named_alike_is_left_in_peace(parts: str) -> None:
    assert risks.warnings(ELSEWHERE / parts) == []


@pytest.mark.parametrize(
    "mark",
    [".dropbox/info.json", ".sync/IgnoreList", ".sync/sync.log", ".config/syncthing/config.xml", "sync_a.db",
     ".sync_a.db-wal", ".stignore", "seafile-data/storage", "work/.stfolder", ".megaignore.txt"],
)  # fmt: skip
def test_what_a_sync_program_leaves_in_other_places_is_no_mark(mark: str, tmp_path: Path) -> None:
    make(tmp_path / mark, folder=False)
    assert risks.warnings(tmp_path / "answers") == []


def test_sync_programs_are_told_in_one_sentence_each_once_by_what_is_nearest(tmp_path: Path) -> None:
    box = tmp_path / "Box"
    inner = make(box / "a" / ".stfolder", folder=True)
    make(box / ".stfolder", folder=True)
    mega = make(box / ".megaignore", folder=False)
    said = only(box / "a" / "b")
    assert f"synced by Syncthing and MEGA and Box, judging by {inner} and {mega} and {box}. " in said


def test_a_link_into_a_synced_folder_is_followed(tmp_path: Path, home: Path) -> None:
    (tmp_path / "Dropbox" / "a").mkdir(parents=True, mode=0o700)
    home.symlink_to(tmp_path / "Dropbox" / "a")
    assert "synced by Dropbox" in "".join(risks.warnings(home))


def test_a_link_out_of_a_synced_folder_is_followed(tmp_path: Path, answers: Path) -> None:
    link = tmp_path / "Dropbox" / "a"
    link.parent.mkdir()
    link.symlink_to(answers)
    assert risks.warnings(link) == []


# Network


@pytest.mark.parametrize("fstype", [
    "nfs", "nfs4", "cifs", "smbfs", "smb3", "afpfs", "webdav", "davfs", "fuse.davfs2", "fuse.sshfs", "ceph",
    "fuse.ceph", "glusterfs", "fuse.glusterfs", "lustre", "afs", "ncpfs", "fuse.rclone", "9p", "NFS",
])  # fmt: skip
def test_a_network_file_system_is_told(fstype: str, tmp_path: Path, mounted: list[Mount]) -> None:
    mounted.append(Mount("server:/export", str(tmp_path), fstype))
    home = tmp_path / "not" / "there yet"
    said = only(home)
    assert said.startswith(f"{home} is on a network file system ({fstype} at {tmp_path}). ")
    assert "TPM_WORKBOOK_HOME" in said


@pytest.mark.parametrize(
    ("device", "told"), [("https://example.org/dav", True), ("http://nas/dav", True), ("/dev/fuse", False)]
)
def test_webdav_is_known_by_its_address_where_the_kind_says_only_fuse(
    device: str, told: bool, tmp_path: Path, mounted: list[Mount]
) -> None:
    mounted.append(Mount(device, str(tmp_path), "fuse"))
    assert len(risks.warnings(tmp_path / "home")) == told


@pytest.mark.parametrize(
    "fstype", ["ext4", "btrfs", "apfs", "zfs", "overlay", "tmpfs", "fuseblk", "fuse.gocryptfs"]
)
def test_a_disk_of_this_computer_is_no_matter(fstype: str, tmp_path: Path, mounted: list[Mount]) -> None:
    mounted.append(Mount("/dev/sdb1", str(tmp_path), fstype))
    assert risks.warnings(tmp_path / "home") == []


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("inner", "told"), [("nfs4", True), ("ext4", False)])
def test_the_innermost_mount_decides(
    inner: str, told: bool, reverse: bool, tmp_path: Path, mounted: list[Mount]
) -> None:
    outer = "ext4" if told else "nfs4"
    mounted[:] = [
        Mount("", "/", outer),
        Mount("", str(tmp_path), outer),
        Mount("", str(tmp_path / "a"), inner),
        Mount("", str(tmp_path / "a" / "b" / "c"), outer),
        Mount("", str(tmp_path / "a" / "bb"), outer),
    ][:: -1 if reverse else 1]
    assert len(risks.warnings(tmp_path / "a" / "b")) == told


def test_of_two_mounts_in_one_place_the_later_decides(tmp_path: Path, mounted: list[Mount]) -> None:
    mounted += [Mount("auto", str(tmp_path), "autofs"), Mount("nas:/home", str(tmp_path), "nfs4")]
    assert "(nfs4 at " in only(tmp_path / "home")


def test_a_mount_whose_name_only_begins_alike_is_another_place(tmp_path: Path, mounted: list[Mount]) -> None:
    mounted.append(Mount("nas:/a", str(tmp_path / "ho"), "nfs4"))
    assert risks.warnings(tmp_path / "home") == []


def test_a_link_onto_a_network_file_system_is_followed(
    tmp_path: Path, answers: Path, mounted: list[Mount]
) -> None:
    mounted.append(Mount("nas:/a", str(answers), "nfs4"))
    link = tmp_path / "link"
    link.symlink_to(answers)
    assert only(link).startswith(f"{answers} is on a network file system")


@pytest.mark.parametrize(
    ("path", "sign"),
    [
        (r"\\server\share\me", r"\\server\share"),
        (r"\\?\UNC\server\share\me", r"\\?\UNC\server\share"),
        (r"z:\me\answers", "NTFS at Z:\\"),
        (r"C:\Users\me", None),
        (r"\\?\C:\Users\me", None),
        (r"D:\me", None),
    ],
)
def test_shares_and_network_drives_of_windows_are_told(
    path: str, sign: str | None, mounted: list[Mount]
) -> None:
    mounted[:] = [
        Mount("C:\\", "C:\\", "NTFS", "rw,fixed"),
        Mount("D:\\", "D:\\", "", "cdrom"),
        Mount("Z:\\", "Z:\\", "NTFS", "rw,remote"),
    ]
    said = [text.split("(")[1].split("). ")[0] for text in risks._on_network(PureWindowsPath(path))]
    assert said == ([sign] if sign else [])


# Others

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")


@POSIX
@pytest.mark.parametrize("bit", [0o040, 0o020, 0o010, 0o004, 0o002, 0o001], ids=oct)
@pytest.mark.parametrize("name", ["", "snapshots", *FILES])
def test_a_permission_of_others_is_told_and_the_command_takes_it_away(
    name: str, bit: int, answers: Path
) -> None:
    path = answers / name
    path.chmod(path.stat().st_mode | bit)
    said = only(answers)
    assert said.startswith(f"{answers} or files in it are open to other users of this computer")
    command = said.split("Close them with: ")[1]
    assert command.startswith("chmod go= ")
    subprocess.run(["sh", "-ec", command], check=True)
    assert risks.warnings(answers) == []


@POSIX
def test_many_open_files_are_one_sentence_and_each_is_in_the_command_once(answers: Path) -> None:
    for path in (answers, *answers.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    command = only(answers).split("Close them with: ")[1]
    assert command.split() == ["chmod", "go=", str(answers), *(f"{answers}/{own}" for own in risks.OWN)]
    subprocess.run(["sh", "-ec", command], check=True)
    assert {path.stat().st_mode & 0o777 for path in answers.rglob("*.json")} == {0o600}


@POSIX
def test_files_that_are_not_the_workbooks_are_left_alone(answers: Path) -> None:
    others = [answers / "letter.txt", answers / "answers (1).txt", answers / "snapshots" / "notes.json"]
    for path in others:
        path.write_text("mine")
        path.chmod(0o644)
    assert risks.warnings(answers) == []
    (answers / "snapshots" / "2026-03-02.json").chmod(0o644)
    subprocess.run(["sh", "-ec", only(answers).split("with: ")[1]], check=True)
    assert {path.stat().st_mode & 0o777 for path in others} == {0o644}


@POSIX
def test_a_path_that_a_shell_would_take_apart_is_quoted(tmp_path: Path) -> None:
    home = tmp_path / "it's; touch $HOME `here` *"
    home.mkdir(mode=0o700)
    (home / "answers.json").touch()
    (home / "answers.json").chmod(0o644)
    command = only(home).split("Close them with: ")[1]
    assert shlex.split(command) == ["chmod", "go=", f"{home}/answers.json"]
    subprocess.run(["sh", "-ec", command], check=True, cwd=tmp_path)
    assert risks.warnings(home) == []


@POSIX
def test_a_folder_of_another_user_is_told_and_so_is_its_owner(answers: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    monkeypatch.setattr(Path, "owner", lambda path: "bob")
    said = only(answers)
    assert said.startswith(f"{answers} or files in it belong to another user (bob), who can read and change")
    assert said.split("with: ")[1].split() == [
        "sudo", "chown", "4242", str(answers), *(f"{answers}/{own}" for own in risks.OWN)
    ]  # fmt: skip


@POSIX
def test_an_owner_without_a_name_is_told_by_number(answers: Path, monkeypatch) -> None:
    def nobody(path: Path) -> str:
        raise KeyError(path)

    monkeypatch.setattr(os, "getuid", lambda: 4242)
    monkeypatch.setattr(Path, "owner", nobody)
    assert f"another user ({answers.stat().st_uid})," in only(answers)


@POSIX
@pytest.mark.skipif(getattr(os, "getuid", lambda: 1)() != 0, reason="needs root, to give a file away")
def test_one_file_of_another_user_is_enough_and_only_that_one_is_in_the_command(answers: Path) -> None:
    os.chown(answers / "history.jsonl", 4242, 4242)
    assert only(answers).endswith(f": sudo chown 0 {answers}/history.jsonl")


@POSIX
def test_an_open_folder_of_another_user_is_two_matters_the_owner_first(answers: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    answers.chmod(0o755)
    owner, permissions = risks.warnings(answers)
    assert "sudo chown" in owner
    assert "chmod" in permissions


def test_on_windows_permissions_are_no_matter(answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers.chmod(0o777)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(os, "getuid", raising=False)
    assert risks.warnings(answers) == []


# Conflict copies

COPIES = [
    "answers (1).json",
    "answers (Bob's conflicted copy 2026-03-03).json",
    "answers (SFConflict me@example.org 2026-03-03-09-12-44).json",
    "answers (conflicted copy 2026-03-03 091244).json",
    "answers 2.json",
    "answers-LAPTOP.json",
    "answers.Conflict.json",
    "answers.jsonl",
    "answers.sync-conflict-20260303-091244-ABC1234.json",
    "answers_conflict-20260303-091244.json",
    "history (1).jsonl",
    "history-LAPTOP.jsonl",
    "history.json",
    "history.sync-conflict-20260303-091244-ABC1234.jsonl",
]


def test_what_sync_programs_leave_beside_is_found_in_order_and_left_as_it_is(answers: Path) -> None:
    for name in reversed(COPIES):
        (answers / name).write_text(name)
    assert risks.conflict_copies(answers) == [answers / name for name in COPIES]
    risks.warnings(answers)
    assert [(answers / name).read_text() for name in COPIES] == COPIES


@pytest.mark.parametrize(
    "name", ["my answers.json", "answers.json.bak", "answers.txt", "erased (1).json", "Answers"]
)
def test_other_files_are_no_conflict_copies(name: str, answers: Path) -> None:
    (answers / name).touch()
    assert risks.conflict_copies(answers) == []


def test_a_folder_and_what_is_in_it_is_no_conflict_copy(answers: Path) -> None:
    (answers / "answers old.json").mkdir()
    (answers / "answers old.json" / "answers 2.json").touch()
    (answers / "snapshots" / "answers 2.json").touch()
    assert risks.conflict_copies(answers) == []


def test_conflict_copies_are_named_in_one_sentence_that_says_what_to_do(answers: Path) -> None:
    for name in ("answers-LAPTOP.json", "answers (1).json"):
        (answers / name).touch()
    said = only(answers)
    assert f"in {answers} lie files" in said
    assert ": answers (1).json, answers-LAPTOP.json. " in said
    assert "`tpm-workbook import FILE`" in said
    assert said.endswith("Afterwards the files can be deleted.")


@POSIX
def test_a_name_that_would_disturb_a_terminal_is_shown_without_it(answers: Path) -> None:
    (answers / "answers\x1b[2J\n2.json").touch()
    assert "left: answers?[2J?2.json. " in only(answers)


# All together


def matters(said: list[str]) -> list[str]:
    """Return a word for each sentence that no other kind of sentence has."""
    return [word for text in said for word in ("synced", "network", "chmod", "import") if f"{word} " in text]


def test_each_matter_is_one_sentence(tmp_path: Path, mounted: list[Mount]) -> None:
    home = tmp_path / "Dropbox"
    home.mkdir(mode=0o755)
    (home / "answers 2.json").touch()
    mounted.append(Mount("nas:/a", str(home), "nfs"))
    said = risks.warnings(home)
    assert matters(said) == ["synced", "network", "chmod", "import"]
    assert {"\n" in text for text in said} == {False}


def refused(*_: object, **__: object) -> object:
    raise PermissionError(13, "Permission denied")


def broken(*_: object, **__: object) -> object:
    raise psutil.Error("no list of mounts")


@pytest.mark.parametrize(
    ("owner", "call", "fault", "left"),
    [
        (Path, "glob", refused, "network chmod import"),
        (psutil, "disk_partitions", refused, "synced chmod import"),
        (psutil, "disk_partitions", broken, "synced chmod import"),
        (Path, "resolve", refused, "synced network chmod import"),
        (os, "scandir", refused, "synced network chmod"),
    ],
)
def test_what_can_not_be_read_leaves_the_rest_to_be_said(
    owner: object, call: str, fault: Callable[..., object], left: str, tmp_path: Path, mounted, monkeypatch
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "answers 2.json").touch()
    make(tmp_path / ".stfolder", folder=True)
    mounted.append(Mount("nas:/a", str(home), "nfs"))
    with monkeypatch.context() as faulty:
        faulty.setattr(owner, call, fault)
        said = risks.warnings(home)
    assert matters(said) == left.split()


def test_a_folder_above_that_can_not_be_read_does_not_hide_those_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / ".stfolder", folder=True)
    glob = Path.glob
    monkeypatch.setattr(
        Path, "glob", lambda path, pattern: (refused if path.name == "dark" else glob)(path, pattern)
    )
    assert "Syncthing" in only(tmp_path / "dark" / "home")


@POSIX
def test_a_file_that_goes_while_it_is_looked_at_does_not_hide_the_others(answers: Path, monkeypatch) -> None:
    (answers / "history.jsonl").chmod(0o644)
    stat = Path.stat

    def gone(path: Path, **more: bool) -> os.stat_result:
        if path.suffix == ".tmp" or path.name == "answers.json":
            raise FileNotFoundError(2, "No such file or directory")
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", gone)
    assert only(answers).endswith(f"chmod go= {answers}/history.jsonl")


@pytest.mark.parametrize("kind", ["circle", "file", "null", "too long", "below a file", "relative"])
def test_no_path_is_too_strange_to_be_judged(kind: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    make(tmp_path / "file", folder=False).chmod(0o600)
    strange = {
        "circle": tmp_path / "circle",
        "file": tmp_path / "file",
        "null": tmp_path / "a\0b",
        "too long": tmp_path / ("a" * 5000),
        "below a file": tmp_path / "file" / "home",
        "relative": Path("home"),
    }[kind]
    assert risks.warnings(strange) == []
    assert risks.conflict_copies(strange) == []


def test_nothing_is_written(answers: Path, tmp_path: Path) -> None:
    def state() -> list[tuple[Path, int, int]]:
        return [(path, path.stat().st_mtime_ns, path.stat().st_mode) for path in sorted(tmp_path.rglob("*"))]

    (answers / "answers 2.json").touch()
    answers.chmod(0o755)
    before = state()
    assert len(risks.warnings(answers)) == 2
    assert state() == before
