# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Sets of paragraphs as numbers ↔ the same as bits, and what is in them.

`search/paragraphs.py` says what that is, and gives the same sets without a compiler.
"""

from libc.stdint cimport uint64_t
from libc.stdlib cimport free, malloc

cdef extern from "bits.h":
    unsigned int lowest(uint64_t bits) noexcept nogil
    size_t ones_of_all(const uint64_t* bits, size_t size) noexcept nogil


def unite(uint64_t[::1] bits, list many, list few):
    """Set the bits of what is in any of the sets: `many` are of bits, `few` of numbers.

    Errors: `IndexError` for a number that has no bit, `ValueError` for a set of another index.
    """
    cdef Py_ssize_t at, size = bits.shape[0], most = 64 * size
    cdef const uint64_t[::1] others
    cdef const Py_ssize_t[::1] numbers
    for others in many:
        if others.shape[0] != size:
            raise ValueError("bits of another index")
        for at in range(size):
            bits[at] |= others[at]
    for numbers in few:
        for at in range(numbers.shape[0]):
            if not 0 <= numbers[at] < most:
                raise IndexError("a paragraph that is not there")
            bits[numbers[at] >> 6] |= (<uint64_t>1) << (numbers[at] & 63)


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
