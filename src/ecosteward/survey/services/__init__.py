"""The only writers of visits and findings."""

from ecosteward.survey.rules.duplicates import Course
from ecosteward.survey.services.answers import answer, drop_photo, photograph, resolve
from ecosteward.survey.services.deadlines import change_deadlines
from ecosteward.survey.services.findings import Judgement, change_finding, raise_finding, void_finding
from ecosteward.survey.services.rectification import (
    Rectification,
    approve,
    ask_extension,
    comment,
    grant_extension,
    look_back,
    record_rectification,
    refuse_extension,
    remind,
    reopen,
    see_again,
    send_back,
    start_rectification,
    submit_rectification,
    withdraw,
)
from ecosteward.survey.services.submission import Decision, submit_visit
from ecosteward.survey.services.visits import cancel_visit, change_visit, plan_visit, set_topic, start_visit

__all__ = [
    "Course",
    "Decision",
    "Judgement",
    "Rectification",
    "answer",
    "approve",
    "ask_extension",
    "cancel_visit",
    "change_deadlines",
    "change_finding",
    "change_visit",
    "comment",
    "drop_photo",
    "grant_extension",
    "look_back",
    "photograph",
    "plan_visit",
    "raise_finding",
    "record_rectification",
    "refuse_extension",
    "remind",
    "reopen",
    "resolve",
    "see_again",
    "send_back",
    "set_topic",
    "start_rectification",
    "start_visit",
    "submit_rectification",
    "submit_visit",
    "void_finding",
    "withdraw",
]
