"""A room is entered through its queries, operations, models, forms and exports; its other shelves are its own."""

import ast
from pathlib import Path

ROOMS = Path(__file__).parents[2] / "audit" / "rooms"
DOORS = {"queries", "operations", "models", "forms", "exports"}
"""Forms and exports are doors so that a higher room asks in the same words, and gives away the same document
(docs/decisions/0013)."""


def imports(path: Path) -> set[str]:
    """Every module that a file imports, in full; `from a import b` counts as a.b, which may be a module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def trespasses(path: Path) -> list[str]:
    """The imports of this file that go into another room otherwise than through a door."""
    room = path.relative_to(ROOMS).parts[0]
    into = [name.split(".") for name in imports(path) if name.startswith("audit.rooms.")]
    return sorted(".".join(parts) for parts in into if parts[2] != room and [*parts, ""][3] not in DOORS)


def test_rooms_are_entered_through_their_doors() -> None:
    found = {str(path.relative_to(ROOMS)): trespasses(path) for path in ROOMS.glob("*/**/*.py")}
    wrong = {name: names for name, names in found.items() if names}
    assert not wrong, (
        f"use the other room's queries, operations or models, or move what both need to a lower one: {wrong}"
    )


def test_every_shelf_has_a_known_name() -> None:
    shelves = DOORS | {"policy", "presenters", "exports", "views", "__init__"}
    strange = sorted(
        str(path.relative_to(ROOMS))
        for path in ROOMS.glob("*/*")
        if path.stem not in shelves and "__pycache__" not in path.parts
    )
    assert not strange, f"a room holds only the shelves {sorted(shelves)}: {strange}"
