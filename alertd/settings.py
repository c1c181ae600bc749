"""The environment as frozen settings: what differs between two machines."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from alertd.core.errors import ConfigurationError, Finding

PREFIX = "ALERTD_"


class Http(BaseModel):
    """Where the console and the feeds are served."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, description="port to listen on; 0: any free one")
    public_url: str | None = Field(
        None, description="the address others know us by; carriers sign with it"
    )


class Log(BaseModel):
    """How the log is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["json", "console"] = Field(
        "console", description="one JSON object a line, or lines for people"
    )
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="the least that is written"
    )


class Settings(BaseSettings):
    """Every ALERTD_ variable."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    config: Path | None = Field(
        None, description="configuration folder; unset: the one that is shipped"
    )
    data: Path | None = Field(
        None,
        description="data folder; unset: /var/lib/alertd for root, else "
        "~/.local/share/alertd",
    )
    database_url: SecretStr | None = Field(
        None, description="a PostgreSQL server of your own; unset: the embedded one"
    )
    key: SecretStr | None = Field(
        None, description="key of the phone numbers, 64 hex digits; unset: data/key"
    )
    http: Http = Http()  # type: ignore[call-arg]
    log: Log = Log()  # type: ignore[call-arg]


def variables() -> Iterator[tuple[str, str, str]]:
    """Yield every variable's name, default and description."""
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for inner, part in kind.model_fields.items():
                yield (
                    f"{PREFIX}{name}__{inner}".upper(),
                    str(part.default or ""),
                    part.description or "",
                )
        else:
            yield f"{PREFIX}{name}".upper(), "", field.description or ""


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment; raises ConfigurationError naming every wrong variable.

    A misspelt name is an error: pydantic-settings would accept it in silence.
    """
    found = os.environ if environ is None else environ
    right = [name for name, _, _ in variables()]
    findings = []
    for name in found:
        if name.startswith(PREFIX) and name not in right:
            near = difflib.get_close_matches(name, right, 1)
            hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(right)}"
            findings.append(Finding("environment", 0, f"{name} is unknown: {hint}"))
    if findings:
        raise ConfigurationError(findings)
    try:
        return Settings.model_validate(_nested(found))
    except ValidationError as error:
        raise ConfigurationError(
            Finding("environment", 0, f"{_variable(one['loc'])}: {one['msg']}")
            for one in error.errors()
        ) from None


def _variable(location: tuple[int | str, ...]) -> str:
    return f"{PREFIX}{'__'.join(str(part).upper() for part in location)}"


def _nested(environ: Mapping[str, str]) -> dict[str, object]:
    result: dict[str, object] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or not value:
            continue
        first, _, second = name.removeprefix(PREFIX).lower().partition("__")
        if second:
            inner = result.setdefault(first, {})
            assert isinstance(inner, dict)
            inner[second] = value
        else:
            result[first] = value
    return result
