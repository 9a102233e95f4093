from ecosteward.archive.models.contracts import ContractFile
from ecosteward.archive.models.papers import Paper, Section, State
from ecosteward.archive.models.retention import RetentionRule
from ecosteward.archive.models.slots import SlotState
from ecosteward.archive.models.texts import Layer, PageText, TextLayer

__all__ = ["ContractFile", "Layer", "PageText", "Paper", "RetentionRule", "Section", "SlotState", "State", "TextLayer"]
