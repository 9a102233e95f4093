"""The only writers of surveys, complaints, improvements and scores."""

from ecosteward.evaluation.services.complaints import (
    answer_complaint,
    assign_complaint,
    close_complaint,
    confirm_complaint,
    handle_complaint,
    raise_complaint,
    reopen_complaint,
)
from ecosteward.evaluation.services.improvements import (
    change_improvement,
    finish_improvement,
    plan_improvement,
    return_improvement,
    verify_improvement,
)
from ecosteward.evaluation.services.scores import (
    discard_scorecard,
    judge,
    open_scorecard,
    set_other,
    sign_scorecard,
)
from ecosteward.evaluation.services.surveys import (
    SurveyClosedError,
    answer_survey,
    open_survey,
    withdraw_survey,
)

__all__ = [
    "SurveyClosedError",
    "answer_complaint",
    "answer_survey",
    "assign_complaint",
    "change_improvement",
    "close_complaint",
    "confirm_complaint",
    "discard_scorecard",
    "finish_improvement",
    "handle_complaint",
    "judge",
    "open_scorecard",
    "open_survey",
    "plan_improvement",
    "raise_complaint",
    "reopen_complaint",
    "return_improvement",
    "set_other",
    "sign_scorecard",
    "verify_improvement",
    "withdraw_survey",
]
