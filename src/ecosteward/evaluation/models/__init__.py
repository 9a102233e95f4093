"""Satisfaction, complaints, improvement and scores (clause 9)."""

from ecosteward.evaluation.models.complaints import Channel, Complaint, ComplaintKind, ComplaintState
from ecosteward.evaluation.models.improvements import Improvement, ImprovementState, Source
from ecosteward.evaluation.models.scores import Judge, Judgement, Scorecard
from ecosteward.evaluation.models.surveys import NOT_TOUCHED, Aspect, Satisfaction, Survey

__all__ = [
    "NOT_TOUCHED",
    "Aspect",
    "Channel",
    "Complaint",
    "ComplaintKind",
    "ComplaintState",
    "Improvement",
    "ImprovementState",
    "Judge",
    "Judgement",
    "Satisfaction",
    "Scorecard",
    "Source",
    "Survey",
]
