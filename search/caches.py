"""What was used lately is kept, up to a limit."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["Cache"]

_Value = TypeVar("_Value")


class Cache(Generic[_Value]):
    """Keeps what was used last, up to a sum of costs. Safe to share between threads.

    There are two halves. What is put, or found in the older half, goes into the younger; when that
    is full, it becomes the older, and what was in the older and was not asked for since is dropped.
    So finding a value in the younger half, as mostly happens, takes no lock.
    """

    def __init__(self, limit: int) -> None:
        self._half = limit // 2
        self._young: dict[Hashable, tuple[_Value, int]] = {}
        self._old: dict[Hashable, tuple[_Value, int]] = {}
        self._cost = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> _Value | None:
        """Return what is kept under the key, if anything is."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is None:
                return None
            self.put(key, *found)
        return found[0]

    def put(self, key: Hashable, value: _Value, cost: int) -> None:
        """Keep a value, unless it alone is more than there is room for."""
        if cost > self._half:
            return
        with self._lock:
            if self._cost + cost > self._half:
                self._old, self._young, self._cost = self._young, {}, 0
            if key not in self._young:
                self._young[key] = (value, cost)
                self._cost += cost

    @property
    def cost(self) -> int:
        """What all that is kept costs."""
        with self._lock:
            kept = (*self._young.values(), *self._old.values())
        return sum(cost for _, cost in kept)
