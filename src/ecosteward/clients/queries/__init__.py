"""Reading clients: who is like whom, and the profile as documents want it."""

from ecosteward.clients.queries.duplicates import NearDuplicate, near_duplicates
from ecosteward.clients.queries.profile import Profile, profile

__all__ = ["NearDuplicate", "Profile", "near_duplicates", "profile"]
