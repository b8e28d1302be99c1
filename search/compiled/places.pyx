# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Where the pairs of a string are → where the string is, and in whose texts that is.

`search/phrases.py` says what that is, and gives the same places without a compiler.
"""

from libc.stdint cimport uint32_t
from libc.stdlib cimport free, malloc


cdef struct Pair:
    # The places of a pair, how far each is from the beginning of the string, and up to which of
    # them it was gone through.
    const uint32_t* places
    Py_ssize_t count
    uint32_t distance
    Py_ssize_t reached


def shared(const uint32_t[::1] places, list parts, list distances):
    """Return where all pairs stand at their distances from one place: the bytes of such places.

    Each of the slices `parts` of the places has those of one pair, ascending; the first is gone
    through. Errors: `IndexError` for a slice that leads out of the places.
    """
    cdef Py_ssize_t count = len(parts), at
    cdef Pair* pairs = <Pair*>malloc((count + 1) * sizeof(Pair))
    try:
        if pairs == NULL:
            raise MemoryError
        for at in range(count):
            part = parts[at]
            if not 0 <= part.start <= part.stop <= places.shape[0]:
                raise IndexError("places that are not there")
            pairs[at].places = &places[0] + <Py_ssize_t>part.start
            pairs[at].count = part.stop - part.start
            pairs[at].distance = distances[at]
            pairs[at].reached = 0
        return of_all(pairs, count) if count else b""
    finally:
        free(pairs)


cdef bytes of_all(Pair* pairs, Py_ssize_t count):
    """Return the bytes of the places from which all pairs stand at their distances."""
    cdef uint32_t* kept = <uint32_t*>malloc((pairs[0].count + 1) * sizeof(uint32_t))
    cdef Py_ssize_t at, size = 0
    cdef uint32_t place
    try:
        if kept == NULL:
            raise MemoryError
        with nogil:
            for at in range(pairs[0].count):
                place = pairs[0].places[at] - pairs[0].distance
                if pairs[0].places[at] >= pairs[0].distance and is_of_all(pairs, count, place):
                    kept[size] = place
                    size += 1
        return (<char*>kept)[: size * sizeof(uint32_t)]
    finally:
        free(kept)


cdef inline bint is_of_all(Pair* pairs, Py_ssize_t count, uint32_t place) noexcept nogil:
    """Return whether all pairs but the first stand at their distances from a place."""
    cdef Py_ssize_t at
    cdef Pair* pair
    for at in range(1, count):
        pair = &pairs[at]
        pair.reached = first_from(pair.places, pair.reached, pair.count, place + pair.distance)
        if pair.reached == pair.count or pair.places[pair.reached] != place + pair.distance:
            return False
    return True


def owners(const uint32_t[::1] places, const uint32_t[::1] starts, Py_ssize_t first):
    """Return whose texts some ascending places are in: the bytes of their numbers, each once.

    The texts of each begin where `starts` says, those of the one with the number `first` before all
    others. Errors: `IndexError` for a place that is in no text, or is not behind the one before.
    """
    cdef Py_ssize_t at, size = 0, reached = 1, last = -1, ends = starts.shape[0]
    cdef Py_ssize_t* found = <Py_ssize_t*>malloc((places.shape[0] + 1) * sizeof(Py_ssize_t))
    try:
        if found == NULL:
            raise MemoryError
        for at in range(places.shape[0]):
            if at and places[at] < places[at - 1]:
                raise IndexError("places that do not ascend")
            if ends < 2 or not starts[0] <= places[at] < starts[ends - 1]:
                raise IndexError("a place that is in no text")
            # The one before the first that begins behind the place has the place.
            reached = first_from(&starts[0], reached, ends, places[at] + 1)
            if reached > last:
                found[size] = first + reached - 1
                last = reached
                size += 1
        return (<char*>found)[: size * sizeof(Py_ssize_t)]
    finally:
        free(found)


cdef inline Py_ssize_t first_from(
    const uint32_t* numbers, Py_ssize_t start, Py_ssize_t end, uint32_t wanted
) noexcept nogil:
    """Return the place, from `start` on, of the first ascending number that is not less.

    What is near is found soon: the steps are twice as long each time, then half as long.
    """
    cdef Py_ssize_t step = 1, low = start, high, middle
    if start >= end or numbers[start] >= wanted:
        return start
    while low + step < end and numbers[low + step] < wanted:
        low += step
        step <<= 1
    high = min(low + step, end)
    low += 1
    while low < high:
        middle = (low + high) >> 1
        if numbers[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
