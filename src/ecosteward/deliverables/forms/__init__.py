"""The forms of this room."""

from ecosteward.deliverables.forms.documents import ClientForm, DraftForm, FileForm, RegisterForm, WordsForm
from ecosteward.deliverables.forms.steps import CommentForm, NoForm, ReasonForm, ReceiptForm
from ecosteward.deliverables.forms.templates import CodeForm, TemplateForm

__all__ = [
    "ClientForm",
    "CodeForm",
    "CommentForm",
    "DraftForm",
    "FileForm",
    "NoForm",
    "ReasonForm",
    "ReceiptForm",
    "RegisterForm",
    "TemplateForm",
    "WordsForm",
]
