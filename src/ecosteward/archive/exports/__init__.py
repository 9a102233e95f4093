"""A client's archive as one zip, streamed: its size does not matter."""

from ecosteward.archive.exports.covers import CoverMaker, add_cover, covers
from ecosteward.archive.exports.pack import Extra, Pack
from ecosteward.archive.exports.plan import Member, Plan, plan

__all__ = ["CoverMaker", "Extra", "Member", "Pack", "Plan", "add_cover", "covers", "plan"]
