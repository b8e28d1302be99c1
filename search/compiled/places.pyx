# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Where the pairs of a string are → where the string is, and in whose texts that is.

`search/phrases.py` says what that is, and gives the same places without a compiler.
"""

from libc.stdint cimport uint32_t
from libc.stdlib cimport free, malloc


def shared(list found, list offsets):
    """Return where all pairs stand at their distances from one place: the bytes of such places.

    `found` has the ascending places of each pair, of which the first is gone through, and `offsets`
    how far each is from the beginning.
    """
    cdef Py_ssize_t count = len(found), pair, at, size = 0
    cdef const uint32_t[::1] places = found[0]
    cdef uint32_t start
    cdef const uint32_t** others = <const uint32_t**>malloc(count * sizeof(uint32_t*))
    cdef Py_ssize_t* lengths = <Py_ssize_t*>malloc(count * sizeof(Py_ssize_t))
    cdef Py_ssize_t* reached = <Py_ssize_t*>malloc(count * sizeof(Py_ssize_t))
    cdef uint32_t* distances = <uint32_t*>malloc(count * sizeof(uint32_t))
    cdef uint32_t* kept = <uint32_t*>malloc((places.shape[0] + 1) * sizeof(uint32_t))
    cdef const uint32_t[::1] view
    try:
        if (
            others == NULL or lengths == NULL or reached == NULL or distances == NULL
            or kept == NULL
        ):
            raise MemoryError
        for pair in range(count):
            view = found[pair]
            others[pair] = &view[0] if view.shape[0] else NULL
            lengths[pair], reached[pair] = view.shape[0], 0
            distances[pair] = offsets[pair]
        with nogil:
            for at in range(places.shape[0]):
                if places[at] < distances[0]:
                    continue
                start = places[at] - distances[0]
                for pair in range(1, count):
                    reached[pair] = first_from(
                        others[pair], reached[pair], lengths[pair], start + distances[pair]
                    )
                    if (
                        reached[pair] == lengths[pair]
                        or others[pair][reached[pair]] != start + distances[pair]
                    ):
                        break
                else:
                    kept[size] = start
                    size += 1
        return (<char*>kept)[: size * sizeof(uint32_t)]
    finally:
        free(others)
        free(lengths)
        free(reached)
        free(distances)
        free(kept)


def owners(const uint32_t[::1] places, const uint32_t[::1] starts):
    """Return whose texts some ascending places are in: the bytes of their numbers, each once.

    The texts of each begin where `starts` says.
    """
    cdef Py_ssize_t at, size = 0, reached = 0, owner, last = -2
    cdef uint32_t last_place = starts[starts.shape[0] - 1] if starts.shape[0] else 0
    cdef Py_ssize_t* found = <Py_ssize_t*>malloc((places.shape[0] + 1) * sizeof(Py_ssize_t))
    try:
        if found == NULL:
            raise MemoryError
        with nogil:
            for at in range(places.shape[0]):
                # The one before the first that begins behind the place has the place.
                if places[at] < last_place:
                    reached = first_from(&starts[0], reached, starts.shape[0], places[at] + 1)
                else:
                    reached = starts.shape[0]
                owner = reached - 1
                if owner != last:
                    found[size] = last = owner
                    size += 1
        return (<char*>found)[: size * sizeof(Py_ssize_t)]
    finally:
        free(found)


cdef inline Py_ssize_t first_from(
    const uint32_t* numbers, Py_ssize_t start, Py_ssize_t end, uint32_t wanted
) noexcept nogil:
    """Return the place, from `start` on, of the first ascending number that is not less."""
    cdef Py_ssize_t step = 1, low = start, high, middle
    if start == end or numbers[start] >= wanted:
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
