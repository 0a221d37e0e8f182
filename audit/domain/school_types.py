"""The lists of the national register of schools (GIAS): types, phases, statuses, and what they are to us.

Names are looked up by `look_up_key`, because the register's extracts spell and case them in several ways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

Kind = Literal["school", "college"]
Status = Literal["open", "proposed-to-close"]
SchoolType = Literal[
    "maintained", "academy", "free-school", "special", "pupil-referral-unit", "independent", "college"
]
Phase = Literal["nursery", "primary", "middle", "secondary", "all-through", "sixteen-plus", "not-applicable"]


@lru_cache(maxsize=4096)
def look_up_key(text: str) -> str:
    """A name for looking up: `All-through` and `all through` are one, and so are `16-19` and `16 to 19`;
    commas and apostrophes do not count."""
    words = re.sub(r"[,'\u2019]", "", text.casefold()).replace("-", " ").split()
    return " ".join(words).replace("16 to 19", "16 19")


#: The register's types by code: our type and the register's name. Groups as in the description of the field;
#: 14 is named apart from the maintained schools because its questions differ. 32 stands with the colleges:
#: the Act of 2021 put special post-16 institutions under the duty.
TYPES: Final[Mapping[int, tuple[SchoolType, str]]] = {
    1: ("maintained", "Community school"),
    2: ("maintained", "Voluntary aided school"),
    3: ("maintained", "Voluntary controlled school"),
    5: ("maintained", "Foundation school"),
    6: ("independent", "City technology college"),
    7: ("special", "Community special school"),
    8: ("special", "Non-maintained special school"),
    10: ("special", "Other independent special school"),
    11: ("independent", "Other independent school"),
    12: ("special", "Foundation special school"),
    14: ("pupil-referral-unit", "Pupil referral unit"),
    15: ("maintained", "Local authority nursery school"),
    18: ("college", "Further education"),
    28: ("academy", "Academy sponsor led"),
    31: ("college", "Sixth form centres"),
    32: ("college", "Special post 16 institution"),
    33: ("academy", "Academy special sponsor led"),
    34: ("academy", "Academy converter"),
    35: ("free-school", "Free schools"),
    36: ("free-school", "Free schools special"),
    38: ("free-school", "Free schools alternative provision"),
    39: ("free-school", "Free schools 16 to 19"),
    40: ("free-school", "University technical college"),
    41: ("free-school", "Studio schools"),
    42: ("academy", "Academy alternative provision converter"),
    43: ("academy", "Academy alternative provision sponsor led"),
    44: ("academy", "Academy special converter"),
    45: ("academy", "Academy 16-19 converter"),
    46: ("academy", "Academy 16 to 19 sponsor led"),
    57: ("academy", "Academy secure 16 to 19"),
}
ABROAD: Final = frozenset({25, 26, 37})
WELSH: Final = 30
ELSEWHERE_NAMES: Final[Mapping[str, int]] = {
    "offshore schools": 25,
    "service childrens education": 26,
    "british schools overseas": 37,
    "welsh establishment": WELSH,
    "welsh schools": WELSH,
}
GROUPS: Final[Mapping[str, SchoolType]] = {
    "academies": "academy",
    "free schools": "free-school",
    "la maintained schools": "maintained",
    "local authority maintained schools": "maintained",
    "special schools": "special",
    "independent schools": "independent",
    "colleges": "college",
}
#: Types that settle the phase by themselves when the register gives none.
TYPE_PHASES: Final[Mapping[int, Phase]] = {
    6: "secondary", 40: "secondary", 41: "secondary", 15: "nursery", 18: "sixteen-plus", 31: "sixteen-plus",
    32: "sixteen-plus", 39: "sixteen-plus", 45: "sixteen-plus", 46: "sixteen-plus", 57: "sixteen-plus",
}  # fmt: skip
PHASE_CODES: Final[Mapping[int, Phase]] = {
    1: "nursery", 2: "primary", 3: "middle", 4: "secondary", 5: "middle", 6: "sixteen-plus", 7: "all-through",
}  # fmt: skip
PHASE_NAMES: Final[Mapping[str, Phase]] = {
    "nursery": "nursery",
    "primary": "primary",
    "middle deemed primary": "middle",
    "secondary": "secondary",
    "middle deemed secondary": "middle",
    "16 plus": "sixteen-plus",
    "all through": "all-through",
}
STATUS_NAMES: Final[Mapping[str, int]] = {
    "open": 1,
    "closed": 2,
    "open but proposed to close": 3,
    "proposed to open": 4,
}
TYPE_CODES: Final[Mapping[str, int]] = {
    **{look_up_key(name): code for code, (_, name) in TYPES.items()},
    **ELSEWHERE_NAMES,
    # another name met in extracts of the register
    "la nursery school": 15,
}
