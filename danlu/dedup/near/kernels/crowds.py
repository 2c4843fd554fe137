"""Crowds: the rows of giant buckets, where comparing each with each would take the square of them.

What most rows of a crowd have in common, its core, is a set of bits in each row, and the rest of a row's
shingles, which are rare, lead through posting lists to the rows that have them too. So the overlap of
two rows is counted without their texts, and the bound of prefix filtering (Bayardo, Ma, Srikant, 2007)
tells where it is worth it: a row that shares no rare shingle with another is alike to it only where the
core of both is long enough. No pair is lost, whatever is taken for the core.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.near.kernels import kernel
from danlu.dedup.near.kernels.folding import SPACE, fold, hash_codes, shingle
from danlu.dedup.near.kernels.likeness import SCALE
from danlu.dedup.near.kernels.sketching import part_bounds

WORD = 64


@kernel
def without_blanks(codes: Any, count: Any, out: Any) -> Any:
    """Copies the characters of a folded text that are no blanks; gives how many there are."""
    kept = 0
    for at in range(count):
        out[kept] = codes[at]
        kept += codes[at] != SPACE
    return kept


@kernel
def distinct_shingles(texts: Any, row: Any, part: Any, space: Any, out: Any) -> Any:
    """Writes the distinct shingles of a row's part; gives how many there are.

    `texts`: bytes, bounds, folding table, what tells each row's shingles from those of rows that it is not
    to meet, and the characters up to which a part counts as one shingle, blanks apart.
    """
    data, bounds, folded, salts, short = texts
    codes, hashes, table, taken, clock = space
    start, end = part_bounds(bounds, row, part)
    count, salt = fold(data, start, end, folded, codes), salts[row]
    if short > 0 and count <= 2 * short:
        dense = without_blanks(codes, count, hashes)
        if dense <= short:
            out[0] = hash_codes(hashes, dense) ^ salt
            return 1
    total = shingle(codes, count, hashes)
    clock[0] += 1
    mask, written = np.int64(table.size - 1), 0
    for at in range(total):
        hashed = hashes[at] ^ salt
        slot = np.int64(hashed >> np.uint64(20)) & mask
        while taken[slot] == clock[0] and table[slot] != hashed:
            slot = (slot + 1) & mask
        if taken[slot] != clock[0]:
            taken[slot], table[slot] = clock[0], hashed
            out[written] = hashed
            written += 1
    return written


@kernel
def scratch_for(longest: Any) -> Any:
    """Scratch for `distinct_shingles` of texts of at most so many bytes."""
    size = 1024
    while size < 2 * longest:
        size *= 2
    return (
        np.empty(longest + 8, np.uint32),
        np.empty(longest + 8, np.uint64),
        np.empty(size, np.uint64),
        np.zeros(size, np.int64),
        np.zeros(1, np.int64),
    )


@kernel
def list_shingles(texts: Any, rows: Any, part: Any, longest: Any, out: Any) -> Any:
    """Writes the distinct shingles of some rows one after another; gives how many."""
    space = scratch_for(longest)
    at = 0
    for row in rows:
        at += distinct_shingles(texts, row, part, space, out[at:])
    return at


@kernel
def lay_places(shingles: Any) -> Any:
    """A hash table of the places of some shingles."""
    size = 64
    while size < 4 * shingles.size:
        size *= 2
    places = np.full(size, -1, np.int32)
    for place in range(shingles.size):
        slot = np.int64(shingles[place] >> np.uint64(20)) & (size - 1)
        while places[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        places[slot] = place
    return places


@kernel
def find_place(hashed: Any, shingles: Any, places: Any) -> Any:
    """The place of a shingle; -1 where it is not among them."""
    slot = np.int64(hashed >> np.uint64(20)) & (places.size - 1)
    while places[slot] >= 0 and shingles[places[slot]] != hashed:
        slot = (slot + 1) & (places.size - 1)
    return places[slot]


@kernel
def split_shingles(texts: Any, rows: Any, part: Any, core: Any, out: Any) -> Any:
    """Parts each row's shingles into bits of the core, and rare ones.

    Args:
        texts: As for comparing.
        rows: The rows of the crowd.
        part: The part that is compared.
        core: The shingles of the core, sorted, and the longest text's bytes.
        out: Bits (rows by words), distinct shingles a row, those of the core, where each row's rare ones
            end, and the rare ones.
    """
    shingles, longest = core
    bits, sizes, cores, ends, rare = out
    space = scratch_for(longest)
    found = np.empty(longest + 8, np.uint64)
    places = lay_places(shingles)
    written = 0
    for at in range(rows.size):
        sizes[at] = distinct_shingles(texts, rows[at], part, space, found)
        for each in range(sizes[at]):
            place = find_place(found[each], shingles, places)
            if place >= 0:
                bits[at, place // WORD] |= np.uint64(1) << np.uint64(place % WORD)
                cores[at] += 1
            else:
                rare[written] = found[each]
                written += 1
        ends[at] = written
    return written


@kernel
def sort_each(numbers: Any, ends: Any) -> None:
    """Sorts each row's numbers in place."""
    start = 0
    for end in ends:
        numbers[start:end].sort()
        start = end


@kernel
def count_bits(word: Any) -> Any:
    """The bits that are set, by the usual sums of neighbours (one instruction once compiled)."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def shared_core(one: Any, other: Any, bits_at: Any, bits: Any) -> Any:
    """How many shingles of the core two rows share."""
    width, left, right = bits_at[one + 1] - bits_at[one], bits_at[one], bits_at[other]
    ones, others = bits[left : left + width], bits[right : right + width]
    shared = np.int64(0)
    for word in range(width):
        shared += count_bits(ones[word] & others[word])
    return shared


@kernel
def shared_rare(one: Any, other: Any, rare_at: Any, rare: Any) -> Any:
    """How many rare shingles two rows share, by their ascending numbers."""
    left, right, shared = rare_at[one], rare_at[other], 0
    while left < rare_at[one + 1] and right < rare_at[other + 1]:
        shared += rare[left] == rare[right]
        lower = rare[left] <= rare[right]
        right += rare[left] >= rare[right]
        left += lower
    return shared


@kernel
def meet(one: Any, crowd: Any, crowds: Any, threshold: Any, scratch: Any) -> Any:
    """Finds a row's alike survivors in its crowd, by the part that the crowd compares.

    Of a row's shingles, the rarest first, an alike row has one among so many that fewer than the threshold's
    share of them follow. Where the rare ones are as many, only these are looked up, and what two rows share
    beyond them is at most the rest. What a row need not share counts as little as if it had it not.

    Args:
        one: The row's number among the rows of all crowds.
        crowd: The number of its crowd.
        crowds: Of each row in a crowd: where its bits begin, its sizes (all, those that count, core), where
            its rare shingles begin, and these; all bits; the posting lists: where each begins, how many rows
            it holds, and they; the survivors of each crowd: where they begin, how many, the smallest, they;
            the most that a row of each crowd need not share; of each row, the families whose rows it meets
            in other crowds.
        threshold: In parts of `SCALE`.
        scratch: Counts a row, all 0; the rows that were met; those that are alike.

    Returns:
        How many are alike.
    """
    (bits_at, sizes, counted, cores, rare_at, rare, bits, posts_at, posts, posted) = crowds[0]
    first, alive, smallest, survivors, slacks, families = crowds[1]
    counts, met, alike = scratch
    size, own, core, listed = sizes[one], counted[one], cores[one], rare_at[one + 1] - rare_at[one]
    fewest = threshold * max(0, own - slacks[crowd])
    prefix = size - (fewest + SCALE - 1) // SCALE + 1
    by_prefix = prefix <= size - core
    # what no other row has stands first
    looked_up = max(0, prefix - (size - core - listed)) if by_prefix else listed
    touched, found = 0, 0
    for each in range(rare_at[one], rare_at[one] + looked_up):
        token = rare[each]
        for other in posted[posts_at[token] : posts_at[token] + posts[token]]:
            met[touched] = other
            touched += counts[other] == 0
            counts[other] += 1
    least = max(smallest[crowd], fewest // SCALE - slacks[crowd])
    by_core = not by_prefix and core * (SCALE + threshold) >= threshold * (own + least)
    candidates = survivors[first[crowd] : first[crowd] + alive[crowd]] if by_core else met[:touched]
    for other in candidates:
        if of_one_family(families, one, other):
            continue
        needed = threshold * (own + counted[other])
        overlap = np.int64(counts[other])
        unseen = size - prefix if by_prefix else min(core, cores[other])
        if (overlap + unseen) * (SCALE + threshold) < needed:
            continue
        if by_prefix:
            overlap = shared_rare(one, other, rare_at, rare)
        if (overlap + shared_core(one, other, bits_at, bits)) * (SCALE + threshold) >= needed:
            alike[found] = other
            found += 1
    for each in range(touched):
        counts[met[each]] = 0
    return found


@kernel
def of_one_family(families: Any, one: Any, other: Any) -> Any:
    """Whether two rows are of one family, narrower or wider."""
    for level in range(families.shape[1]):
        if families[one, level] >= 0 and families[one, level] == families[other, level]:
            return True
    return False


@kernel
def enter(one: Any, crowd: Any, crowds: Any) -> None:
    """Adds a survivor to its crowd's lists."""
    (_, _, counted, _, rare_at, rare, _, posts_at, posts, posted) = crowds[0]
    first, alive, smallest, survivors, _, _ = crowds[1]
    for each in range(rare_at[one], rare_at[one + 1]):
        token = rare[each]
        posted[posts_at[token] + posts[token]] = one
        posts[token] += 1
    survivors[first[crowd] + alive[crowd]] = one
    alive[crowd] += 1
    smallest[crowd] = min(smallest[crowd], counted[one])
