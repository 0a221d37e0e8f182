"""README.txt: what is in the ZIP, in plain words, and what is not."""

from collections.abc import Sequence
from datetime import datetime

from audit.domain.dates import say_moment
from audit.domain.workflows import RETURN_STATE_WORDS
from audit.rooms.takeaway.exports.library import TakenFile
from audit.rooms.takeaway.queries import Belongings

_WHAT = """\
WHAT IS HERE

returns
    A folder for each return, finished or not. In each of them:
    return.xlsx    the return in Excel: as it was last submitted, or as it
                   stands now if it is with you
    history.xlsx   every change of every answer: who, when, what it then said
    return.json    the same for computers, with its history, its sign-off,
                   its evidence, its actions and its discussions
    discussions.txt
                   what colleagues said to one another about its questions,
                   if they did. It is yours alone: no board has ever seen it
    copies         every copy that was submitted, in Excel, and word for word
                   as it was kept (.json)

evidence
    Every file of your library, once, whichever returns use it. "list of
    evidence.xlsx" says what each is, and which answers cite it. Where two
    files had the same name, the second has a number behind its name.

actions.xlsx       your whole action plan in Excel
organisation.json  for computers: your returns, your library, and the actions
                   that belong to no return
takeaway.schema.json
                   what the .json files hold, as a JSON Schema. Answers name
                   a grade by its key; its words stand beside the answer.
"""

_NOT_HERE = """\
WHAT IS NOT HERE

What belongs to others: moderators' notes and judgements, panels' papers, and
anything of another organisation. Written outcomes and feedback that were sent
to you can be read and downloaded on their own pages.
"""

_CARE = """\
PLEASE TAKE CARE

You hold this copy now. Keep it where only the right people can open it, and
delete it when you no longer need it. Taking it changed nothing in the service.
"""


def readme(
    belongings: Belongings, folders: Sequence[str], files: Sequence[TakenFile], *, by: str, at: datetime
) -> str:
    """The whole text, with Windows line ends so that every editor shows it well."""
    name = belongings.organisation.name
    title = f"Everything that {name} has here"
    parts = [
        f"{title}\n{'=' * len(title)}\n\nMade on {say_moment(at)} by {by}.\n",
        _returns(belongings, folders),
        *_missing(files),
        _WHAT,
        _NOT_HERE,
        _CARE,
    ]
    return "\n".join(parts).replace("\n", "\r\n")


def _returns(belongings: Belongings, folders: Sequence[str]) -> str:
    if not belongings.returns:
        return "RETURNS\n\nThere are no returns yet.\n"
    lines = [
        f"    {folder}\n        {row.round.title}, {row.round.board.name}: {RETURN_STATE_WORDS[row.state].lower()}"
        for row, folder in zip(belongings.returns, folders, strict=True)
    ]
    return "RETURNS\n\n" + "\n".join(lines) + "\n"


def _missing(files: Sequence[TakenFile]) -> list[str]:
    absent = [each for each in files if each.path is None]
    if not absent:
        return []
    lines = [f"    {each.item.file_name}\n        {each.why_not}" for each in absent]
    return [
        "FILES THAT COULD NOT BE PUT IN\n\n"
        + "\n".join(lines)
        + "\n\nTell those who run this service. Everything else is complete.\n"
    ]
