"""Rows of the school register to read in tests: one good row, and the same with changes."""

from __future__ import annotations

from audit.domain.schools import SchoolRecord, Skipped, read_school

ROW = {
    "URN": "124087",
    "LA (code)": "860",
    "LA (name)": "Staffordshire",
    "EstablishmentNumber": "2216",
    "EstablishmentName": "Elm Bank Primary School",
    "TypeOfEstablishment (code)": "05",
    "TypeOfEstablishment (name)": "Foundation school",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (code)": "1",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (code)": "2",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "NumberOfPupils": "106",
    "Trusts (code)": "01579",
    "Trusts (name)": "Elm Learning Trust",
    "UKPRN": "10073083",
    "OpenDate": "01-09-1975",
    "CloseDate": "",
    "Town": "Tamworth",
    "Postcode": "b783ad",
}


def read(**changes: str) -> SchoolRecord:
    record = read_school(row(**changes), 7)
    assert isinstance(record, SchoolRecord), record
    return record


def skip(**changes: str) -> Skipped:
    skipped = read_school(row(**changes), 7)
    assert isinstance(skipped, Skipped), skipped
    return skipped


HEADINGS = {
    "urn": "URN", "authority": "LA (code)", "number": "EstablishmentNumber", "name": "EstablishmentName",
    "type_code": "TypeOfEstablishment (code)", "type_name": "TypeOfEstablishment (name)",
    "group": "EstablishmentTypeGroup (name)", "status_code": "EstablishmentStatus (code)",
    "status": "EstablishmentStatus (name)", "phase_code": "PhaseOfEducation (code)",
    "phase": "PhaseOfEducation (name)", "low": "StatutoryLowAge", "high": "StatutoryHighAge",
    "pupils": "NumberOfPupils", "trust_code": "Trusts (code)", "trust": "Trusts (name)", "ukprn": "UKPRN",
    "opened": "OpenDate", "closed": "CloseDate", "town": "Town", "postcode": "Postcode",
}  # fmt: skip


def row(**changes: str) -> dict[str, str]:
    return ROW | {HEADINGS[key]: value for key, value in changes.items()}
