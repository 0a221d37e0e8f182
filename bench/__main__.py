"""``make bench``: measure, print a table, write ``bench/latest.json``."""

import json
import sys
import tempfile
from pathlib import Path

from bench import after, cases, editing, question_sets, together
from bench.measure import Measured
from bench.place import fill, kinds, server

LATEST = Path(__file__).with_name("latest.json")


def measure(kind: str, folder: Path) -> tuple[list[Measured], dict[str, int]]:
    """Everything on one kind of database."""
    with server(kind, folder) as address:
        print(f"{kind}: filling 600 returns of 100 questions …", file=sys.stderr, flush=True)
        many = fill(kind, address("many"), folder)
        reference = many.open_return.reference
        found = [
            cases.save_answer(many),
            cases.page(many, "question_page", f"/returns/{reference}/questions/1.2"),
            cases.page(many, "task_list", f"/returns/{reference}"),
            cases.summary(many),
            cases.workbook(many, folder),
        ]
        found += after.measure(many)
        found += editing.measure(many)
        if kind == "sqlite":  # no database is needed for it
            found.append(question_sets.reading(folder))
        alone = fill(kind, address("alone"), folder, returns=1)
        found.append(cases.growth(alone, many))
        found += together.measure(kind, address("together"), folder)
        sizes = cases.sizes(many)
        for place in (many, alone):
            place.unit_of_work.engine.dispose()
    return found, sizes


def main() -> None:
    """Run it all and tell."""
    rows: dict[str, dict[str, float | int]] = {}
    print(f"{'what':34} {'ours ms':>10} {'floor ms':>10} {'ratio':>7} {'aim':>5} {'runs':>5}")
    with tempfile.TemporaryDirectory() as name:
        for kind in kinds():
            found, sizes = measure(kind, Path(name))
            for one in found:
                row = rows[one.name] = one.row()
                mark = "" if one.ratio <= one.aim else "  above the aim"
                print(
                    f"{one.name:34} {row['ours_ms']:>10} {row['floor_ms']:>10} {row['ratio']:>7} "
                    f"{one.aim:>5} {one.runs:>5}{mark}",
                    flush=True,
                )
    for what, size in sizes.items():
        print(f"{what:34} {size:>10}")
    LATEST.write_text(json.dumps({**rows, "bytes": sizes}, indent=2) + "\n")


if __name__ == "__main__":
    main()
