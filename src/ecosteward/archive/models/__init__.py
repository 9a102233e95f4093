from ecosteward.archive.models.contracts import ContractFile
from ecosteward.archive.models.destruction import Destruction, DestructionItem, Verdict
from ecosteward.archive.models.handover import Handover, HandoverItem, Step
from ecosteward.archive.models.papers import Original, Paper, Section, State
from ecosteward.archive.models.retention import RetentionRule
from ecosteward.archive.models.slots import SlotState
from ecosteward.archive.models.texts import Layer, PageText, TextLayer

__all__ = [
    "ContractFile",
    "Destruction",
    "DestructionItem",
    "Handover",
    "HandoverItem",
    "Layer",
    "Original",
    "PageText",
    "Paper",
    "RetentionRule",
    "Section",
    "SlotState",
    "State",
    "Step",
    "TextLayer",
    "Verdict",
]
