# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Many texts, and a table of characters → their folded forms, laid one behind the other.

`indexer/fold_many.py` says what they are, and gives the same without a compiler.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, free

cdef enum:
    # What the table tells of a character, and what stands between texts, as `fold_many.py` has it.
    LETTER = 2
    SPACE = 4
    PECULIAR = 8
    GAP = 0xFDD0


def unseen(const uint32_t[::1] codes, const uint8_t[::1] kinds):
    """Return the characters of which the table tells nothing, each once, in order."""
    cdef Py_ssize_t at
    cdef uint8_t* is_found = <uint8_t*>calloc(kinds.shape[0] + 1, sizeof(uint8_t))
    cdef list found = []
    try:
        if is_found == NULL:
            raise MemoryError
        for at in range(codes.shape[0]):
            if codes[at] >= <size_t>kinds.shape[0]:
                raise IndexError("a number that no character has")
            if not kinds[codes[at]] and not is_found[codes[at]]:
                is_found[codes[at]] = True
                found.append(codes[at])
        return sorted(found)
    finally:
        free(is_found)


def peculiar(const uint32_t[::1] codes, const int64_t[::1] starts, const uint8_t[::1] kinds):
    """Return which texts hold a peculiar character, or a space beside a letter.

    Text i is from `starts[i]` to the next start.
    """
    cdef Py_ssize_t text, at
    cdef uint8_t kind, before
    cdef list found = []
    check(codes, starts, kinds)
    for text in range(starts.shape[0] - 1):
        before = 0
        for at in range(starts[text], starts[text + 1]):
            kind = kinds[codes[at]]
            if (
                kind & PECULIAR
                or (kind & SPACE and before & LETTER)
                or (kind & LETTER and before & SPACE)
            ):
                found.append(text)
                break
            before = kind
    return found


def laid_out(
    const uint32_t[::1] codes,
    const int64_t[::1] starts,
    const uint32_t[::1] folded,
    const uint8_t[::1] kinds,
    const uint8_t[::1] keeps_spaces,
):
    """Return the bytes of all folded texts, a gap behind each, and of where each begins.

    Spaces are left out but of texts that keep them.
    """
    cdef Py_ssize_t text, at, size = 0, count = starts.shape[0] - 1
    check(codes, starts, kinds)
    if folded.shape[0] != kinds.shape[0] or keeps_spaces.shape[0] != count:
        raise ValueError("as much of each as of the others")
    cdef bytes laid = PyBytes_FromStringAndSize(NULL, (codes.shape[0] + count) * sizeof(uint32_t))
    cdef bytes begins = PyBytes_FromStringAndSize(NULL, (count + 1) * sizeof(int64_t))
    cdef uint32_t* places = <uint32_t*>PyBytes_AS_STRING(laid)
    cdef int64_t* begin = <int64_t*>PyBytes_AS_STRING(begins)
    with nogil:
        for text in range(count):
            begin[text] = size
            for at in range(starts[text], starts[text + 1]):
                if keeps_spaces[text] or not kinds[codes[at]] & SPACE:
                    places[size] = folded[codes[at]]
                    size += 1
            places[size] = GAP
            size += 1
        begin[count] = size
    return laid[: size * sizeof(uint32_t)], begins


cdef int check(
    const uint32_t[::1] codes, const int64_t[::1] starts, const uint8_t[::1] kinds
) except -1:
    """Refuse characters outside of the table, and texts that do not fill all of the codes."""
    cdef Py_ssize_t at
    if starts.shape[0] < 1 or starts[0] != 0 or starts[starts.shape[0] - 1] != codes.shape[0]:
        raise ValueError("texts that fill other codes")
    for at in range(starts.shape[0] - 1):
        if starts[at] > starts[at + 1]:
            raise ValueError("a text that ends before it begins")
    for at in range(codes.shape[0]):
        if codes[at] >= <size_t>kinds.shape[0]:
            raise IndexError("a number that no character has")
    return 0
