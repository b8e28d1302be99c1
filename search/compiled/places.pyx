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


cdef class Texts:
    """The texts of one field, laid behind one another, and where the pairs of characters are."""

    cdef const uint32_t[::1] positions
    cdef const uint32_t[::1] starts
    cdef const unsigned char[::1] unread
    cdef Py_ssize_t first, offset, page, most_known
    cdef dict known
    cdef object find, check

    def __init__(
        self,
        positions,
        starts,
        Py_ssize_t first,
        find,
        Py_ssize_t most_known,
        unread,
        Py_ssize_t offset,
        Py_ssize_t page,
        check,
    ):
        """Take the places of all pairs, and where the texts of each paragraph begin.

        `find` tells in which slice of the places those of a pair are, ascending, which is kept of
        so many as `most_known`. The places lie `offset` bytes behind the beginning of the pages of
        a file, of which some are `unread`: `check` is asked before bytes of these are read.
        """
        self.positions, self.starts, self.first = positions, starts, first
        self.find, self.most_known, self.known = find, most_known, {}
        self.unread, self.offset, self.page, self.check = unread, offset, page, check

    def places(self, str folded):
        """Return where a string of two or more characters begins: the bytes of such places.

        Errors: `IndexError` where what was found of a pair leads out of the places.
        """
        cdef Py_ssize_t count = len(folded) - 1
        cdef Pair* pairs
        if count < 1:
            raise ValueError("a string without pairs")
        pairs = <Pair*>malloc(2 * count * sizeof(Pair))
        try:
            if pairs == NULL:
                raise MemoryError
            count = self.find_needed(folded, pairs, pairs + count)
            return of_all(pairs, count) if count else b""
        finally:
            free(pairs)

    def holding(self, str folded):
        """Return the paragraphs one of whose texts holds a string: the bytes of their numbers.

        Errors are those of `places` and `owners`.
        """
        cdef const char* places
        found = self.places(folded)
        places = found
        return owners_of(
            <const uint32_t*>places, len(found) // sizeof(uint32_t), self.starts, self.first
        )

    cdef Py_ssize_t find_needed(self, str folded, Pair* needed, Pair* pairs) except -1:
        """Put down, the rarest first, as few of the pairs of a string as have all its characters.

        Return how many: none where the string has a pair that no text has. All pairs are put down
        in `pairs` before.
        """
        cdef Py_ssize_t at, count = len(folded) - 1, rarest = 0, size = 1
        for at in range(count):
            self.find_pair(folded[at : at + 2], &pairs[at])
            pairs[at].distance = <uint32_t>at
            if not pairs[at].count:
                return 0
            if pairs[at].count < pairs[rarest].count:
                rarest = at
        needed[0] = pairs[rarest]
        at = rarest
        while at > 0:
            at -= 2
            size = put_in_order(needed, size, pairs[max(0, at)])
        at = rarest + 2
        while at <= count:
            size = put_in_order(needed, size, pairs[min(at, count - 1)])
            at += 2
        for at in range(size):
            self.have_checked(&needed[at])
        return size

    cdef int find_pair(self, str gram, Pair* pair) except -1:
        """Find where a pair is."""
        cdef Py_ssize_t start, stop
        found = self.known.get(gram)
        if found is None:
            lying = self.find(gram)
            found = (lying.start, lying.stop)
            if len(self.known) >= self.most_known:
                self.known.clear()
            self.known[gram] = found
        start, stop = found
        if not 0 <= start <= stop <= self.positions.shape[0]:
            raise IndexError("places that are not there")
        pair.places = &self.positions[0] + start
        pair.count = stop - start
        pair.reached = 0
        return 0

    cdef int have_checked(self, const Pair* pair) except -1:
        """Have the pages checked that a pair's places lie on and that were not read before."""
        cdef Py_ssize_t start = <const char*>pair.places - <const char*>&self.positions[0]
        cdef Py_ssize_t first = self.offset + start, page
        cdef Py_ssize_t last = first + pair.count * <Py_ssize_t>sizeof(uint32_t) - 1
        if last // self.page >= self.unread.shape[0]:
            raise IndexError("places outside of the pages")
        for page in range(first // self.page, last // self.page + 1):
            if self.unread[page]:
                self.check(first, last + 1)
                break
        return 0


cdef inline Py_ssize_t put_in_order(Pair* needed, Py_ssize_t size, Pair pair) noexcept nogil:
    """Put a pair before those that are more frequent; return how many there are then."""
    cdef Py_ssize_t at = size
    while at and needed[at - 1].count > pair.count:
        needed[at] = needed[at - 1]
        at -= 1
    needed[at] = pair
    return size + 1


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
    cdef Py_ssize_t size = places.shape[0]
    return owners_of(&places[0] if size else NULL, size, starts, first)


cdef bytes owners_of(
    const uint32_t* places, Py_ssize_t count, const uint32_t[::1] starts, Py_ssize_t first
):
    cdef Py_ssize_t at, size = 0, reached = 1, last = -1, ends = starts.shape[0]
    cdef Py_ssize_t* found = <Py_ssize_t*>malloc((count + 1) * sizeof(Py_ssize_t))
    try:
        if found == NULL:
            raise MemoryError
        for at in range(count):
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
