"""The PostgreSQL server that comes with the product: one in each data folder, used where no `DATABASE_URL` is set.

Nothing here may import Django: the address must be known before its settings load.
"""

from ecosteward.ops.embedded.cluster import Cluster
from ecosteward.ops.embedded.errors import EmbeddedDatabaseError
from ecosteward.ops.embedded.sharing import keep, shared

__all__ = ["Cluster", "EmbeddedDatabaseError", "keep", "shared"]
