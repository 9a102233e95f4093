"""What a contract must have before it is signed (clauses 4.3 and 6.2.2)."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """What signing looks at. `papers` are the kinds that are there or whose absence has a reason."""

    park: bool
    lines: int
    papers: Collection[str]
    quality_lead: bool
    team: int
    acceptance_method: str
    assessed: bool


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, in words that say what to do; `where` is the part of the contract's page it is on."""

    words: str
    clause: str
    where: str


def missing(draft: Draft) -> list[Missing]:
    """Return what keeps a contract from being signed; empty if nothing does."""
    rows = (
        (not draft.lines, "服务清单还是空的，请至少列一项服务", "4.3", "lines"),
        (not draft.quality_lead, "没有指定质量负责人，请指定 1 名", "4.3", "facts"),
        (not draft.team, "项目组没有成员，请指派并写明职责分工", "4.3", "team"),
        ("contract" not in draft.papers, "没有合同文本，请上传，或写明未附原因", "4.3", "papers"),
        ("annex" not in draft.papers, "没有技术附件，请上传，或写明未附原因", "6.2.2", "papers"),
        ("confidentiality" not in draft.papers, "没有保密协议，请上传，或写明未附原因", "4.3", "papers"),
        (
            draft.park and not draft.acceptance_method.strip(),
            "没有约定验收方式及内容，园区合同必须写明",
            "6.2.2",
            "facts",
        ),
        (draft.park and not draft.assessed, "没有做需求与能力评估，园区业务开展前应评估", "6.2.2", "needs"),
    )
    return [Missing(words, clause, where) for lacks, words, clause, where in rows if lacks]
