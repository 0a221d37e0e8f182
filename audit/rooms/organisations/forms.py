"""The forms of boards, organisations and people."""

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Optional

from audit.domain.organisations import KIND_WORDS, PHASE_WORDS, TYPE_WORDS
from audit.domain.permissions import ROLE_TITLES, Role
from audit.domain.questionnaire import SIGN_OFF_TITLES
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.organisations.operations import BoardSettings, OrganisationFacts
from audit.rooms.organisations.queries.ties import Declarable
from audit.web.forms import Form, at_most, needed


class BoardSettingsForm(Form):
    """A board's name, colour and contact. ``version`` is the one that was on the screen."""

    name = StringField("Name of the board", validators=[needed("Enter the board's name")])
    accent = StringField(
        "Accent colour",
        description="The line under the board's name on every page, for example #1d70b8. It must be dark enough to "
        "read on white.",
        default="#1d70b8",
    )
    contact_email = StringField(
        "Email address for questions", description="Optional. People of your organisations see it."
    )
    contact_phone = StringField("Telephone number for questions", description="Optional.")
    version = HiddenField()

    def settings(self) -> BoardSettings:
        """What was typed."""
        return BoardSettings(
            self.name.data or "",
            self.accent.data or "",
            self.contact_email.data or "",
            self.contact_phone.data or "",
        )


class BoardForm(BoardSettingsForm):
    """A new board."""

    code = StringField(
        "Code",
        description="Small letters, numbers and hyphens, for example north-shire. It stands in addresses and cannot "
        "be changed later.",
        validators=[needed("Enter a code for the board")],
    )


class OrganisationForm(Form):
    """What is known of an organisation."""

    name = StringField("Name", validators=[needed("Enter the organisation's name"), at_most(200, "The name")])
    kind = SelectField("Kind of organisation", validators=[needed("Choose what kind of organisation it is")])
    parent_id = SelectField(
        "Part of",
        description="Choose the agency if this is one of its services, or the trust if this is one of its schools. "
        "Each service and each school has its own return.",
    )
    phase = SelectField("Phase", description="Schools and colleges only.")
    type = SelectField(
        "Type", description="Schools and colleges only. It decides under which law they answer."
    )
    town = StringField("Town", description="Optional.", validators=[at_most(100, "The town")])
    postcode = StringField("Postcode", description="Optional.", validators=[at_most(10, "The postcode")])
    version = HiddenField()

    def offer(self, agencies: Iterable[Organisation]) -> "OrganisationForm":
        """Fill in what can be chosen."""
        self.kind.choices = [("", "Choose a kind"), *((str(key), words) for key, words in KIND_WORDS.items())]
        self.phase.choices = [
            ("not-applicable", "Not applicable"),
            *((str(key), words) for key, words in PHASE_WORDS.items() if key != "not-applicable"),
        ]
        self.type.choices = [
            ("", "Not a school or college"),
            *((str(key), words) for key, words in TYPE_WORDS.items()),
        ]
        self.parent_id.choices = [
            ("", "No other organisation"),
            *((str(agency.id), agency.name) for agency in agencies),
        ]
        return self

    def facts(self) -> OrganisationFacts:
        """What was typed and chosen."""
        return OrganisationFacts(
            name=self.name.data or "",
            kind=self.kind.data or "",
            phase=self.phase.data or "not-applicable",
            type=self.type.data or "",
            parent_id=int(self.parent_id.data) if self.parent_id.data else None,
            town=self.town.data or "",
            postcode=self.postcode.data or "",
        )


class InviteForm(Form):
    """Somebody to invite, and to which role."""

    name = StringField("Their name", validators=[needed("Enter their name"), at_most(200, "The name")])
    email = StringField(
        "Their email address",
        description="Each person has an address of their own. The invitation is sent there.",
        validators=[needed("Enter their email address"), at_most(254, "The email address")],
    )
    role = RadioField("Role", validators=[needed("Choose a role")])
    title = StringField(
        "What they are called there",
        description="Optional, for example lay member, scrutineer, head or chair of governors.",
        validators=[at_most(100, "What they are called")],
    )

    signs_as = SelectField(
        "If they are an approver, they sign as",
        description="A school’s return is often signed by the head and then by the chair. Each signs their own part.",
        choices=[("", "Anybody whose signature is due"), *SIGN_OFF_TITLES.items()],
        default="",
        validators=[Optional()],
    )

    def offer(self, roles: Iterable[Role]) -> "InviteForm":
        """Fill in the roles that can be chosen."""
        self.role.choices = [(role.value, ROLE_TITLES[role]) for role in roles]
        return self


class AdministratorForm(Form):
    """The administrator of a board, invited by the site."""

    name = StringField("Their name", validators=[needed("Enter their name"), at_most(200, "The name")])
    email = StringField(
        "Their email address",
        validators=[needed("Enter their email address"), at_most(254, "The email address")],
    )


class ImportForm(Form):
    """A file of the national register, and which authority's schools to take from it."""

    authority = StringField(
        "Local authority code",
        description="Three digits, for example 860 for Staffordshire. Schools of other authorities are left alone.",
        validators=[needed("Enter the three digits of the local authority")],
    )
    file = FileField(
        "File of the register",
        description="The CSV file that Get Information About Schools offers for download, or an extract of it.",
        validators=[FileRequired("Choose the file of the register")],
    )


class ConfirmImportForm(Form):
    """The second step: whether schools that are no longer open go out of the area."""

    take_out = RadioField(
        "Schools that the file no longer shows as open",
        choices=[("keep", "Leave them in the area"), ("take-out", "Take them out of the area from today")],
        default="keep",
        validators=[Optional()],
    )


class InterestForm(Form):
    """An interest that somebody declares. ``confirmed`` names the organisation once they saw what it ends."""

    organisation = SelectField(
        "Organisation", validate_choice=False, validators=[needed("Choose an organisation")]
    )
    why = StringField(
        "What connects you with it",
        description="The board reads it. For example: I am a governor there, or: my sister is its head.",
        validators=[needed("Say what connects you with it"), at_most(300, "What connects you")],
    )
    confirmed = HiddenField()

    def offer(self, choices: Iterable[Declarable]) -> "InterestForm":
        """Fill in the organisations, with their board where there are several."""
        listed = list(choices)
        several = len({one.board_id for one in listed}) > 1
        self.organisation.choices = [
            ("", "Choose an organisation"),
            *(
                (one.key, f"{one.organisation} ({one.board})" if several else one.organisation)
                for one in listed
            ),
        ]
        return self


class LinkForm(Form):
    """Two organisations to keep apart in moderation."""

    one = SelectField("Organisation", validators=[needed("Choose an organisation")])
    other = SelectField("Is linked to", validators=[needed("Choose another organisation")])
    why = StringField(
        "Why",
        description="For example: a joint return, or: a shared safeguarding lead.",
        validators=[needed("Say why, for example: a joint return"), at_most(200, "The reason")],
    )

    def offer(self, organisations: Iterable[Organisation]) -> "LinkForm":
        """Fill in the organisations of the area."""
        listed = [("", "Choose an organisation"), *((str(one.id), one.name) for one in organisations)]
        self.one.choices, self.other.choices = listed, listed
        return self


class PredecessorForm(Form):
    """The organisation that another one carries on."""

    predecessor = SelectField("Earlier organisation", validators=[needed("Choose an organisation")])
    why = StringField(
        "Why",
        description="For example: a merger in September 2026.",
        validators=[needed("Say why, for example: a merger"), at_most(200, "The reason")],
    )

    def offer(self, organisations: Iterable[tuple[int, str]]) -> "PredecessorForm":
        """Fill in the organisations that are or were in the area: id and name."""
        self.predecessor.choices = [
            ("", "Choose an organisation"),
            *((str(id), name) for id, name in organisations),
        ]
        return self


ROLE_HINTS: dict[str, str] = {
    Role.BOARD_ADMINISTRATOR: "Keeps organisations, people and settings, runs rounds, reads submitted returns.",
    Role.MODERATOR: "Checks the grades of the returns given to them.",
    Role.PANEL_MEMBER: "Sees rounds and summaries, and sits on a challenge panel.",
    Role.BOARD_VIEWER: "Sees rounds and summaries: executive, lay member, lead member, scrutineer.",
    Role.LEAD: "Answers, invites colleagues and sends the return for sign-off.",
    Role.CONTRIBUTOR: "Answers questions and attaches evidence.",
    Role.APPROVER: "Reads the return and signs it off: chief officer, head, chair.",
    Role.ORGANISATION_VIEWER: "Reads the organisation's returns and evidence.",
}
"""What each role does, in a few words."""


def settings_in_form(board: Board) -> dict[str, Any]:
    """A board's settings as the form takes them."""
    return {
        "name": board.name,
        "accent": board.accent,
        "contact_email": board.contact_email,
        "contact_phone": board.contact_phone,
        "version": str(board.version),
    }


def facts_in_form(organisation: Organisation) -> dict[str, Any]:
    """An organisation as the form takes it."""
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "parent_id": "" if organisation.parent_id is None else str(organisation.parent_id),
        "phase": organisation.phase,
        "type": organisation.type,
        "town": organisation.town,
        "postcode": organisation.postcode,
        "version": str(organisation.version),
    }
