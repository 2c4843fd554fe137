"""How often each record of a file was seen before: exact, in some 40 bytes a record.

A dictionary of digests takes more than 100 bytes a record, and twice that while it grows: for a file
of 2 GB that is more than all else that reading it takes. This is a hash table with open addressing
and linear probing (Knuth, The Art of Computer Programming, vol. 3, 6.4, algorithm L) over plain
arrays. It consists of small tables, so that growing never holds all of it twice.
"""

from __future__ import annotations

from array import array

_TABLES = 256
_FIRST_SLOTS = 8
_LOW = (1 << 64) - 1


class Occurrences:
    """Counts digests of 16 bytes, which must be uniformly distributed: those of a cryptographic hash."""

    def __init__(self) -> None:
        self._tables = [_Table(_FIRST_SLOTS) for _ in range(_TABLES)]

    def count(self, digest: bytes) -> int:
        """How often this digest was counted before; it is counted now."""
        table = self._tables[digest[0]]
        if table.free == 0:
            table = self._tables[digest[0]] = table.grown()
        number = int.from_bytes(digest, "little")
        high, low = number >> 64, number & _LOW
        slot = table.slot(high, low)
        before: int = table.counts[slot]
        if before == 0:
            table.high[slot], table.low[slot] = high, low
            table.free -= 1
        table.counts[slot] = before + 1
        return before


class _Table:
    """The digests that share their first byte. A slot whose count is 0 is free.

    `free` is how many more it takes before the ways become long: three of four slots are used.
    """

    __slots__ = ("counts", "free", "high", "low", "mask")

    def __init__(self, slots: int) -> None:
        self.mask = slots - 1
        self.high = array("Q", bytes(slots * 8))
        self.low = array("Q", bytes(slots * 8))
        self.counts = array("Q", bytes(slots * 8))
        self.free = slots * 3 // 4

    def slot(self, high: int, low: int) -> int:
        """Where the digest is, or the free slot where it belongs."""
        counts, highs, lows, mask = self.counts, self.high, self.low, self.mask
        slot = high & mask
        while counts[slot] and (highs[slot] != high or lows[slot] != low):
            slot = (slot + 1) & mask
        return slot

    def grown(self) -> _Table:
        """The same in twice the slots."""
        table = _Table(2 * len(self.counts))
        for high, low, count in zip(self.high, self.low, self.counts, strict=True):
            if count:
                slot = table.slot(high, low)
                table.high[slot], table.low[slot], table.counts[slot] = high, low, count
                table.free -= 1
        return table
