# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Numbers → their order by counting; places of characters and pairs; occurrences → postings.

`indexer/order.py` and `place_grams.py` say what they are, and give the same without a compiler.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc

cdef extern from "ahead.h":
    void fetch(const void* place) nogil

cdef enum:
    DIGIT = 16
    KINDS = 1 << DIGIT
    # So many occurrences ahead memory is fetched: of a rare term each lies elsewhere in the texts.
    AHEAD = 24


def stable_order(const uint32_t[::1] numbers):
    """Return the bytes of the numbers' places, in ascending order; equal ones stay as they are."""
    cdef Py_ssize_t at, digit, size = numbers.shape[0]
    cdef uint32_t most = 0
    cdef bytes found = PyBytes_FromStringAndSize(NULL, size * sizeof(int64_t))
    cdef int64_t* order = <int64_t*>PyBytes_AS_STRING(found)
    cdef int64_t* before = NULL
    cdef Py_ssize_t* ends = <Py_ssize_t*>calloc(KINDS + 1, sizeof(Py_ssize_t))
    try:
        for at in range(size):
            most = max(most, numbers[at])
        if most >= KINDS:
            before = <int64_t*>malloc((size + 1) * sizeof(int64_t))
        if ends == NULL or (most >= KINDS and before == NULL):
            raise MemoryError
        with nogil:
            for at in range(size):
                ends[(numbers[at] & (KINDS - 1)) + 1] += 1
            for digit in range(KINDS):
                ends[digit + 1] += ends[digit]
            for at in range(size):
                digit = numbers[at] & (KINDS - 1)
                (before if most >= KINDS else order)[ends[digit]] = at
                ends[digit] += 1
            if most >= KINDS:
                for digit in range(KINDS + 1):
                    ends[digit] = 0
                for at in range(size):
                    ends[(numbers[at] >> DIGIT) + 1] += 1
                for digit in range(KINDS):
                    ends[digit + 1] += ends[digit]
                for at in range(size):
                    digit = numbers[before[at]] >> DIGIT
                    order[ends[digit]] = before[at]
                    ends[digit] += 1
        return found
    finally:
        free(before)
        free(ends)


def places_of_singles(const uint32_t[::1] numbers, Py_ssize_t kinds, uint32_t gap):
    """Return the bytes of the places of all characters but gaps, by character and then by place.

    `numbers` are those of the characters, each less than `kinds`, and `gap` that of a gap.
    """
    cdef Py_ssize_t at, size = 0
    cdef uint32_t number
    cdef bytes found
    cdef uint32_t* places
    cdef Py_ssize_t* ends = <Py_ssize_t*>calloc(max(kinds, 0) + 1, sizeof(Py_ssize_t))
    try:
        if ends == NULL:
            raise MemoryError
        if kinds < 0:
            raise ValueError("fewer kinds than none")
        for at in range(numbers.shape[0]):
            number = numbers[at]
            if number >= <size_t>kinds:
                raise IndexError("a character without a number")
            if number != gap:
                ends[number + 1] += 1
                size += 1
        found = PyBytes_FromStringAndSize(NULL, size * sizeof(uint32_t))
        places = <uint32_t*>PyBytes_AS_STRING(found)
        with nogil:
            for at in range(kinds):
                ends[at + 1] += ends[at]
            for at in range(numbers.shape[0]):
                number = numbers[at]
                if number != gap:
                    places[ends[number]] = at
                    ends[number] += 1
        return found
    finally:
        free(ends)


def places_of_pairs(
    const uint32_t[::1] numbers, const uint32_t[::1] singles, Py_ssize_t kinds, uint32_t gap
):
    """Return the bytes of the places of all pairs, by pair and then by place.

    `singles` are the places of single characters, by character: in the order of the second ones.
    """
    cdef Py_ssize_t at, size = 0
    cdef uint32_t place, number
    cdef bytes found
    cdef uint32_t* places
    cdef Py_ssize_t* ends = <Py_ssize_t*>calloc(max(kinds, 0) + 1, sizeof(Py_ssize_t))
    try:
        if ends == NULL:
            raise MemoryError
        if kinds < 0:
            raise ValueError("fewer kinds than none")
        for at in range(singles.shape[0]):
            place = singles[at]
            if place >= <size_t>numbers.shape[0]:
                raise IndexError("a place outside of the texts")
            if place and numbers[place - 1] != gap:
                number = numbers[place - 1]
                if number >= <size_t>kinds:
                    raise IndexError("a character without a number")
                ends[number + 1] += 1
                size += 1
        found = PyBytes_FromStringAndSize(NULL, size * sizeof(uint32_t))
        places = <uint32_t*>PyBytes_AS_STRING(found)
        with nogil:
            for at in range(kinds):
                ends[at + 1] += ends[at]
            for at in range(singles.shape[0]):
                place = singles[min(at + AHEAD, singles.shape[0] - 1)]
                fetch(&numbers[max(place, 1) - 1])
                place = singles[at]
                if place and numbers[place - 1] != gap:
                    number = numbers[place - 1]
                    places[ends[number]] = place - 1
                    ends[number] += 1
        return found
    finally:
        free(ends)


def postings(
    const uint32_t[::1] places,
    const uint32_t[::1] numbers,
    const uint32_t[::1] docs,
    Py_ssize_t width,
):
    """Return what the occurrences at some places come to, as the bytes of four arrays.

    The occurrences are in order: a term is `numbers[place : place + width]`, of one number or two,
    its paragraph `docs[place]`. Returned are which occurrence is the first of each term, where the
    postings of each term begin, and where all end, the paragraph of each posting, and how often it
    has the term.
    """
    cdef Py_ssize_t at, size = places.shape[0], terms = 0, found = 0
    cdef uint32_t place, first, second = 0, doc, first_before = 0, second_before = 0, doc_before = 0
    cdef bint is_other, is_new
    cdef int64_t* firsts = <int64_t*>malloc((size + 1) * sizeof(int64_t))
    cdef uint64_t* starts = <uint64_t*>malloc((size + 1) * sizeof(uint64_t))
    cdef uint32_t* owners = <uint32_t*>malloc((size + 1) * sizeof(uint32_t))
    cdef uint32_t* counts = <uint32_t*>malloc((size + 1) * sizeof(uint32_t))
    try:
        if firsts == NULL or starts == NULL or owners == NULL or counts == NULL:
            raise MemoryError
        if not 1 <= width <= 2:
            raise ValueError("terms of neither one number nor two")
        for at in range(size):
            if places[at] > numbers.shape[0] - width or places[at] >= <size_t>docs.shape[0]:
                raise IndexError("a place outside of the texts")
        with nogil:
            # What begins is written each time and kept where something did begin: whether it does
            # cannot be foreseen, and to guess it wrong takes the processor longer than to write.
            for at in range(size):
                place = places[min(at + AHEAD, size - 1)]
                fetch(&numbers[place])
                fetch(&docs[place])
                place = places[at]
                first, doc = numbers[place], docs[place]
                if width == 2:
                    second = numbers[place + 1]
                is_other = (first != first_before) | (second != second_before) | (at == 0)
                is_new = is_other | (doc != doc_before)
                firsts[terms], starts[terms] = at, found
                owners[found], counts[found] = doc, at
                terms += is_other
                found += is_new
                first_before, second_before, doc_before = first, second, doc
            starts[terms] = found
            counts[found] = size
            for at in range(found):
                counts[at] = counts[at + 1] - counts[at]
        return (
            (<char*>firsts)[: terms * sizeof(int64_t)],
            (<char*>starts)[: (terms + 1) * sizeof(uint64_t)],
            (<char*>owners)[: found * sizeof(uint32_t)],
            (<char*>counts)[: found * sizeof(uint32_t)],
        )
    finally:
        free(firsts)
        free(starts)
        free(owners)
        free(counts)
