# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A leaf and the texts of paragraphs → what each scores by grams, and what its best stretch has.

`search/closeness.py` says what that is, and gives the same numbers without a compiler.
"""

from libc.math cimport rint
from libc.stdint cimport int32_t, uint16_t, uint32_t
from libc.stdlib cimport calloc, free, malloc

cdef extern from "ahead.h":
    void fetch(const void* place) noexcept nogil

cdef enum:
    # So many texts ahead are fetched from memory, each of so many bytes, while one is compared.
    AHEAD = 12
    FETCHED = 512
    LINE = 64
    # A leaf has at most 512 characters and so many pairs: a fourth of the slots, or fewer, is used.
    SLOTS = 2048
    SLOT_BITS = 11
    MOST_GRAMS = 1024


cdef struct Slots:
    uint32_t keys[SLOTS]
    int32_t numbers[SLOTS]


cdef inline void put(Slots* slots, uint32_t key, int32_t number) noexcept nogil:
    """Give a key, which has none yet, its number."""
    cdef uint32_t at = (key * <uint32_t>2654435761) >> (32 - SLOT_BITS)
    while slots.numbers[at]:
        at = (at + 1) & (SLOTS - 1)
    slots.keys[at], slots.numbers[at] = key, number + 1


cdef inline int32_t number_of(const Slots* slots, uint32_t key) noexcept nogil:
    """Return the number of a key; -1 where it has none."""
    cdef uint32_t at = (key * <uint32_t>2654435761) >> (32 - SLOT_BITS)
    while slots.numbers[at]:
        if slots.keys[at] == key:
            return slots.numbers[at] - 1
        at = (at + 1) & (SLOTS - 1)
    return -1


cdef inline void fetch_text(const char* first, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """Have the beginning of a text fetched from memory, so that it need not be waited for."""
    cdef Py_ssize_t at = begin
    while at < end and at < begin + FETCHED:
        fetch(first + at)
        at += LINE


cdef struct Ends:
    # Where grams of the leaf end in one text, in order, and which they are.
    Py_ssize_t* places
    int32_t* grams
    Py_ssize_t size


cdef class Leaf:
    """The grams of a leaf, and what each weighs: first its characters, then its pairs."""

    cdef Slots characters, pairs
    cdef const double[::1] weights
    cdef Py_ssize_t length
    cdef int32_t character_count
    cdef int32_t* counts
    cdef Py_ssize_t* latest

    def __cinit__(self):
        self.counts = <int32_t*>calloc(MOST_GRAMS, sizeof(int32_t))
        self.latest = <Py_ssize_t*>calloc(MOST_GRAMS, sizeof(Py_ssize_t))
        if self.counts == NULL or self.latest == NULL:
            raise MemoryError

    def __init__(self, str characters, const Py_ssize_t[::1] codes, weights, Py_ssize_t length):
        """Take the characters, the codes of pairs, the weights of both; `length` of a quotation."""
        cdef Py_ssize_t at
        self.weights = weights
        self.length = length
        self.character_count = len(characters)
        if len(characters) + codes.shape[0] != self.weights.shape[0] or len(weights) > MOST_GRAMS:
            raise ValueError("a leaf has as many weights as grams, and not too many")
        for at in range(len(characters)):
            put(&self.characters, <uint32_t>characters[at], at)
        for at in range(codes.shape[0]):
            put(&self.pairs, <uint32_t>codes[at], self.character_count + at)

    def __dealloc__(self):
        free(self.counts)
        free(self.latest)

    def compare(
        self,
        codes,
        const Py_ssize_t[::1] begins,
        const Py_ssize_t[::1] ends,
        double average,
        tuple constants,
        double[::1] scores,
        double[::1] held,
    ):
        """Tell of texts from `begins` to `ends` of an array what they score and what they hold.

        `constants` are K1, B and the quantum of scores. Errors: `IndexError` where a text lies
        outside of the array.
        """
        cdef double k1, b, quantum, saturation
        cdef Py_ssize_t at, longest = 0
        cdef const uint16_t[::1] narrow
        cdef const uint32_t[::1] wide
        cdef Py_ssize_t size = codes.itemsize
        cdef bint is_narrow = size == 2
        cdef const char* first
        cdef Ends found
        k1, b, quantum = constants
        if is_narrow:
            narrow = codes
        else:
            wide = codes
        for at in range(begins.shape[0]):
            if not 0 <= begins[at] <= ends[at] <= len(codes):
                raise IndexError("a text outside of its array")
            longest = max(longest, ends[at] - begins[at])
        if not longest:
            scores[:], held[:] = 0.0, 0.0
            return
        found.places = <Py_ssize_t*>malloc(2 * longest * sizeof(Py_ssize_t))
        found.grams = <int32_t*>malloc(2 * longest * sizeof(int32_t))
        first = <const char*>&narrow[0] if is_narrow else <const char*>&wide[0]
        try:
            if found.places == NULL or found.grams == NULL:
                raise MemoryError
            with nogil:
                for at in range(begins.shape[0]):
                    if at + AHEAD < begins.shape[0]:
                        fetch_text(first, begins[at + AHEAD] * size, ends[at + AHEAD] * size)
                    if is_narrow:
                        self.find_narrow(&narrow[0] + begins[at], ends[at] - begins[at], &found)
                    else:
                        self.find_wide(&wide[0] + begins[at], ends[at] - begins[at], &found)
                    saturation = k1 * (1 - b + b * (ends[at] - begins[at]) / average)
                    held[at] = self.best_stretch(&found)
                    scores[at] = self.score(&found, saturation, k1, quantum)
        finally:
            free(found.places)
            free(found.grams)

    cdef void find_narrow(self, const uint16_t* codes, Py_ssize_t size, Ends* found) noexcept nogil:
        cdef Py_ssize_t place
        cdef int32_t before = -1
        found.size = 0
        for place in range(size):
            before = self.find_at(codes[place], place, before, found)

    cdef void find_wide(self, const uint32_t* codes, Py_ssize_t size, Ends* found) noexcept nogil:
        cdef Py_ssize_t place
        cdef int32_t before = -1
        found.size = 0
        for place in range(size):
            before = self.find_at(codes[place], place, before, found)

    cdef inline int32_t find_at(
        self, uint32_t code, Py_ssize_t place, int32_t before, Ends* found
    ) noexcept nogil:
        """Take the grams that end at a place; return the number of its character, or -1."""
        cdef int32_t number = number_of(&self.characters, code), pair
        if number < 0:
            return number
        found.places[found.size], found.grams[found.size] = place, number
        found.size += 1
        if before >= 0:
            pair = number_of(&self.pairs, before * self.character_count + number)
            if pair >= 0:
                found.places[found.size], found.grams[found.size] = place, pair
                found.size += 1
        return number

    cdef double score(
        self, const Ends* found, double saturation, double k1, double quantum
    ) noexcept nogil:
        """Return what a text scores by how often it has each gram."""
        cdef Py_ssize_t at
        cdef int32_t gram, count
        cdef double quanta = 0.0
        for at in range(found.size):
            self.counts[found.grams[at]] += 1
        for at in range(found.size):
            gram = found.grams[at]
            count = self.counts[gram]
            if count:
                self.counts[gram] = 0
                quanta += rint(
                    self.weights[gram] * count * (k1 + 1) / (count + saturation) / quantum
                )
        return quanta * quantum

    cdef double best_stretch(self, const Ends* found) noexcept nogil:
        """Return the weight of all grams that the best stretch of a text has, each once.

        A stretch has a pair as long as it has the first of its characters, and loses what it has no
        longer, unless it has it once more.
        """
        cdef Py_ssize_t at, place
        cdef Py_ssize_t[2] lost
        cdef int32_t gram, kind
        cdef double held = 0.0, best = 0.0
        lost[0] = lost[1] = 0
        for at in range(found.size):
            self.latest[found.grams[at]] = -1
        for at in range(found.size):
            place, gram = found.places[at], found.grams[at]
            for kind in range(2):
                held -= self.lost_before(found, &lost[kind], place - self.length + kind, kind)
            if self.latest[gram] < 0:
                held += self.weights[gram]
            self.latest[gram] = at
            best = max(best, held)
        return best

    cdef inline double lost_before(
        self, const Ends* found, Py_ssize_t* lost, Py_ssize_t last, int32_t kind
    ) noexcept nogil:
        """Return the weight of the characters, or pairs, that are in no stretch any longer."""
        cdef double weight = 0.0
        cdef int32_t gram
        while lost[0] < found.size and found.places[lost[0]] <= last:
            gram = found.grams[lost[0]]
            if (gram >= self.character_count) == kind and self.latest[gram] == lost[0]:
                weight += self.weights[gram]
                self.latest[gram] = -1
            lost[0] += 1
        return weight
