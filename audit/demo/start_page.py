"""Sign-in details on the start page, in demonstration mode only."""

from dataclasses import dataclass

from flask import Flask

from audit.demo import section_11, section_175
from audit.demo.credentials import PASSWORD, Credential, credentials
from audit.demo.names import address
from audit.demo.staffordshire import ADMINISTRATOR as STAFFORDSHIRE_ADMINISTRATOR
from audit.demo.testshire import SEVERAL
from audit.domain.permissions import ROLE_TITLES
from audit.infra.one_time import code_at
from audit.web.transactions import clock, db

_AGENCY, _SCHOOL = section_11.FEATURED, section_175.mailbox(section_175.FEATURED)
SHOWN = (
    address("board"),
    STAFFORDSHIRE_ADMINISTRATOR,
    address("moderator"),
    address("panel"),
    address("executive"),
    address(f"{_AGENCY}.lead"),
    address(f"{_AGENCY}.contributor"),
    address(f"{_AGENCY}.viewer"),
    address("police.chief"),
    address(f"{_SCHOOL}.lead"),
    address(f"{_SCHOOL}.head"),
    address(f"{_SCHOOL}.chair"),
    SEVERAL,
    address("site"),
)
"""Those who stand on the start page: at least one for each role, and one who holds several."""


@dataclass(frozen=True)
class DemoPerson:
    """A line of the table on the start page."""

    role: str
    place: str
    email: str
    password: str
    code: str
    """The one-time code of this moment, or nothing where none is needed."""


def show(app: Flask) -> None:
    """Let the start page show how to sign in. Only for demonstration mode."""
    if not app.config["AUDIT_SETTINGS"].is_demo:
        raise ValueError("Sign-in details are shown in demonstration mode only.")
    app.extensions["audit.demo_people"] = people


def people() -> list[DemoPerson]:
    """Those who are shown, with their codes of this moment; none before the demonstration is built."""
    held: dict[str, list[Credential]] = {}
    for credential in credentials(db(), SHOWN):
        held.setdefault(credential.email, []).append(credential)
    return [_person(held[email]) for email in SHOWN if email in held]


def _person(roles: list[Credential]) -> DemoPerson:
    secret = roles[0].otp_secret
    return DemoPerson(
        role=", ".join(dict.fromkeys(ROLE_TITLES[role.role] for role in roles)),
        place="; ".join(dict.fromkeys(role.place for role in roles)),
        email=roles[0].email,
        password=PASSWORD,
        code=code_at(secret, clock()()) if secret else "",
    )
