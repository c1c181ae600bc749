"""The embedded PostgreSQL: started, watched and stopped by us, on a private socket."""

from __future__ import annotations

import asyncio
import os
import pwd
import signal
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import asyncpg

from alertd.store import folder
from alertd.store.errors import DatabaseError, NewerDatabaseError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from alertd.store.folder import Owner

DATABASE: Final = "alertd"
_PATIENCE: Final = 30.0  # seconds; a recovery after kill -9 comes first
_LOG_LIMIT: Final = 5_000_000

_OPTIONS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "jit": "off",  # short statements: compiling them costs more than it gains
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What a client needs to connect to the embedded server."""

    socket: Path
    database: str = DATABASE

    @property
    def dsn(self) -> str:
        """The address as a PostgreSQL URL."""
        return f"postgresql://{DATABASE}@/{self.database}?host={self.socket}"


@dataclass(frozen=True, slots=True)
class Server:
    """A running embedded server."""

    address: Address
    process: asyncio.subprocess.Process

    async def died(self) -> int:
        """Wait until the server ends, whatever the reason; returns its exit code."""
        return await self.process.wait()


@asynccontextmanager
async def serve(data: Path, *, since: str) -> AsyncIterator[Server]:
    """Run the server of this data folder for as long as the context lasts.

    Makes the database where there is none; takes a crashed one over. `since` is
    shown to a second daemon. Raises DatabaseError with the remedy.
    """
    account = folder.owner()
    private = folder.prepare(data, account)
    with folder.held(data, since=since):
        bin_folder = folder.binaries(private, account)
        cluster = private / "cluster"
        if not (cluster / "PG_VERSION").exists():
            await _initialise(bin_folder, cluster, account)
        await _check_version(bin_folder, cluster)
        await _end_survivor(cluster)
        _write_access(cluster, account)
        sockets = folder.socket_folder(private, account)
        log = private / "server.log"
        process = await _start(bin_folder, cluster, sockets, log, account)
        try:
            await _wait(process, sockets, log)
            yield Server(Address(socket=sockets), process)
        finally:
            await asyncio.shield(_stop(process))


@asynccontextmanager
async def attach(data: Path) -> AsyncIterator[Address]:
    """Use the server of a running daemon; raises NotRunningError."""
    folder.require_held(data)
    yield Address(socket=folder.noted_socket(data))


async def _run(account: Owner, *command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        **account.command(),  # type: ignore[arg-type]
        cwd="/",
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise DatabaseError(
            f"{Path(command[0]).name} failed: {_tail(output.decode(errors='replace'))}"
        )


async def _initialise(bin_folder: Path, cluster: Path, account: Owner) -> None:
    """Make an empty database beside its place and move it there when it is whole."""
    half = cluster.with_name("cluster.part")
    if half.exists():
        import shutil

        shutil.rmtree(half)
    await _run(
        account,
        str(bin_folder / "initdb"),
        "--pgdata",
        str(half),
        "--username",
        DATABASE,
        "--auth-local=peer",
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--data-checksums",
    )
    half.rename(cluster)


async def _check_version(bin_folder: Path, cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text().strip()
    process = await asyncio.create_subprocess_exec(
        str(bin_folder / "postgres"),
        "--version",
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    ours = output.decode().split()[-1].split(".")[0]
    if found == ours:
        return
    newer = int(found) > int(ours)
    raise (NewerDatabaseError if newer else DatabaseError)(
        f"{cluster} belongs to PostgreSQL {found}, this alertd brings {ours}: "
        + (
            "install the alertd that wrote it"
            if newer
            else "dump it with the alertd that wrote it and restore it into a new "
            "data folder (docs/operate/database.md)"
        )
    )


async def _end_survivor(cluster: Path) -> None:
    """End a server whose daemon was killed, and clear what a crash left behind.

    We hold the folder, so nobody owns that server any more. A process that merely
    has its number (or is a zombie, dead but not yet reaped) is left alone.
    """
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    for how in (signal.SIGINT, signal.SIGQUIT):
        if not _is_server(pid, cluster):
            break
        os.kill(pid, how)
        for _ in range(100):
            if not _is_server(pid, cluster):
                break
            await asyncio.sleep(0.1)
    if not _is_server(pid, cluster):
        pid_file.unlink(missing_ok=True)


def _is_server(pid: int, cluster: Path) -> bool:
    """Whether a live, unreaped process of that number serves this cluster."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        working = Path(f"/proc/{pid}/cwd").resolve(strict=True)
    except OSError:
        return False
    return state not in "ZX" and working == cluster.resolve()


def _write_access(cluster: Path, account: Owner) -> None:
    """Peer only, and only for the server's account and the daemon's own."""
    (cluster / "pg_hba.conf").write_text(
        "# written by alertd at every start\nlocal all alertd peer map=alertd\n"
    )
    names = {account.name, pwd.getpwuid(os.geteuid()).pw_name}
    (cluster / "pg_ident.conf").write_text(
        "# written by alertd at every start\n"
        + "".join(f'alertd "{name}" {DATABASE}\n' for name in sorted(names))
    )


async def _start(
    bin_folder: Path, cluster: Path, sockets: Path, log: Path, account: Owner
) -> asyncio.subprocess.Process:
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.rename(log.with_suffix(".log.old"))
    options = {**_OPTIONS, "unix_socket_directories": str(sockets)}
    arguments = [part for k, v in options.items() for part in ("-c", f"{k}={v}")]
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            str(bin_folder / "postgres"),
            "-D",
            str(cluster),
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C in the terminal is ours to handle
            cwd="/",
            **account.command(),  # type: ignore[arg-type]
        )


async def _wait(process: asyncio.subprocess.Process, sockets: Path, log: Path) -> None:
    """Wait for a connection, not for a file; make our database on the way."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE
    while True:
        try:
            connection = await asyncpg.connect(
                host=str(sockets), user=DATABASE, database="postgres"
            )
        except (OSError, asyncpg.PostgresError) as error:
            if process.returncode is not None:
                raise DatabaseError(
                    f"PostgreSQL ended at once: {_tail(log.read_text(errors='replace'))}"
                ) from None
            if loop.time() > deadline:
                raise DatabaseError(
                    f"PostgreSQL takes no connection after {_PATIENCE:.0f} s "
                    f"({error}): see {log}"
                ) from None
            await asyncio.sleep(0.05)
            continue
        try:
            known = await connection.fetchval(
                "SELECT 1 FROM pg_database WHERE datname = $1", DATABASE
            )
            if not known:
                await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()
        return


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Stop the server: fast first, and at once when that takes too long."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.returncode is not None:
            return
        process.send_signal(how)
        try:
            await asyncio.wait_for(process.wait(), timeout=10)
        except TimeoutError:
            continue
        return


def _tail(text: str) -> str:
    return " | ".join(text.strip().splitlines()[-5:]) or "no output"
