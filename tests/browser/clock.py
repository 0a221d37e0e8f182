"""A clock that runs from the tests' Monday morning, for the server and for the pages alike."""

import time
from datetime import datetime, timedelta

from tests.conftest import NOW


class RunningClock:
    """Runs as fast as any clock, and can be put forward."""

    def __init__(self, now: datetime = NOW) -> None:
        self._start = now
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def put_forward(self, by: timedelta) -> None:
        """Let this much time pass at once."""
        self._start += by


def browser_clock(clock: RunningClock) -> str:
    """A script that makes a page's ``Date`` tell the same time as the server does now."""
    milliseconds = int(clock().timestamp() * 1000)
    return f"""(() => {{
  const Real = Date, offset = {milliseconds} - Real.now();
  globalThis.Date = class extends Real {{
    constructor(...given) {{ given.length ? super(...given) : super(Real.now() + offset); }}
    static now() {{ return Real.now() + offset; }}
  }};
}})();"""
