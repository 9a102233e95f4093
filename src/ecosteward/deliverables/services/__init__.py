"""Documents, from the draft to the client's receipt: the only writers."""

from ecosteward.deliverables.services.drafting import change, comment, draft, register, replace_file, revise
from ecosteward.deliverables.services.handing_over import acknowledge, deliver, withdraw
from ecosteward.deliverables.services.signing import send_back, sign, submit
from ecosteward.deliverables.services.templates import retire_template, set_code, upload_template

__all__ = [
    "acknowledge",
    "change",
    "comment",
    "deliver",
    "draft",
    "register",
    "replace_file",
    "retire_template",
    "revise",
    "send_back",
    "set_code",
    "sign",
    "submit",
    "upload_template",
    "withdraw",
]
