# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Paragraphs and their scores → the places of these, best first.

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


def best_first(
    const Py_ssize_t[::1] docs,
    const double[::1] scores,
    const uint32_t[::1] documents,
    const uint32_t[::1] ordinals,
):
    """Return the places of all paragraphs, best first: their bytes.

    Errors: `IndexError` for a paragraph that is not there.
    """
    cdef Py_ssize_t at, size = docs.shape[0]
    cdef Placed* placed = <Placed*>malloc((size + 1) * sizeof(Placed))
    try:
        if scores.shape[0] != size:
            raise IndexError("a paragraph without a score")
        if placed == NULL:
            raise MemoryError
        for at in range(size):
            if not 0 <= docs[at] < documents.shape[0] or docs[at] >= ordinals.shape[0]:
                raise IndexError("a paragraph that is not there")
            placed[at].score = scores[at]
            placed[at].document = documents[docs[at]]
            placed[at].ordinal = ordinals[docs[at]]
            placed[at].place = at
        with nogil:
            qsort(placed, size, sizeof(Placed), compare)
            # Each is read before it is written over: a place takes no more room than what it is of.
            for at in range(size):
                (<Py_ssize_t*>placed)[at] = placed[at].place
        return (<char*>placed)[: size * sizeof(Py_ssize_t)]
    finally:
        free(placed)
