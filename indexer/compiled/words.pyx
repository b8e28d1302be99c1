# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Words → their numbers in a vocabulary; runs of Han characters → one text to be cut.

`indexer/segment_many.py` says what they are, and gives the same without a compiler.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free

cdef enum:
    FEW = 4  # The characters of a word that make up one number.
    FIRST_SLOTS = 1 << 14


cdef class Known:
    """The words met so far that are short, and their numbers: a table that is half empty."""

    cdef uint64_t* keys
    cdef uint32_t* numbers
    cdef Py_ssize_t slots, used

    def __cinit__(self):
        self.slots, self.used = FIRST_SLOTS, 0
        self.keys = <uint64_t*>calloc(self.slots, sizeof(uint64_t))
        self.numbers = <uint32_t*>calloc(self.slots, sizeof(uint32_t))
        if self.keys == NULL or self.numbers == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.keys)
        free(self.numbers)

    def numbers_of(self, list words, vocabulary):
        """Return the bytes of the words' numbers: those that the vocabulary has, or gives, them."""
        cdef Py_ssize_t at = 0, size = len(words), slot
        cdef bytes found = PyBytes_FromStringAndSize(NULL, size * sizeof(uint32_t))
        cdef uint32_t* numbers = <uint32_t*>PyBytes_AS_STRING(found)
        cdef uint64_t key
        for word in words:
            if at == size or not isinstance(word, str):
                raise TypeError("a list of words, which stays as it is")
            key = key_of(<str>word)
            slot = self.slot_of(key)
            if key and self.keys[slot] == key:
                numbers[at] = self.numbers[slot]
            else:
                numbers[at] = vocabulary[word]
                if key:
                    self.put(key, numbers[at])
            at += 1
        if at < size:
            raise TypeError("a list of words, which stays as it is")
        return found

    cdef inline Py_ssize_t slot_of(self, uint64_t key) noexcept nogil:
        """Return where a key is, or is to be put."""
        cdef Py_ssize_t last = self.slots - 1
        cdef Py_ssize_t slot = <Py_ssize_t>((key * <uint64_t>0x9E3779B97F4A7C15) >> 32) & last
        while self.keys[slot] and self.keys[slot] != key:
            slot = (slot + 1) & last
        return slot

    cdef int put(self, uint64_t key, uint32_t number) except -1:
        """Note down the number of a key that is not there yet."""
        if 2 * self.used >= self.slots:
            self.grow()
        cdef Py_ssize_t slot = self.slot_of(key)
        self.keys[slot], self.numbers[slot] = key, number
        self.used += 1
        return 0

    cdef int grow(self) except -1:
        """Double the table."""
        cdef Py_ssize_t at, slot, before = self.slots
        cdef uint64_t* old_keys = self.keys
        cdef uint32_t* old_numbers = self.numbers
        cdef uint64_t* keys = <uint64_t*>calloc(2 * before, sizeof(uint64_t))
        cdef uint32_t* numbers = <uint32_t*>calloc(2 * before, sizeof(uint32_t))
        if keys == NULL or numbers == NULL:
            free(keys)
            free(numbers)
            raise MemoryError
        self.keys, self.numbers, self.slots = keys, numbers, 2 * before
        for at in range(before):
            if old_keys[at]:
                slot = self.slot_of(old_keys[at])
                keys[slot], numbers[slot] = old_keys[at], old_numbers[at]
        free(old_keys)
        free(old_numbers)
        return 0


cdef inline uint64_t key_of(str word):
    """Return a number that no other word has; 0 for one that is long, or of rare characters."""
    cdef Py_ssize_t at, size = len(word)
    cdef uint64_t key = 0
    cdef Py_UCS4 character
    if size > FEW:
        return 0
    for at in range(size):
        character = word[at]
        if character == 0 or character > 0xFFFF:
            return 0
        key |= <uint64_t>character << (16 * at)
    return key


def marked(
    const uint32_t[::1] codes,
    const uint8_t[::1] kinds,
    uint8_t han,
    uint32_t gap,
    uint32_t between_runs,
    uint32_t between_texts,
):
    """Return the bytes of the Han characters, a mark behind each run, and one for each gap.

    `kinds` tells of each character what it is; where a text ends, its last run needs no mark.
    """
    cdef Py_ssize_t at, size = 0
    cdef bint in_run = False
    if kinds.shape[0] != codes.shape[0]:
        raise ValueError("as many kinds as characters")
    cdef bytes found = PyBytes_FromStringAndSize(NULL, codes.shape[0] * sizeof(uint32_t))
    cdef uint32_t* kept = <uint32_t*>PyBytes_AS_STRING(found)
    with nogil:
        for at in range(codes.shape[0]):
            if kinds[at] == han:
                kept[size] = codes[at]
                size += 1
                in_run = True
            elif codes[at] == gap:
                kept[size] = between_texts
                size += 1
                in_run = False
            elif in_run:
                kept[size] = between_runs
                size += 1
                in_run = False
    return found[: size * sizeof(uint32_t)]
