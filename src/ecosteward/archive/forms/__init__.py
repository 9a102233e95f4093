from ecosteward.archive.forms.giving import DecisionForm, HandoverForm, ProposalForm, ReceiptForm, RetentionForm
from ecosteward.archive.forms.papers import AddForm, DiscardForm, HandToForm, PaperForm, ReplaceForm
from ecosteward.archive.forms.sheet import SheetForm

__all__ = [
    "AddForm",
    "DecisionForm",
    "DiscardForm",
    "HandToForm",
    "HandoverForm",
    "PaperForm",
    "ProposalForm",
    "ReceiptForm",
    "ReplaceForm",
    "RetentionForm",
    "SheetForm",
]
