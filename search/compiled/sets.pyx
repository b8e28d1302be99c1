# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Sets of paragraphs as numbers ↔ the same as bits, and what is in them.

`search/paragraphs.py` says what that is, and gives the same sets without a compiler.
"""

from libc.stdint cimport uint64_t
from libc.stdlib cimport free, malloc

cdef extern from "bits.h":
    unsigned int ones(unsigned long long bits) noexcept nogil
    unsigned int lowest(unsigned long long bits) noexcept nogil


def mark(uint64_t[::1] bits, const Py_ssize_t[::1] numbers):
    """Set the bits of some numbers. Errors: `IndexError` for one that has no bit."""
    cdef Py_ssize_t at, most = 64 * bits.shape[0]
    for at in range(numbers.shape[0]):
        if not 0 <= numbers[at] < most:
            raise IndexError("a paragraph that is not there")
        bits[numbers[at] >> 6] |= (<uint64_t>1) << (numbers[at] & 63)


def size_of(const uint64_t[::1] bits):
    """Return how many bits are set."""
    cdef Py_ssize_t word, size = 0
    for word in range(bits.shape[0]):
        size += ones(bits[word])
    return size


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
