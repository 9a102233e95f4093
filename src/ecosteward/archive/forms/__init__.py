from ecosteward.archive.forms.giving import DecisionForm, HandoverForm, ProposalForm, ReceiptForm, RetentionForm
from ecosteward.archive.forms.papers import AddForm, DiscardForm, PaperForm, ReplaceForm
from ecosteward.archive.forms.sheet import SheetForm

__all__ = [
    "AddForm",
    "DecisionForm",
    "DiscardForm",
    "HandoverForm",
    "PaperForm",
    "ProposalForm",
    "ReceiptForm",
    "ReplaceForm",
    "RetentionForm",
    "SheetForm",
]
