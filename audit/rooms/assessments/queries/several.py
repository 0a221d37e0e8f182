"""Several returns at once, by as many queries as one."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from audit.rooms.action_plans.queries import actions_about_many
from audit.rooms.assessments.queries.answers import answers_of_many, respondent_of
from audit.rooms.assessments.queries.cited import cited_by_many
from audit.rooms.assessments.queries.returns import ReturnView
from audit.rooms.assessments.queries.rows import AnyReturn
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by


def views_of(session: Session, rows: Sequence[AnyReturn]) -> list[ReturnView]:
    """Everything about these returns, which the caller has in scope: two queries, or three with actions."""
    answers, cited = answers_of_many(session, rows), cited_by_many(session, rows)
    asking = [row.id for row in rows if row.round.actions_required]
    actions = actions_about_many(session, asking) if asking else {}
    found = []
    for row in rows:
        ids = question_ids_of(session, row.round.edition)
        given = {answer.question_id: answer for answer in answers[row.id]}
        links = cited[row.id]
        found.append(
            ReturnView(
                row,
                questionnaire_by(session, row.round.edition),
                respondent_of(row),
                ids,
                {code: given[id] for code, id in ids.items() if id in given},
                {code: links[id] for code, id in ids.items() if id in links},
                actions.get(row.id),
            )
        )
    return found
