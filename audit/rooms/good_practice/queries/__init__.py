"""Every reading of good practice: what may be asked for, what was asked, and the library."""

from audit.rooms.good_practice.queries.asking import (
    AllGreen,
    AskedExample,
    Praised,
    Shareable,
    all_green_returns,
    asked_in_round,
    best_answers,
    latest_copy,
    praised_answers,
    shareable_answers,
)
from audit.rooms.good_practice.queries.examples import (
    boards_of_organisation,
    example_of_board,
    example_of_organisation,
    examples_of_organisation,
    organisation_with_examples,
    waiting_examples,
)
from audit.rooms.good_practice.queries.library import (
    PAGE,
    Library,
    LibraryFilter,
    example_to_read,
    library_board,
    library_of,
    shared_file,
    shared_files,
)

__all__ = [
    "PAGE",
    "AllGreen",
    "AskedExample",
    "Library",
    "LibraryFilter",
    "Praised",
    "Shareable",
    "all_green_returns",
    "asked_in_round",
    "best_answers",
    "boards_of_organisation",
    "example_of_board",
    "example_of_organisation",
    "example_to_read",
    "examples_of_organisation",
    "latest_copy",
    "library_board",
    "library_of",
    "organisation_with_examples",
    "praised_answers",
    "shareable_answers",
    "shared_file",
    "shared_files",
    "waiting_examples",
]
