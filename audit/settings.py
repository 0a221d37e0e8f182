"""Settings, from the environment only. Production refuses to start with an unsafe value and says which."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
_DEMO_SECRET = "demo-secret-that-production-refuses"  # noqa: S105

MODES = ("production", "development", "demo", "test")


class UnsafeSettings(Exception):
    """The settings would make the product unsafe or unable to run. The message names each one."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    mode: str = "development"
    database_url: str = f"sqlite:///{ROOT / 'var' / 'audit.db'}"
    secret_key: str = field(default=_DEMO_SECRET, repr=False)
    evidence_dir: Path = ROOT / "var" / "evidence"
    mail_url: str = f"file://{ROOT / 'var' / 'letters'}"
    """``smtp://host:port``, ``smtps://``, or ``file:///folder`` that keeps letters as files."""
    mail_from: str = "audit@example.org"
    public_url: str = "http://127.0.0.1:8000"
    """The address that letters link to."""
    product_name: str = "Safeguarding audit"
    idle_minutes: int = 60
    absolute_hours: int = 12
    evidence_max_bytes: int = 20 * 1024 * 1024
    evidence_max_files: int = 10
    """How many files one upload may hold."""
    evidence_types: tuple[str, ...] = tuple(
        "pdf doc docx odt rtf txt xls xlsx ods csv ppt pptx odp png jpg jpeg gif webp msg eml".split()
    )
    clamd_socket: str = ""
    trusted_proxies: int = 0
    """How many reverse proxies stand in front, whose X-Forwarded headers are believed."""
    questionnaires_dir: Path = ROOT / "questionnaires"

    @property
    def is_demo(self) -> bool:
        """Whether this is the demonstration, which shows its sign-in details."""
        return self.mode == "demo"

    @property
    def is_production(self) -> bool:
        """Whether real people's returns are kept here."""
        return self.mode == "production"


def settings_from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises UnsafeSettings with every fault named when production would be unsafe."""
    env = os.environ if environ is None else environ
    faults: list[str] = []
    base = Settings()

    def number(name: str, default: int, least: int = 0) -> int:
        raw = env.get(name, "").strip()
        if not raw:
            return default
        if not raw.isdigit() or int(raw) < least:
            faults.append(f"{name} must be a whole number of at least {least}; it is {raw!r}.")
            return default
        return int(raw)

    mode = env.get("AUDIT_MODE", base.mode)
    if mode not in MODES:
        faults.append(f"AUDIT_MODE must be one of {', '.join(MODES)}; it is {mode!r}.")
    settings = Settings(
        mode=mode,
        database_url=env.get("DATABASE_URL") or base.database_url,
        secret_key=env.get("SECRET_KEY") or base.secret_key,
        evidence_dir=Path(env.get("EVIDENCE_DIR") or base.evidence_dir),
        mail_url=env.get("MAIL_URL") or base.mail_url,
        mail_from=env.get("MAIL_FROM") or base.mail_from,
        public_url=(env.get("PUBLIC_URL") or base.public_url).rstrip("/"),
        product_name=env.get("PRODUCT_NAME") or base.product_name,
        idle_minutes=number("IDLE_MINUTES", base.idle_minutes, 5),
        absolute_hours=number("ABSOLUTE_HOURS", base.absolute_hours, 1),
        evidence_max_bytes=number("EVIDENCE_MAX_MB", base.evidence_max_bytes // 1024 // 1024, 1)
        * 1024
        * 1024,
        evidence_max_files=number("EVIDENCE_MAX_FILES", base.evidence_max_files, 1),
        evidence_types=tuple(env["EVIDENCE_TYPES"].replace(",", " ").split())
        if env.get("EVIDENCE_TYPES")
        else base.evidence_types,
        clamd_socket=env.get("CLAMD_SOCKET", ""),
        trusted_proxies=number("TRUSTED_PROXIES", 0),
        questionnaires_dir=Path(env.get("QUESTIONNAIRES_DIR") or base.questionnaires_dir),
    )
    if settings.is_production:
        faults += _unsafe_in_production(settings, env)
    if faults:
        raise UnsafeSettings("\n".join(faults))
    return settings


def _unsafe_in_production(settings: Settings, env: Mapping[str, str]) -> list[str]:
    faults = []
    if len(settings.secret_key) < 32 or settings.secret_key == _DEMO_SECRET:
        faults.append("SECRET_KEY must be set to at least 32 random characters.")
    if not env.get("DATABASE_URL"):
        faults.append("DATABASE_URL must be set.")
    if not env.get("EVIDENCE_DIR"):
        faults.append("EVIDENCE_DIR must be set.")
    if urlsplit(settings.public_url).scheme != "https":
        faults.append("PUBLIC_URL must be set and start with https://.")
    if not env.get("MAIL_URL"):
        faults.append("MAIL_URL must be set.")
    if not env.get("MAIL_FROM"):
        faults.append("MAIL_FROM must be set.")
    return faults
