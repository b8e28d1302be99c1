# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Sets of paragraphs as numbers ↔ the same as bits, and what is in them.

`search/paragraphs.py` says what that is, and gives the same sets without a compiler.
"""

from libc.stdint cimport uint64_t
from libc.stdlib cimport free, malloc

cdef extern from "bits.h":
    unsigned int lowest(uint64_t bits) noexcept nogil
    size_t ones_of_all(const uint64_t* bits, size_t size) noexcept nogil


cdef enum:
    # So many numbers of bits are united of all sets before the next: they stay at hand meanwhile.
    BLOCK = 1024


def unite(uint64_t[::1] bits, list many, list few):
    """Set the bits of what is in any of the sets: `many` are of bits, `few` of numbers.

    Errors: `IndexError` for a number that has no bit, `ValueError` for a set of another index.
    """
    cdef Py_ssize_t at, start = 0, size = bits.shape[0], most = 64 * size
    cdef const uint64_t[::1] others
    cdef const Py_ssize_t[::1] numbers
    cdef const uint64_t** sets = <const uint64_t**>malloc((len(many) + 1) * sizeof(uint64_t*))
    try:
        if sets == NULL:
            raise MemoryError
        for at, others in enumerate(many):
            if others.shape[0] != size:
                raise ValueError("bits of another index")
            sets[at] = &others[0] if size else NULL
        while start < size:
            unite_block(&bits[0], sets, len(many), start, min(start + BLOCK, size))
            start += BLOCK
    finally:
        free(sets)
    for numbers in few:
        for at in range(numbers.shape[0]):
            if not 0 <= numbers[at] < most:
                raise IndexError("a paragraph that is not there")
            bits[numbers[at] >> 6] |= (<uint64_t>1) << (numbers[at] & 63)


cdef void unite_block(
    uint64_t* bits, const uint64_t** sets, Py_ssize_t count, Py_ssize_t start, Py_ssize_t end
) noexcept nogil:
    cdef Py_ssize_t of, at
    cdef const uint64_t* others
    for of in range(count):
        others = sets[of]
        for at in range(start, end):
            bits[at] |= others[at]


def size_of(const uint64_t[::1] bits):
    """Return how many bits are set."""
    return ones_of_all(&bits[0], bits.shape[0]) if bits.shape[0] else 0


def numbers_of(const uint64_t[::1] bits):
    """Return the numbers whose bits are set: their bytes."""
    cdef Py_ssize_t word, at = 0, size = size_of(bits)
    cdef uint64_t left
    cdef Py_ssize_t* numbers = <Py_ssize_t*>malloc((size + 1) * sizeof(Py_ssize_t))
    try:
        if numbers == NULL:
            raise MemoryError
        for word in range(bits.shape[0]):
            left = bits[word]
            while left:
                numbers[at] = 64 * word + lowest(left)
                left &= left - 1
                at += 1
        return (<char*>numbers)[: size * sizeof(Py_ssize_t)]
    finally:
        free(numbers)


def among_bits(const uint64_t[::1] bits, const Py_ssize_t[::1] numbers, unsigned char[::1] among):
    """Tell of each number whether its bit is set. Errors: `IndexError` for one that has none."""
    cdef Py_ssize_t at, most = 64 * bits.shape[0]
    for at in range(numbers.shape[0]):
        if not 0 <= numbers[at] < most:
            raise IndexError("a paragraph that is not there")
        among[at] = (bits[numbers[at] >> 6] >> (numbers[at] & 63)) & 1
