"""How fast somebody may go: so many at once, and so many each second on the whole."""

from collections import OrderedDict


class Bucket:
    """A store of permissions that fills with time. Times in seconds, of any clock that only goes forward."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._left, self._at = burst, now

    def take(self, number: float, now: float) -> float:
        """Take permissions. Return how long to wait until the store is no more in debt; 0 where it is not."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - number
        self._at = now
        return max(0.0, -self._left / self._rate)

    def full(self, now: float) -> bool:
        """Tell whether nothing was taken that has not come back."""
        return self._left + (now - self._at) * self._rate >= self._burst


class Buckets:
    """A bucket for each address; those used longest ago are forgotten where there are too many."""

    def __init__(self, rate: float, burst: float, most: int = 10_000) -> None:
        self._rate, self._burst, self._most = rate, burst, most
        self._held: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, number: float, now: float) -> float:
        """Take from an address's bucket, as `Bucket.take`."""
        bucket = self._held.pop(address, None) or Bucket(self._rate, self._burst, now)
        self._held[address] = bucket
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return bucket.take(number, now)

    def spent(self, address: str, now: float) -> bool:
        """Tell whether an address's bucket is empty."""
        bucket = self._held.get(address)
        return bucket is not None and bucket.take(0, now) > 0
