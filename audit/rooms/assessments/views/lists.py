"""An organisation's returns, the task list of one, the whole of it to read, and the history of an answer."""

from flask import render_template

from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.assessments.presenters import (
    changes,
    count_of,
    count_of_all,
    due_of,
    list_of_returns,
    say,
    started_but_missing,
    tasks_of,
)
from audit.rooms.assessments.queries import (
    actions_to_report,
    carried_from,
    copies_of,
    entering_of,
    history_of,
    is_review,
    lacking_notes,
    organisation_with_returns,
    shared_from,
)
from audit.rooms.assessments.views.blueprint import (
    blueprint,
    is_entered_here,
    may_answer,
    open_return,
    origins_here,
)
from audit.rooms.assessments.views.carrying import earlier_notice
from audit.web.gathering import ReturnMarks, organisation_notes, page_links, return_marks, return_notes
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import has_page
from audit.web.transactions import clock, db


@blueprint.get("/organisations/<int:organisation_id>")
@allow(Permission.RETURN_VIEW)
def list_returns(organisation_id: int) -> str:
    """The returns of an organisation: open ones first, then the closed with their copies."""
    organisation, rows = organisation_with_returns(db(), actor(), organisation_id)
    stand_in("organisation", organisation.id)
    listed = list_of_returns(rows, copies_of(db(), rows), today(clock()))
    return render_template(
        "assessments/returns.html",
        links=page_links("organisation", organisation, organisation_id=organisation.id),
        organisation=organisation,
        notes=organisation_notes(organisation),
        open_returns=sorted((item for item in listed if item.is_open), key=lambda item: item.due.on),
        closed_returns=[item for item in listed if not item.is_open],
        copies_can_be_read=has_page("assessments.show_copy"),
    )


@blueprint.get("/returns/<reference>")
@allow(Permission.RETURN_VIEW, Permission.RETURN_ENTER)
def show_return(reference: str) -> str:
    """The task list of a return."""
    view = open_return(reference, entering=True)
    tasks = tasks_of(view)
    reported = actions_to_report(db(), view.row)
    may_decide = view.row.organisation_id in actor().organisations(Permission.RETURN_SEND)
    return render_template(
        "assessments/return.html",
        view=view,
        due=due_of(view.row, today(clock())),
        count=count_of_all(tasks),
        tasks=tasks,
        begun=started_but_missing(view),
        answering=may_answer(view),
        can_check=has_page("assessments.check_answers"),
        can_sign=has_page("assessments.sign_off")
        and view.row.organisation_id in actor().organisations(Permission.RETURN_SIGN),
        copies=copies_of(db(), [view.row]).get(view.row.id, []),
        notes=return_notes(view.row),
        marks=ReturnMarks() if is_entered_here(view.row) else return_marks(view),
        entering=entering_of(db(), view.row).live if may_decide else None,
        copies_can_be_read=has_page("assessments.show_copy"),
        is_review=is_review(view.row),
        reported=reported,
        lacking=len(lacking_notes(reported)),
        earlier=None if is_entered_here(view.row) else earlier_notice(view),
    )


@blueprint.get("/returns/<reference>/whole")
@allow(Permission.RETURN_VIEW, Permission.RETURN_ENTER)
def show_whole(reference: str) -> str:
    """The whole return on one page, to read and to print."""
    view = open_return(reference, entering=True)
    scale = view.questionnaire.scale
    said = {
        code: say(view.questionnaire.questions[code], scale, content)
        for code, content in view.contents.items()
    }
    return render_template(
        "assessments/whole.html",
        view=view,
        said=said,
        count=count_of(view.progress.by_code.values()),
        due=due_of(view.row, today(clock())),
    )


@blueprint.get("/returns/<reference>/questions/<code>/history")
@allow(Permission.RETURN_VIEW, Permission.RETURN_ENTER)
def show_history(reference: str, code: str) -> str:
    """Every change of one answer: who, when, from what to what."""
    view = open_return(reference, entering=True)
    question = view.question(code)
    answer = view.answers.get(code)
    revisions = list(history_of(db(), answer)) if answer is not None else []
    return render_template(
        "assessments/history.html",
        view=view,
        question=question,
        origin=origins_here(view).get(code),
        changes=changes(
            question,
            view.questionnaire.scale,
            revisions,
            carried_from(db(), answer) if answer is not None else {},
            shared_from(db(), answer)
            if answer is not None and any(row.via == "shared" for row in revisions)
            else {},
        ),
    )
