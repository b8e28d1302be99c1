# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Names told apart by their digests; a text → the signs in it without which nothing is cited.

`indexer/entries.py` and `citations/signs.py` say what they are, and give the same without a
compiler.
"""

from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free

cdef enum:
    FIRST_PLACES = 1024
    # The bits of signs, as `citations/signs.py` has them.
    TITLE = 1
    COUNTED = 2
    NUMBER = 4
    DECIDED = 8
    SLASH = 16
    REPORT = 32


cdef class Digests:
    """The digests of names: a table of which at least a third is free."""

    cdef uint64_t* table
    cdef uint64_t places, used

    def __cinit__(self):
        self.places, self.used = FIRST_PLACES, 0
        self.table = <uint64_t*>calloc(self.places, sizeof(uint64_t))
        if self.table == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.table)

    def add(self, int64_t digest):
        """Add a digest; return whether it is new."""
        cdef uint64_t place, number = <uint64_t>digest if digest else 1
        if 3 * self.used >= 2 * self.places:
            self.grow()
        place = place_of(self.table, self.places, number)
        if self.table[place]:
            return False
        self.table[place] = number
        self.used += 1
        return True

    cdef int grow(self) except -1:
        """Double the table."""
        cdef uint64_t at, places = 2 * self.places
        cdef uint64_t* table = <uint64_t*>calloc(places, sizeof(uint64_t))
        if table == NULL:
            raise MemoryError
        for at in range(self.places):
            if self.table[at]:
                table[place_of(table, places, self.table[at])] = self.table[at]
        free(self.table)
        self.table, self.places = table, places
        return 0


cdef inline uint64_t place_of(
    const uint64_t* table, uint64_t places, uint64_t digest
) noexcept nogil:
    """Return where a digest is, or is to be put, in a table of a power of two of places."""
    cdef uint64_t place = digest & (places - 1)
    while table[place] and table[place] != digest:
        place = (place + 1) & (places - 1)
    return place


def signs_in(str text not None):
    """Return the signs that a text has, as bits."""
    cdef Py_UCS4 character
    cdef int signs = 0
    for character in text:
        if character == u"《":
            signs |= TITLE
        elif character == u"第":
            signs |= COUNTED
        elif character == u"号" or character == u"號":
            signs |= NUMBER
        elif character == u"决" or character == u"決":
            signs |= DECIDED
        elif character == u"/" or character == u"／":
            signs |= SLASH
        elif (
            character == u"院" or character == u"汇" or character == u"彙" or character == u"匯"
            or character == u"R" or character == u"T"
        ):
            signs |= REPORT
    return signs
