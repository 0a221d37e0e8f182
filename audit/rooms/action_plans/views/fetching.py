"""Giving a plan away as a workbook."""

import tempfile
from pathlib import Path

from flask import Response

from audit.infra.clock import today
from audit.rooms.action_plans.exports import write_plan
from audit.rooms.action_plans.operations.workbook import note_export
from audit.rooms.action_plans.queries import Plan, PlanFilter, whole_plan
from audit.web.files import send_attachment
from audit.web.guard import actor
from audit.web.transactions import clock, db, let_go, unit_of_work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_plan(plan: Plan, chosen: PlanFilter) -> Response:
    """The workbook of a plan that the actor has in scope, built from a session for reading."""
    let_go()
    day = today(clock())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "actions.xlsx"
        with unit_of_work().read() as session:
            rows = whole_plan(session, plan, chosen, day)
            write_plan(path, plan, rows, by=actor().name, at=clock()(), today=day)
        # The open file outlives its folder, and is gone once it has been sent.
        size, content = path.stat().st_size, path.open("rb")
    note_export(db(), actor(), clock(), plan)
    return send_attachment(content, f"actions-{plan.key}-{day.isoformat()}.xlsx", XLSX, size)
