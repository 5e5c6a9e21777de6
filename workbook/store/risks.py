"""What is risky about the folder of the answers, in sentences for the person. This writes nothing."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

# The workbook's own files, as patterns that a shell understands too.
OWN = ("answers.json", "history.jsonl", "erased.json", ".lock", "answers.damaged-*.json", ".answers-*.tmp",
       "snapshots", "snapshots/????-??-??.json")  # fmt: skip

_COPY = re.compile(r"(answers|history).*\.jsonl?", re.DOTALL)
_MARKS = {  # what is in a folder that is synced
    ".stfolder": "Syncthing",
    ".dropbox.cache": "Dropbox",  # `.dropbox` is also the folder of its settings
    ".*sync_*.db": "Nextcloud or ownCloud",  # `.sync_` and `._sync_`, in one look at the folder
    ".sync/ID": "Resilio Sync",  # the rest of `.sync` stays behind
    ".seafile-data": "Seafile",
    ".megaignore": "MEGA",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".SynologyWorkingDirectory": "Synology Drive",
}
_NAMES = {
    r"Dropbox( \(.+\))?": "Dropbox",
    r"OneDrive( - .+)?": "OneDrive",
    r"Google ?Drive|My Drive( \(.+\))?": "Google Drive",
    r"iCloud ?Drive": "iCloud Drive",
    r"(Nextcloud|ownCloud)\d*": "Nextcloud or ownCloud",
    r"pCloud ?Drive": "pCloud",
    r"Proton ?Drive": "Proton Drive",
    r"Box( Sync)?": "Box",
}
_NETWORK = {  # without the `fuse.` that some have in front
    "9p", "afpfs", "afs", "beegfs", "ceph", "ceph-fuse", "cifs", "coda", "curlftpfs", "davfs", "davfs2",
    "glusterfs", "gpfs", "gvfsd-fuse", "lustre", "ncp", "ncpfs", "nfs", "nfs3", "nfs4", "pvfs2", "rclone",
    "s3fs", "smb2", "smb3", "smbfs", "sshfs", "webdav",
}  # fmt: skip
_FAULTS = (OSError, ValueError, RuntimeError)
_MOVE = "close the workbook, move the folder there, and set TPM_WORKBOOK_HOME to it."


def warnings(home: Path) -> list[str]:
    """Return what the person should know about the folder `home`, which may not exist yet; never raise."""
    try:
        place = home.resolve()
    except _FAULTS:  # links in a circle
        place = home
    found: list[str] = []
    for matter in (_synced, _on_network, _seen_by_others, copied):
        try:
            found += matter(place)
        except _FAULTS:
            continue  # what can't be read can't be judged
    return found


def conflict_copies(home: Path) -> list[Path]:
    """Return the files beside the answers that a sync program seems to have left; they are left alone."""
    try:
        with os.scandir(home) as entries:
            names = [entry.name for entry in entries if _COPY.fullmatch(entry.name) and entry.is_file()]
    except (OSError, ValueError):
        return []
    return sorted(home / name for name in names if not any(fnmatchcase(name, own) for own in OWN))


def _synced(place: Path) -> Iterator[str]:
    found: dict[str, Path] = {}
    for folder in (place, *place.parents):
        signs: list[tuple[str, Path]] = []
        with suppress(OSError):  # the folders above it can still be judged
            signs = [(program, mark) for pattern, program in _MARKS.items() for mark in folder.glob(pattern)]
        for program, sign in signs + _names(folder):
            found.setdefault(program, sign)
    if found:
        yield (
            f"{place} seems to be synced by {' and '.join(found)}, judging by "
            f"{' and '.join(map(str, found.values()))}. Your answers then leave this computer, and saves on "
            f"two computers leave conflict copies. Keep the answers in a folder that isn't synced: {_MOVE}"
        )


def _names(folder: Path) -> list[tuple[str, Path]]:
    if folder.parts[-2:] == ("Library", "Mobile Documents"):
        return [("iCloud Drive", folder)]
    is_in_cloud = folder.parts[-3:-1] == ("Library", "CloudStorage")  # the provider, a hyphen, the account
    name = folder.name.partition("-")[0] if is_in_cloud else folder.name
    known = [(program, folder) for pattern, program in _NAMES.items() if re.fullmatch(pattern, name)]
    return known or [(name, folder)] * is_in_cloud


def _on_network(place: PurePath) -> Iterator[str]:
    import psutil

    sign = place.drive if re.match(r"\\\\(\?\\UNC|[^?.])", place.drive) else ""
    try:
        mounts = {place.__class__(mount.mountpoint): mount for mount in psutil.disk_partitions(all=True)}
    except psutil.Error as error:
        raise OSError(str(error)) from error
    mount = next((mounts[folder] for folder in (place, *place.parents) if folder in mounts), None)
    if mount is not None and (
        mount.fstype.casefold().removeprefix("fuse.") in _NETWORK
        or mount.device.startswith(("http://", "https://"))  # davfs2, which says only that it is fuse
        or "remote" in mount.opts.split(",")  # Windows
    ):
        sign = f"{mount.fstype} at {mount.mountpoint}"
    if sign:
        yield (
            f"{place} is on a network file system ({sign}). Locks and durable writes are not reliable there: "
            "two programs can write over each other, and what is called saved may be lost. "
            f"Keep the answers on a disk of this computer: {_MOVE}"
        )


def _seen_by_others(place: Path) -> Iterator[str]:
    if sys.platform == "win32" or not place.is_dir():
        return
    mine, loose, foreign = os.getuid(), [], {}
    for word, path, state in _own_files(place):
        if state.st_mode & 0o077:
            loose.append(word)
        if state.st_uid != mine:
            foreign[word] = str(state.st_uid)
            with suppress(KeyError, OSError):  # a user of another computer, or one who is gone
                foreign[word] = path.owner()
    if foreign:
        owners = ", ".join(sorted({*foreign.values()}))
        yield (
            f"{place} or files in it belong to another user ({owners}), who can read and change them. "
            f"Open the workbook as that user, or make them yours with: sudo chown {mine} {' '.join(foreign)}"
        )
    if loose:
        yield (
            f"{place} or files in it are open to other users of this computer, who may read what you wrote. "
            f"Close them with: chmod go= {' '.join(dict.fromkeys(loose))}"
        )


def _own_files(place: Path) -> Iterator[tuple[str, Path, os.stat_result]]:
    """Yield the folder and the workbook's files in it, as far as they can be seen, each as a shell's word."""
    quoted = shlex.quote(str(place))
    paths = [(quoted, place)]
    for own in OWN:
        with suppress(OSError):
            paths += ((f"{quoted}/{own}", path) for path in place.glob(own))
    for word, path in paths:
        with suppress(OSError):
            yield word, path, path.stat()


def passing() -> Iterator[str]:
    """Yield a sentence where the whole machine goes when the page is left: on Binder."""
    if os.environ.get("BINDER_SERVICE_HOST"):
        yield (
            "This is a trial on Binder, a machine of others that is thrown away when you leave: look around, "
            "and write nothing that you want to keep, or to keep private. On your own computer, answers stay."
        )


def copied(place: Path) -> Iterator[str]:
    """Yield a sentence when conflict copies lie beside the answers."""
    copies = conflict_copies(place)
    if copies:
        names = ("".join(c if c.isprintable() else "?" for c in path.name) for path in copies)
        yield (
            f"Beside the answers in {place} lie files that a sync program may have left: {', '.join(names)}. "
            "They may hold answers that the workbook doesn't: `tpm-workbook import FILE` shows them. "
            "Afterwards the files can be deleted."
        )
