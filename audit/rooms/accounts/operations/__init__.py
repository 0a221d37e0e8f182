"""What happens to accounts: signing in and out, codes, links and passwords."""

from audit.rooms.accounts.operations.links import (
    DeadLink,
    ask_for_reset,
    find_link,
    invite_person_link,
    use_link,
    write_invitation,
)
from audit.rooms.accounts.operations.people import (
    change_password,
    check_own_password,
    close_account,
    find_or_add_person,
)
from audit.rooms.accounts.operations.second_factor import (
    TOO_MANY_CODES,
    WRONG_CODE,
    CodeOutcome,
    confirm_second_factor,
    make_recovery_codes,
    remove_second_factor,
    use_code,
)
from audit.rooms.accounts.operations.sessions import (
    end_other_sessions,
    end_session,
    remember_place,
    renew_key,
    start_signed_in,
    touch,
)
from audit.rooms.accounts.operations.signing_in import PasswordOutcome, check_password, note_sign_in

__all__ = [
    "TOO_MANY_CODES",
    "WRONG_CODE",
    "CodeOutcome",
    "DeadLink",
    "PasswordOutcome",
    "ask_for_reset",
    "change_password",
    "check_own_password",
    "check_password",
    "close_account",
    "confirm_second_factor",
    "end_other_sessions",
    "end_session",
    "find_link",
    "find_or_add_person",
    "invite_person_link",
    "make_recovery_codes",
    "note_sign_in",
    "remember_place",
    "remove_second_factor",
    "renew_key",
    "start_signed_in",
    "touch",
    "use_code",
    "use_link",
    "write_invitation",
]
