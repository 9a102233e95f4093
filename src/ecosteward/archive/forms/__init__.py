from ecosteward.archive.forms.papers import AddForm, DiscardForm, PaperForm, ReplaceForm
from ecosteward.archive.forms.sheet import SheetForm

__all__ = ["AddForm", "DiscardForm", "PaperForm", "ReplaceForm", "SheetForm"]
