# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Paragraphs and their scores → the best of them, in order.

`search/ranking.py` says what that is, and gives the same places without a compiler.
"""

from libc.stdint cimport uint32_t
from libc.stdlib cimport free, malloc, qsort

from search.compiled.highest cimport highest


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

    cdef int keep_best(self, Py_ssize_t count) except -1:
        """Drop those that score less than the last of the best, so many of them."""
        cdef Py_ssize_t at, kept = 0
        cdef double least
        cdef double* scores
        if not 0 < count < self.size:
            return 0
        scores = <double*>malloc(self.size * sizeof(double))
        if scores == NULL:
            raise MemoryError
        for at in range(self.size):
            scores[at] = self.placed[at].score
        least = highest(scores, self.size, count)
        free(scores)
        for at in range(self.size):
            self.placed[kept] = self.placed[at]
            kept += self.placed[at].score >= least
        self.size = kept
        return 0

    cdef void put_in_order(self) noexcept nogil:
        qsort(self.placed, self.size, sizeof(Placed), compare)

    cdef bytes places(self, Py_ssize_t size):
        """Return the bytes of the places of the first."""
        cdef Py_ssize_t at
        # Each is read before it is written over: a place takes no more room than what it is of.
        for at in range(size):
            (<Py_ssize_t*>self.placed)[at] = self.placed[at].place
        return (<char*>self.placed)[: size * sizeof(Py_ssize_t)]


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
    ranked.keep_best(last)
    ranked.put_in_order()
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
    ranked.keep_best(size)
    ranked.put_in_order()
    for at in range(size):
        total += lengths[ranked.placed[at].place]
    while size > 1 and total > characters:
        size -= 1
        total -= lengths[ranked.placed[size].place]
    for at in range(size):
        ranked.placed[at].ordinal = <uint32_t>docs[ranked.placed[at].place]
    qsort(ranked.placed, size, sizeof(Placed), compare_ordinals)
    return ranked.places(size)
