"""The made-up county of Testshire: its agencies, and its schools as a file of the national register shows them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

AUTHORITY = 999
"""A number that no local authority has."""
_FIRST_URN = 990001
"""Far above the numbers that have been given to schools."""


@dataclass(frozen=True)
class Agency:
    """An agency, or a service of one (``parent`` is the mailbox of the agency)."""

    mailbox: str
    name: str
    kind: str
    parent: str = ""
    is_asked: bool = True
    chief: str = "Chief executive"


AGENCIES = (
    Agency("council", "Testshire County Council", "council", is_asked=False),
    Agency("childrens-care", "Testshire Children’s Social Care", "council", "council", chief="Director"),
    Agency("early-help", "Testshire Early Help and Public Health", "council", "council", chief="Director"),
    Agency("adult-care", "Testshire Adult Social Care", "council", "council", chief="Director"),
    Agency("alderbrook", "Alderbrook District Council", "district"),
    Agency("birchcombe", "Birchcombe Borough Council", "district"),
    Agency("cloverford", "Cloverford District Council", "district"),
    Agency("damsonleigh", "Damsonleigh Borough Council", "district"),
    Agency("police", "Testshire Police", "police", chief="Assistant chief constable"),
    Agency("probation", "Testshire Probation Service", "probation", chief="Head of service"),
    Agency("prison", "Larchgate Young Offender Institution", "prison", chief="Governor"),
    Agency("youth-justice", "Testshire Youth Justice Service", "youth-justice", chief="Head of service"),
    Agency("fire", "Testshire Fire and Rescue Service", "fire", chief="Deputy chief fire officer"),
    Agency("hospitals", "Testshire Hospitals NHS Trust", "health", chief="Chief nurse"),
    Agency("community-health", "Testshire Community Health NHS Trust", "health", chief="Chief nurse"),
    Agency("mental-health", "Testshire Mental Health NHS Trust", "health", chief="Chief nurse"),
    Agency("ambulance", "Testshire Ambulance Service", "health", chief="Director of quality"),
    Agency("care-board", "Testshire Integrated Care Board", "health", chief="Chief nurse"),
    Agency("army-welfare", "Testshire Garrison Welfare Service", "armed-forces", chief="Commanding officer"),
    Agency("lantern", "Lantern Family Support", "voluntary", chief="Director"),
    Agency("stepping-stones", "Stepping Stones Youth Clubs", "voluntary", chief="Director"),
    Agency("faiths", "Testshire Faiths Together", "faith", chief="Secretary"),
    Agency("swimmers", "Testshire Swimming Association", "sport", chief="Secretary"),
    Agency("nurseries", "Acorn Day Nurseries", "early-years", chief="Owner"),
    Agency("homes", "Hazel House Children’s Homes", "commissioned", chief="Responsible individual"),
)
"""24 that are asked, and the council whose three services each have a return of their own."""

_TOWNS = ("Alderbrook", "Birchcombe", "Cloverford", "Damsonleigh", "Elmstow", "Fennel Cross")
_PRIMARY = (
    "Larkfield|Wrenwood|Otter Lane|Bluebell Bank|Kestrel Hill|Maple Rise|Heron Brook|Thistledown|Foxglove|Hazelnut"
    "|Kingfisher|Meadowsweet|Nightingale|Orchard End|Pebble Lane|Quarry Bank|Rowan Tree|Skylark"
)
_MAINTAINED = ("Community School", "Local authority maintained schools")
_ACADEMY = ("Academy Converter", "Academies")
_SECONDARY = "Alder Vale|Beacon Hill|Copperfield|Downland|Eastgate|Fairmeadow|Greenacre|Highmoor"


@dataclass(frozen=True)
class School:
    """A school as the register shows it."""

    name: str
    type: str
    group: str
    phase: str
    low: int
    high: int
    pupils: int
    trust: str = ""


def schools() -> list[School]:
    """Forty schools of every phase and type."""
    found = [
        School("Acorn Nursery School", "Local authority nursery school", _MAINTAINED[1], "Nursery", 3, 5, 90)
    ]
    found.append(
        School(
            "Sapling Nursery School", "Local authority nursery school", _MAINTAINED[1], "Nursery", 3, 5, 74
        )
    )
    for place, name in enumerate(_PRIMARY.split("|")):
        is_academy = place % 3 == 1
        found.append(
            School(
                f"{name} Primary {'Academy' if is_academy else 'School'}",
                *(_ACADEMY if is_academy else _MAINTAINED),
                "Primary",
                4,
                11,
                105 + 35 * (place % 10),
                "Testshire Schools Trust" if is_academy else "",
            )
        )
    for place, name in enumerate(_SECONDARY.split("|")):
        is_academy = place % 2 == 0
        found.append(
            School(
                f"{name} {'Academy' if is_academy else 'School'}",
                *(_ACADEMY if is_academy else _MAINTAINED),
                "Secondary",
                11,
                18 if place % 4 == 0 else 16,
                620 + 90 * place,
                "Copper Beech Learning Trust" if is_academy else "",
            )
        )
    found += [
        School("Damson Middle School", *_MAINTAINED, "Middle deemed secondary", 9, 13, 410),
        School(
            "Elmstow All-through Academy",
            *_ACADEMY,
            "All-through",
            4,
            18,
            1340,
            "Copper Beech Learning Trust",
        ),
        School("Fennel Free School", "Free schools", "Free Schools", "Primary", 4, 11, 180),
        School("Riverside Free School", "Free schools", "Free Schools", "Secondary", 11, 16, 540),
        School(
            "Willow Bank School", "Community special school", "Special schools", "Not applicable", 4, 19, 120
        ),
        School(
            "Hawthorn School", "Community special school", "Special schools", "Not applicable", 11, 16, 84
        ),
        School("The Bridge Centre", "Pupil referral unit", _MAINTAINED[1], "Not applicable", 11, 16, 46),
        School("The Turning", "Pupil referral unit", _MAINTAINED[1], "Not applicable", 5, 11, 22),
        School(
            "Greystone Hall", "Other independent school", "Independent schools", "Not applicable", 7, 18, 390
        ),
        School(
            "Lime Walk School",
            "Other independent school",
            "Independent schools",
            "Not applicable",
            3,
            11,
            160,
        ),
        School("Testshire College", "Further education", "Colleges", "16 plus", 16, 99, 4200),
        School("Testshire Sixth Form College", "Sixth form centres", "Colleges", "16 plus", 16, 19, 1650),
    ]
    return found


_HEADINGS = (
    "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),"
    "EstablishmentTypeGroup (name),EstablishmentStatus (name),PhaseOfEducation (name),StatutoryLowAge,"
    "StatutoryHighAge,NumberOfPupils,Trusts (name),Town,Postcode"
).split(",")


def register_file(of: Sequence[School]) -> io.BytesIO:
    """The schools as a file of the register: its columns, its encoding, numbers in an unused range."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    for place, school in enumerate(of):
        writer.writerow(
            (
                _FIRST_URN + place,
                AUTHORITY,
                "Testshire",
                2000 + place,
                school.name,
                school.type,
                school.group,
                "Open",
                school.phase,
                school.low,
                school.high,
                school.pupils,
                school.trust,
                _TOWNS[place % len(_TOWNS)],
                f"ZZ{place % 9 + 1} {place % 8 + 1}AB",
            )
        )
    return io.BytesIO(text.getvalue().encode("cp1252"))
