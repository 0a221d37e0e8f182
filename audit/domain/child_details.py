"""Finding what may tell who a child is: NHS numbers, pupil numbers, dates of birth, initials or a name with an age.

No details of children belong in an audit. This only warns: it never refuses a text, because it cannot know. It
looks for few things and tries to be right about them, since a warning that is often wrong is soon ignored. A
single letter ("Child A") is taken for an anonymous label and is left in peace.

What is found is personal data: show it to the person who typed it and put it nowhere else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Detail(StrEnum):
    """What sort of detail was found."""

    NHS_NUMBER = "nhs-number"
    PUPIL_NUMBER = "pupil-number"
    DATE_OF_BIRTH = "date-of-birth"
    INITIALS_AND_AGE = "initials-and-age"
    NAME_AND_AGE = "name-and-age"


_SENTENCES = {
    Detail.NHS_NUMBER: "looks like an NHS number. Please take it out.",
    Detail.PUPIL_NUMBER: "looks like a pupil’s unique number (UPN). Please take it out.",
    Detail.DATE_OF_BIRTH: "looks like a date of birth. Please take it out.",
    Detail.INITIALS_AND_AGE: "looks like a child’s initials and age. Please write “a child” instead.",
    Detail.NAME_AND_AGE: "looks like a child’s name and age. Please write “a child” instead.",
}


@dataclass(frozen=True, order=True)
class Warning:
    """One thing found: where it begins and ends in the text, what it is and the words themselves."""

    start: int
    end: int
    detail: Detail
    found: str

    @property
    def sentence(self) -> str:
        """What is shown to the person who typed it."""
        return f"“{self.found}” {_SENTENCES[self.detail]}"


def warnings_in(text: str) -> list[Warning]:
    """What may tell who a child is, in the order of the text. Where two finds overlap, the earlier stays."""
    # Word processors put fixed and narrow spaces into numbers; they are one character each, so places stay.
    plain = text.translate(_SPACES)
    kept: list[Warning] = []
    for warning in sorted([*_nhs_numbers(plain), *_pupil_numbers(plain), *_births(plain), *_ages(plain)]):
        if not kept or warning.start >= kept[-1].end:
            kept.append(warning)
    return kept


_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ") | dict.fromkeys(
    map(ord, "\u2010\u2011\u2013"), "-"
)


def _warning(detail: Detail, found: re.Match[str]) -> Warning:
    return Warning(found.start(), found.end(), detail, found[0])


# --- numbers -----------------------------------------------------------------------------------------------

_NHS = re.compile(r"(?<![\w/.+-])(?<!\+44 )([0-9]{3})([ -]?)([0-9]{3})\2([0-9]{4})(?![\w/-])")
_TELEPHONE = re.compile(r"\b(?:tel|telephone|phone|mobile|call|ring|fax|text)\b[^0-9]{0,15}$", re.IGNORECASE)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number (modulus 11, weights 10 to 2)."""
    if len(set(digits)) == 1:
        return False  # 000 000 0000 and the like pass the sum, but are only placeholders.
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    # A remainder of 10 would need a check digit of two figures; such numbers are never issued.
    return (11 - total % 11) % 11 == int(digits[9])


def _nhs_numbers(text: str) -> Iterator[Warning]:
    for found in _NHS.finditer(text):
        telephone = _TELEPHONE.search(text[max(0, found.start() - 30) : found.start()])
        if not telephone and is_nhs_number(found[1] + found[3] + found[4]):
            yield _warning(Detail.NHS_NUMBER, found)


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(r"\b[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]\b", re.IGNORECASE)


def is_upn(upn: str) -> bool:
    """Whether thirteen characters carry the check letter of a unique pupil number, permanent or temporary.

    The letter stands for the sum, modulus 23, of the other characters times their places 2 to 13; a last
    letter (temporary numbers) counts by its place among the 23 letters used.
    """
    values = [int(c) if c.isdecimal() else _UPN_LETTERS.index(c) for c in upn[1:].upper()]
    return _UPN_LETTERS[sum(v * place for place, v in enumerate(values, 2)) % 23] == upn[0].upper()


def _pupil_numbers(text: str) -> Iterator[Warning]:
    return (_warning(Detail.PUPIL_NUMBER, found) for found in _UPN.finditer(text) if is_upn(found[0]))


# --- dates of birth ----------------------------------------------------------------------------------------

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = (
    r"(?:\b[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b"
    rf"|\b[0-9]{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{_MONTH},?\ [0-9]{{4}}\b"
    rf"|\b{_MONTH}\ [0-9]{{1,2}}(?:st|nd|rd|th)?,?\ [0-9]{{4}}\b)"
)
_BIRTH = r"(?:\bd\.?o\.?b\b\.?|\bdate\ of\ birth\b|\bbirth\ ?date\b|\bborn\b|\bbirthday\b)"
_CHILD = (
    r"(?:child|pupil|student|boy|girl|baby|infant|toddler|sibling|brother|sister|son|daughter|young\ person)"
)
# Initials: J.S. or JS, two or three letters. One letter alone is an anonymous label.
_INITIALS = r"(?:[A-Z]\.\ ?[A-Z]\.(?:\ ?[A-Z]\.)?|[A-Z]\.[A-Z]\b|[A-Z]{2,3}\b)"
_BIRTHS = (
    re.compile(rf"{_BIRTH}[\s:(,=-]*(?:(?:is|was|on|of|in)\s){{0,2}}{_DATE}", re.IGNORECASE),
    re.compile(rf"{_DATE}[\s(,-]{{0,3}}{_BIRTH}", re.IGNORECASE),
    # A child's initials with a date beside them are as good as the words "date of birth".
    re.compile(rf"(?i:\b{_CHILD})\ {_INITIALS}[\s,(]{{1,3}}(?i:{_DATE})"),
)


def _births(text: str) -> Iterator[Warning]:
    return (_warning(Detail.DATE_OF_BIRTH, found) for pattern in _BIRTHS for found in pattern.finditer(text))


# --- initials or a name with an age ------------------------------------------------------------------------

# Up to 18 years; a range ("aged 7 to 11", "aged 16+") speaks of a group and not of a child.
_RANGE = r"\s?[-+/%]\s?[0-9]|\.[0-9]|\s?\+|\s(?:to|and|or)\s(?:[0-9]|over|under|above|below|older|younger)"
_AGE = rf"(?:1[0-8]|[0-9])\b(?!{_RANGE})"
_YEARS = r"(?:[\s-]?(?:years?|yrs?)(?:[\s-](?:old|of\sage)\b)?|\s?y/?o\b)"
_YEARS_OLD = r"(?:[\s-]?(?:years?|yrs?)[\s-](?:old|of\sage)\b|\s?y/?o\b)"
_AGED = r"(?:age|aged)[\s:]\s?"
_LINK = r"(?:,?\s\(?|,\s?|\s(?:is|was|now|just)\s)"
_WORD = r"[A-Z][a-z]{2,}(?:['’-][A-Z][a-z]+)?"
_ABBREVIATIONS = """
    ALL AND ANY AP ARE BME CAF CCE CE CIC CIN CLA CME CP CPP CSA CSE DA DBS DHT DSL EAL EET EHC EHE EP
    EY FE FGM FOR FSM GP HBA HE HT HV ICT IRO KS LA LAC LEA LSA MAT MFH MOU NHS NOT NOW PE PP PRU PSP RE
    RI SEN TA THE UK US WT YJS YOI YOT YP
"""
_GROUPS = """
    adults all any anyone applicants apprentices babies beavers boys brownies cadets child children
    class clients cubs everyone families girls group groups guides individuals infants learners leavers
    members minors nursery others patients people person persons players primary pupil pupils reception
    residents scouts secondary siblings some stage students teenagers their these they those toddlers
    victims volunteers when where who year years young youngsters youth youths
"""
_NOT_INITIALS, _NOT_NAMES = frozenset(_ABBREVIATIONS.split()), frozenset(_GROUPS.split())
_INITIALS_AND_AGE = (
    # Dotted initials are a person's whatever stands before them: J.S., aged 7 / J.S. (7) / J.S. is 7 years old.
    re.compile(
        rf"\b([A-Z]\.\ ?[A-Z]\.?(?:\ ?[A-Z]\.?)?){_LINK}(?:\(?{_AGED}{_AGE}|{_AGE}{_YEARS}|(?<=\(){_AGE}(?=\)))"
    ),
    # Bare capitals are often an abbreviation, so they need "aged" or "old": JS, aged 7 / AB is 7 years old.
    re.compile(rf"\b([A-Z]{{2,3}}){_LINK}(?:\(?{_AGED}{_AGE}|{_AGE}{_YEARS_OLD})"),
    # After "child" or "pupil" the number alone will do: child AB (6) / pupil JS, 14.
    re.compile(rf"(?i:\b{_CHILD})\ ({_INITIALS})(?:\ ?\({_AGE}\)|,\ {_AGE}(?!\s?\w))"),
    re.compile(rf"\b{_AGE}{_YEARS}[\s,]{{1,2}}(?:(?i:{_CHILD})[\s,]{{1,2}})?({_INITIALS})"),
)
_NAME_AND_AGE = re.compile(rf"\b({_WORD}(?:\ {_WORD})?)(?:,\ |\ \(|,?\ who\ (?:is|was)\ ){_AGED}{_AGE}")


def _ages(text: str) -> Iterator[Warning]:
    for pattern in _INITIALS_AND_AGE:
        for found in pattern.finditer(text):
            if found[1].replace(".", "").replace(" ", "") not in _NOT_INITIALS:
                yield _warning(Detail.INITIALS_AND_AGE, found)
    for found in _NAME_AND_AGE.finditer(text):
        if not {word.casefold() for word in found[1].split()} & _NOT_NAMES:
            yield _warning(Detail.NAME_AND_AGE, found)
