from ecosteward.archive.models.contracts import ContractFile
from ecosteward.archive.models.papers import Paper, Section, State
from ecosteward.archive.models.retention import RetentionRule
from ecosteward.archive.models.slots import SlotState

__all__ = ["ContractFile", "Paper", "RetentionRule", "Section", "SlotState", "State"]
