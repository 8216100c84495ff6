"""How often one client may ask or try to log in: a token bucket for each."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_CLIENTS = 10_000  # buckets kept; the longest unused is forgotten first


class Limiter:
    """``burst`` at once, then ``per_minute`` a minute, for each key.

    A full bucket is the same as no bucket, so forgetting an idle client changes nothing.
    """

    def __init__(
        self, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = per_minute / 60
        self._burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> int:
        """0 and one token taken, or the whole seconds until the next token."""
        if self._rate <= 0:
            return 0
        now = self._clock()
        with self._lock:
            tokens, seen = self._buckets.pop(key, (float(self._burst), now))
            tokens = min(self._burst, tokens + (now - seen) * self._rate)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - 1 if allowed else tokens, now)
            while len(self._buckets) > _CLIENTS:
                self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / self._rate))
