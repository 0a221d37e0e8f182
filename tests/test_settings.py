"""Settings come from the environment, and production refuses to start with an unsafe value."""

import pytest

from audit.settings import UnsafeSettings, settings_from_environment

SAFE = {
    "AUDIT_MODE": "production",
    "SECRET_KEY": "k" * 40,
    "DATABASE_URL": "postgresql://audit@db/audit",
    "EVIDENCE_DIR": "/srv/evidence",
    "PUBLIC_URL": "https://audit.testshire.example",
    "MAIL_URL": "smtp://mail:25",
    "MAIL_FROM": "audit@testshire.example",
}


def test_safe_production_starts() -> None:
    settings = settings_from_environment(SAFE)
    assert settings.is_production
    assert settings.public_url == "https://audit.testshire.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "demo-secret-that-production-refuses"),
        ("DATABASE_URL", ""),
        ("EVIDENCE_DIR", ""),
        ("PUBLIC_URL", "http://audit.testshire.example"),
        ("MAIL_URL", ""),
        ("MAIL_FROM", ""),
    ],
)
def test_production_refuses_an_unsafe_value_and_names_it(name: str, value: str) -> None:
    with pytest.raises(UnsafeSettings, match=name):
        settings_from_environment({**SAFE, name: value})


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(UnsafeSettings) as caught:
        settings_from_environment({"AUDIT_MODE": "production", "IDLE_MINUTES": "soon"})
    for name in (
        "SECRET_KEY",
        "DATABASE_URL",
        "EVIDENCE_DIR",
        "PUBLIC_URL",
        "MAIL_URL",
        "MAIL_FROM",
        "IDLE_MINUTES",
    ):
        assert name in str(caught.value)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(UnsafeSettings, match="AUDIT_MODE"):
        settings_from_environment({"AUDIT_MODE": "prod"})


def test_the_secret_is_not_printed() -> None:
    assert "k" * 40 not in repr(settings_from_environment(SAFE))


def test_types_and_sizes_are_read() -> None:
    settings = settings_from_environment({"EVIDENCE_TYPES": "pdf, docx", "EVIDENCE_MAX_MB": "5"})
    assert settings.evidence_types == ("pdf", "docx")
    assert settings.evidence_max_bytes == 5 * 1024 * 1024
