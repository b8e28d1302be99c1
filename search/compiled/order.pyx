# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Paragraphs and their scores → the best of them, in order.

`search/ranking.py` says what that is, and gives the same places without a compiler.
"""

from libc.stdint cimport uint32_t
from libc.stdlib cimport free, malloc, qsort


cdef struct Placed:
    double score
    uint32_t document
    uint32_t ordinal
    Py_ssize_t place


cdef int compare(const void* first, const void* second) noexcept nogil:
    """Tell which is better: by score, then by document, then by the place in it."""
    cdef const Placed* one = <const Placed*>first
    cdef const Placed* other = <const Placed*>second
    if one.score != other.score:
        return -1 if one.score > other.score else 1
    if one.document != other.document:
        return -1 if one.document < other.document else 1
    return (one.ordinal > other.ordinal) - (one.ordinal < other.ordinal)


cdef class Ranked:
    """Paragraphs with what they are put in order by."""

    cdef Placed* placed
    cdef Py_ssize_t size

    def __cinit__(
        self,
        const Py_ssize_t[::1] docs,
        const double[::1] scores,
        const uint32_t[::1] documents,
        const uint32_t[::1] ordinals,
    ):
        """Take the paragraphs. Errors: `IndexError` for one that is not there."""
        cdef Py_ssize_t at
        self.size = docs.shape[0]
        self.placed = <Placed*>malloc((self.size + 1) * sizeof(Placed))
        if self.placed == NULL:
            raise MemoryError
        if scores.shape[0] != self.size:
            raise IndexError("a paragraph without a score")
        for at in range(self.size):
            if not 0 <= docs[at] < documents.shape[0] or docs[at] >= ordinals.shape[0]:
                raise IndexError("a paragraph that is not there")
            self.placed[at].score = scores[at]
            self.placed[at].document = documents[docs[at]]
            self.placed[at].ordinal = ordinals[docs[at]]
            self.placed[at].place = at

    def __dealloc__(self):
        free(self.placed)

    cdef void put_in_order(self, Py_ssize_t size) noexcept nogil:
        """Put the best in order, so many of them, before all others."""
        size = max(0, min(size, self.size))
        if size < self.size:
            part(self.placed, self.size, size)
        qsort(self.placed, size, sizeof(Placed), compare)

    cdef bytes places(self, Py_ssize_t size):
        """Return the bytes of the places of the first."""
        cdef Py_ssize_t at
        # Each is read before it is written over: a place takes no more room than what it is of.
        for at in range(size):
            (<Py_ssize_t*>self.placed)[at] = self.placed[at].place
        return (<char*>self.placed)[: size * sizeof(Py_ssize_t)]


cdef void part(Placed* placed, Py_ssize_t size, Py_ssize_t count) noexcept nogil:
    """Put the best, so many of them, before all others."""
    cdef Py_ssize_t low = 0, high = size - 1, left, right
    cdef Placed pivot, held
    while low < high:
        pivot = placed[(low + high) >> 1]
        left, right = low, high
        while left <= right:
            while compare(&placed[left], &pivot) < 0:
                left += 1
            while compare(&placed[right], &pivot) > 0:
                right -= 1
            if left <= right:
                held = placed[left]
                placed[left] = placed[right]
                placed[right] = held
                left += 1
                right -= 1
        if count - 1 <= right:
            high = right
        elif count - 1 >= left:
            low = left
        else:
            break


cdef int compare_ordinals(const void* first, const void* second) noexcept nogil:
    cdef uint32_t one = (<const Placed*>first).ordinal, other = (<const Placed*>second).ordinal
    return (one > other) - (one < other)


def page(
    const Py_ssize_t[::1] docs,
    const double[::1] scores,
    const uint32_t[::1] documents,
    const uint32_t[::1] ordinals,
    Py_ssize_t offset,
    Py_ssize_t end,
):
    """Return the paragraphs from the one that `offset` are better than to the one before `end`.

    They are best first, and with them are their scores. Errors: `IndexError` for a paragraph that
    is not there.
    """
    cdef Ranked ranked = Ranked(docs, scores, documents, ordinals)
    cdef Py_ssize_t at, first = max(0, offset), last = min(end, ranked.size)
    ranked.put_in_order(last)
    return (
        tuple([docs[ranked.placed[at].place] for at in range(first, last)]),
        tuple([ranked.placed[at].score for at in range(first, last)]),
    )


def pool(
    const Py_ssize_t[::1] docs,
    const double[::1] scores,
    const uint32_t[::1] documents,
    const uint32_t[::1] ordinals,
    const Py_ssize_t[::1] lengths,
    Py_ssize_t most,
    Py_ssize_t characters,
):
    """Return the places of the best, in the order of their numbers: their bytes.

    They are `most` or fewer, and have so many `characters` or fewer, unless the best has more.
    Errors: `IndexError` for a paragraph that is not there.
    """
    cdef Ranked ranked = Ranked(docs, scores, documents, ordinals)
    cdef Py_ssize_t size = min(most, ranked.size), at, total = 0
    if lengths.shape[0] != ranked.size:
        raise IndexError("a paragraph without a length")
    if size < ranked.size:
        part(ranked.placed, ranked.size, size)
    for at in range(size):
        total += lengths[ranked.placed[at].place]
    if total > characters:
        ranked.put_in_order(size)
        while size > 1 and total > characters:
            size -= 1
            total -= lengths[ranked.placed[size].place]
    for at in range(size):
        ranked.placed[at].ordinal = <uint32_t>docs[ranked.placed[at].place]
    qsort(ranked.placed, size, sizeof(Placed), compare_ordinals)
    return ranked.places(size)
