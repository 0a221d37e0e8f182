"""The sheet of a round's workbook that sets it against an earlier round."""

from collections.abc import Iterator

from audit.domain.dates import say_date
from audit.domain.rollup import Share
from audit.domain.rounds_compared import Beside
from audit.infra.workbook import Bold, CellValue, Column, Percent
from audit.rooms.board.queries.against import Against

AGAINST_COLUMNS = (
    Column("Standard", 34, True),
    Column("Met then", 10),
    Column("Of then", 10),
    Column("Share then", 12),
    Column("Met now", 10),
    Column("Of now", 10),
    Column("Share now", 12),
    Column("Change", 18),
    Column("Remark", 60, True),
)


def against_rows(found: Against) -> Iterator[tuple[CellValue, ...]]:
    """The share that meets the minimum, then and now, by standard; only organisations in both rounds."""
    yield (Bold(f"Then: {found.before.round.title}. Now: {found.now.round.title}."),)
    yield (f"Only the {found.returned_both} organisations that returned in both rounds are counted.",)
    if found.mapping is not None:
        yield (
            f"Grades of then count as {found.mapping.declared_by} declared on "
            f"{say_date(found.mapping.declared_on)}. {found.mapping.note}".strip(),
        )
    if found.whole is None:
        yield ("Nothing is compared: the scales differ, or no standard of one set is like one of the other.",)
        return
    yield _row(found.whole)
    for each in found.standards:
        yield _row(each)
    for standard in found.paired.only_now:
        yield (f"{standard.code} {standard.title}", *(None,) * 7, "Only in the round now.")
    for standard in found.paired.only_before:
        yield (f"{standard.code} {standard.title}", *(None,) * 7, "Only in the earlier round.")


def _row(each: Beside) -> tuple[CellValue, ...]:
    then, now = each.then.meets_minimum, each.now.meets_minimum
    remark = (
        f"{each.left_out} answers then have a grade without an equal and are left out."
        if each.left_out
        else ""
    )
    return (
        f"{each.code} {each.title}".strip(), then.numerator, then.denominator, _percent(then),
        now.numerator, now.denominator, _percent(now), each.change, remark,
    )  # fmt: skip


def _percent(share: Share) -> Percent | None:
    return Percent(share.numerator / share.denominator) if share.denominator else None
