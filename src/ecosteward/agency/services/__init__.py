"""The only writers of the agency's own records."""

from ecosteward.agency.services.learning import (
    add_certificate,
    add_education,
    appraise,
    change_certificate,
    change_education,
    confirm,
    correct_appraisal,
    turn_down,
)
from ecosteward.agency.services.people import (
    add_staff,
    change_staff,
    enrol_staff,
    leave,
    return_to_work,
    sign_agreement,
)
from ecosteward.agency.services.system import (
    appoint_quality_lead,
    change_paper,
    check_credit,
    correct_credit,
    issue_paper,
    set_policy,
    withdraw_paper,
)
from ecosteward.agency.services.trainings import change_training, record_training

__all__ = [
    "add_certificate",
    "add_education",
    "add_staff",
    "appoint_quality_lead",
    "appraise",
    "change_certificate",
    "change_education",
    "change_paper",
    "change_staff",
    "change_training",
    "check_credit",
    "confirm",
    "correct_appraisal",
    "correct_credit",
    "enrol_staff",
    "issue_paper",
    "leave",
    "record_training",
    "return_to_work",
    "set_policy",
    "sign_agreement",
    "turn_down",
    "withdraw_paper",
]
