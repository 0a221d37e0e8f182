"""Timing two things against each other, turn by turn, so that a busy machine slows both alike."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """One comparison: milliseconds (medians), their ratio, the ratio aimed at, and how often each ran."""

    name: str
    ours_ms: float
    floor_ms: float
    ratio: float
    aim: float
    runs: int

    def row(self) -> dict[str, float | int]:
        """As it stands in ``bench/latest.json``."""
        return {
            "ours_ms": round(self.ours_ms, 3),
            "floor_ms": round(self.floor_ms, 3),
            "ratio": round(self.ratio, 2),
            "aim": self.aim,
            "runs": self.runs,
        }


def compare(name: str, ours: Work, floor: Work, *, aim: float, runs: int, warm: int = 3) -> Measured:
    """Run both in turn and compare their medians; the first few runs of each warm the caches and do not count."""
    for _ in range(warm):
        ours()
        floor()
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    for _ in range(runs):
        for work, found in zip((ours, floor), times, strict=True):
            begun = time.perf_counter()
            work()
            found.append((time.perf_counter() - begun) * 1000)
    ours_ms, floor_ms = (statistics.median(found) for found in times)
    return Measured(name, ours_ms, floor_ms, ours_ms / floor_ms, aim, runs)
