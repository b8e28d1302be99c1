# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A leaf and the texts of paragraphs → what each scores by grams, and what its best stretch has.

`search/closeness.py` says what that is, and gives the same numbers without a compiler.
"""

from libc.stdint cimport int32_t, uint16_t, uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset

cdef extern from "../../indexer/compiled/ahead.h":
    void fetch(const void* place) noexcept nogil

cdef extern from "nearest.h":
    double nearest(double number) noexcept nogil

cdef enum:
    # So many bytes of a text are fetched from memory before it is compared.
    FETCHED = 256
    LINE = 64
    # A leaf has at most 512 characters and so many pairs: half of the slots, or fewer, are used.
    SLOTS = 1024
    SLOT_BITS = 10
    MOST_GRAMS = 1024
    # No code of a character or a pair is so great.
    NO_CODE = 0xFFFFFFFF


cdef struct Slots:
    # Codes, and the numbers of their grams. Where slots of two codes were one, the second lies in
    # the next that is free.
    uint32_t[SLOTS] codes
    int32_t[SLOTS] numbers
    bint is_crowded


cdef inline uint32_t slot_of(uint32_t code) noexcept nogil:
    return (code * <uint32_t>2654435761) >> (32 - SLOT_BITS)


cdef void put(Slots* slots, uint32_t code, int32_t number) noexcept nogil:
    """Give a code, which has none yet, its number."""
    cdef uint32_t at = slot_of(code)
    while slots.codes[at] != NO_CODE:
        slots.is_crowded = True
        at = (at + 1) & (SLOTS - 1)
    slots.codes[at], slots.numbers[at] = code, number


cdef inline int32_t number_of(const Slots* slots, uint32_t code) noexcept nogil:
    """Return the number of a code; -1 where it has none."""
    cdef uint32_t at = slot_of(code)
    if slots.is_crowded:
        while slots.codes[at] != code and slots.codes[at] != NO_CODE:
            at = (at + 1) & (SLOTS - 1)
    return slots.numbers[at] if slots.codes[at] == code else -1


cdef inline void fetch_text(const char* first, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """Have the beginning of a text fetched from memory, so that it need not be waited for."""
    cdef Py_ssize_t at = begin
    while at < end and at < begin + FETCHED:
        fetch(first + at)
        at += LINE


cdef struct Ends:
    # Where grams of one kind end in a text, in order, and which they are.
    int32_t* places
    int32_t* grams
    Py_ssize_t size


cdef class Leaf:
    """The grams of a leaf, and what each weighs: first its characters, then its pairs."""

    cdef Slots characters, pairs
    cdef Ends found_characters, found_pairs
    cdef double[MOST_GRAMS] weights
    cdef int32_t length, character_count, gram_count
    cdef readonly double total
    cdef int32_t[MOST_GRAMS] counts
    cdef int32_t[MOST_GRAMS] latest

    def __cinit__(self):
        memset(self.characters.codes, 0xFF, sizeof(self.characters.codes))
        memset(self.pairs.codes, 0xFF, sizeof(self.pairs.codes))

    def __init__(self, str folded, dict known, weight_of, int32_t length):
        """Take the characters of a text and its pairs that weigh anything.

        What is not `known` to weigh so much, `weight_of` tells. In a quotation of `length` any of
        them may stand. Errors: `ValueError` where the text is too long.
        """
        cdef Py_ssize_t at
        cdef Py_UCS4 character
        cdef int32_t before = -1, number
        cdef uint32_t code
        self.length = length
        self.total = 0.0
        if 2 * len(folded) > MOST_GRAMS:
            raise ValueError("a leaf has too many characters")
        for character in folded:
            if character.isalnum() and number_of(&self.characters, character) < 0:
                self.take(&self.characters, character, str(character), known, weight_of)
        self.character_count = self.gram_count
        for at in range(len(folded)):
            number = number_of(&self.characters, folded[at])
            if number >= 0 and before >= 0:
                code = <uint32_t>(before * self.character_count + number)
                if number_of(&self.pairs, code) < 0:
                    self.take(&self.pairs, code, folded[at - 1 : at + 1], known, weight_of)
            before = number

    cdef int take(
        self, Slots* slots, uint32_t code, str gram, dict known, weight_of
    ) except -1:
        """Number a gram, if it weighs anything."""
        weight = known.get(gram)
        if weight is None:
            weight = weight_of(gram)
        if weight:
            self.weights[self.gram_count] = weight
            self.total += weight
            put(slots, code, self.gram_count)
            self.gram_count += 1
        return 0

    def __dealloc__(self):
        free(self.found_characters.places)
        free(self.found_characters.grams)
        free(self.found_pairs.places)
        free(self.found_pairs.grams)

    def compare(
        self,
        codes,
        const Py_ssize_t[::1] begins,
        const Py_ssize_t[::1] ends,
        double average,
        double least,
        tuple constants,
        double[::1] scores,
        double[::1] held,
    ):
        """Tell of texts from `begins` to `ends` of an array what they score and what they hold.

        Nothing is held of what weighs less than `least` altogether. `constants` are K1, B and the
        quantum of scores. Errors: `IndexError` where a text lies outside of the array.
        """
        cdef double k1, b, quantum, saturation
        cdef Py_ssize_t at, size = codes.itemsize, texts = begins.shape[0]
        cdef const uint16_t[::1] narrow
        cdef const uint32_t[::1] wide
        if size == 2:
            narrow = codes
        else:
            wide = codes
        if min(ends.shape[0], scores.shape[0], held.shape[0]) < texts:
            raise IndexError("a text without an end, or a place for what is told of it")
        if not self.make_room(begins, ends, len(codes)):
            scores[:], held[:] = 0.0, 0.0
            return
        k1, b, quantum = constants
        with nogil:
            for at in range(texts):
                if size == 2:
                    self.find_narrow(&narrow[0] + begins[at], ends[at] - begins[at])
                else:
                    self.find_wide(&wide[0] + begins[at], ends[at] - begins[at])
                saturation = k1 * (1 - b + b * (ends[at] - begins[at]) / average)
                scores[at] = self.score(saturation, k1, quantum, least, &held[at])

    cdef Py_ssize_t make_room(
        self, const Py_ssize_t[::1] begins, const Py_ssize_t[::1] ends, Py_ssize_t size
    ) except -1:
        """Make room for what may be found in the longest text; return how long that is."""
        cdef Py_ssize_t at, longest = 0
        for at in range(begins.shape[0]):
            if not 0 <= begins[at] <= ends[at] <= size:
                raise IndexError("a text outside of its array")
            longest = max(longest, ends[at] - begins[at])
        if longest >= 0x7FFFFFFF:
            raise IndexError("a text longer than any")
        make_room_for(&self.found_characters, longest + 1)
        make_room_for(&self.found_pairs, longest + 1)
        return longest

    cdef void find_narrow(self, const uint16_t* codes, Py_ssize_t size) noexcept nogil:
        cdef int32_t place, before = -1
        self.found_characters.size = self.found_pairs.size = 0
        for place in range(<int32_t>size):
            before = self.find_at(codes[place], place, before)

    cdef void find_wide(self, const uint32_t* codes, Py_ssize_t size) noexcept nogil:
        cdef int32_t place, before = -1
        self.found_characters.size = self.found_pairs.size = 0
        for place in range(<int32_t>size):
            before = self.find_at(codes[place], place, before)

    cdef inline int32_t find_at(self, uint32_t code, int32_t place, int32_t before) noexcept nogil:
        """Take the grams that end at a place; return the number of its character, or -1."""
        cdef int32_t number = number_of(&self.characters, code), pair
        cdef Ends* found = &self.found_characters
        # Without a branch, which could hardly be foretold.
        found.places[found.size], found.grams[found.size] = place, number
        found.size += number >= 0
        if number >= 0 and before >= 0:
            pair = number_of(&self.pairs, <uint32_t>(before * self.character_count + number))
            found = &self.found_pairs
            found.places[found.size], found.grams[found.size] = place, pair
            found.size += pair >= 0
        return number

    cdef double score(
        self, double saturation, double k1, double quantum, double least, double* held
    ) noexcept nogil:
        """Return what a text scores by how often it has each gram, and tell what it holds."""
        cdef double quanta = 0.0, weight = 0.0
        self.count(&self.found_characters)
        self.count(&self.found_pairs)
        quanta = self.score_of(&self.found_characters, saturation, k1, quantum, &weight)
        quanta += self.score_of(&self.found_pairs, saturation, k1, quantum, &weight)
        held[0] = self.best_stretch() if weight >= least else 0.0
        return quanta * quantum

    cdef inline void count(self, const Ends* found) noexcept nogil:
        cdef Py_ssize_t at
        for at in range(found.size):
            self.counts[found.grams[at]] += 1

    cdef inline double score_of(
        self, const Ends* found, double saturation, double k1, double quantum, double* weight
    ) noexcept nogil:
        """Return what counted grams score, in quanta, and add what they weigh; count them no more.
        """
        cdef Py_ssize_t at
        cdef int32_t gram, count
        cdef double gain, quanta = 0.0
        for at in range(found.size):
            gram = found.grams[at]
            count = self.counts[gram]
            if count:
                self.counts[gram] = 0
                weight[0] += self.weights[gram]
                gain = self.weights[gram] * count * (k1 + 1) / (count + saturation)
                # A quantum is a power of two: to multiply by how many are in 1 loses nothing.
                quanta += nearest(gain * (1 / quantum))
        return quanta

    cdef double best_stretch(self) noexcept nogil:
        """Return the weight of all grams that the best stretch of a text has, each once.

        A stretch has a pair as long as it has the first of its characters, and loses what it has no
        longer, unless it has it once more.
        """
        cdef const Ends* characters = &self.found_characters
        cdef const Ends* pairs = &self.found_pairs
        cdef Py_ssize_t at, at_pair = 0, lost = 0, lost_pair = 0
        cdef int32_t place
        cdef double held = 0.0, best = 0.0
        self.forget(characters)
        self.forget(pairs)
        for at in range(characters.size):
            place = characters.places[at]
            held -= self.lose(characters, &lost, place - self.length)
            held -= self.lose(pairs, &lost_pair, place - self.length + 1)
            held += self.gain(characters, at)
            # A pair ends where its second character does.
            if at_pair < pairs.size and pairs.places[at_pair] == place:
                held += self.gain(pairs, at_pair)
                at_pair += 1
            best = max(best, held)
        return best

    cdef inline void forget(self, const Ends* found) noexcept nogil:
        cdef Py_ssize_t at
        for at in range(found.size):
            self.latest[found.grams[at]] = -1

    cdef inline double gain(self, const Ends* found, Py_ssize_t at) noexcept nogil:
        """Return what a stretch gains by a gram that ends here: nothing where it has it already."""
        cdef int32_t gram = found.grams[at]
        cdef bint is_new = self.latest[gram] < 0
        self.latest[gram] = <int32_t>at
        return self.weights[gram] if is_new else 0.0

    cdef inline double lose(
        self, const Ends* found, Py_ssize_t* lost, int32_t last
    ) noexcept nogil:
        """Return what a stretch loses that ended at the place `last` or before."""
        cdef double weight = 0.0
        cdef int32_t gram
        while lost[0] < found.size and found.places[lost[0]] <= last:
            gram = found.grams[lost[0]]
            if self.latest[gram] == lost[0]:
                weight += self.weights[gram]
                self.latest[gram] = -1
            lost[0] += 1
        return weight


def add_gains(
    double[::1] scores,
    const double[::1] held,
    double total,
    double least,
    double by_words,
    double by_grams,
    double quantum,
    const unsigned char[::1] in_text,
    const unsigned char[::1] in_notes,
):
    """Add to the scores of texts what they gain by the weight of all grams, `total`, that they hold.

    Nothing is gained by less than the share `least` of it. What words can score, and what grams
    can, is less than `by_words` and `by_grams`. Texts that hold the whole leaf are told, and those
    of which a note does, where there are any. Errors: `IndexError` where one is not told of.
    """
    cdef Py_ssize_t at, texts = scores.shape[0]
    cdef double gain
    if held.shape[0] != texts:
        raise IndexError("a text of which it is not told what it holds")
    if in_text is not None and in_text.shape[0] != texts:
        raise IndexError("a text of which it is not told whether it has the leaf")
    if in_notes is not None and in_notes.shape[0] != texts:
        raise IndexError("a text of which it is not told whether its notes have the leaf")
    for at in range(texts):
        gain = held[at] / total if total else 0.0
        gain = gain * (by_words + by_grams) if gain >= least else 0.0
        if in_notes is not None and in_notes[at]:
            gain = by_words + 2 * by_grams
        if in_text is not None and in_text[at]:
            gain = 2 * (by_words + 2 * by_grams)
        scores[at] += nearest(gain / quantum) * quantum


def bounds(
    codes,
    const uint32_t[::1] starts,
    const Py_ssize_t[::1] numbers,
    const unsigned char[::1] unread,
    Py_ssize_t offset,
    Py_ssize_t page,
    Py_ssize_t[::1] begins,
    Py_ssize_t[::1] ends,
):
    """Put down where the texts of some numbers begin and end; return whether they may be read.

    The codes of all texts lie `offset` bytes behind the beginning of the pages, of which some are
    `unread`: these are to be checked before. Meanwhile the texts are fetched from memory. Errors:
    `IndexError` where a text lies outside of the codes, or a number has none.
    """
    cdef Py_ssize_t at, number, first_page, last_page, size = codes.itemsize, count = len(codes)
    cdef const unsigned char[::1] data = codes.view("u1")
    cdef bint are_read = True
    for at in range(numbers.shape[0]):
        number = numbers[at]
        if not 0 <= number < starts.shape[0] - 1:
            raise IndexError("a number that has no text")
        begins[at], ends[at] = starts[number], starts[number + 1]
        if not begins[at] <= ends[at] <= count:
            raise IndexError("a text outside of its array")
        if begins[at] == ends[at]:
            continue
        first_page = (offset + begins[at] * size) // page
        last_page = (offset + ends[at] * size - 1) // page
        if last_page >= unread.shape[0]:
            raise IndexError("a text outside of the pages")
        while first_page <= last_page:
            are_read = are_read and not unread[first_page]
            first_page += 1
        fetch_text(<const char*>&data[0], begins[at] * size, ends[at] * size)
    return are_read


cdef int make_room_for(Ends* found, Py_ssize_t size) except -1:
    """Make room for so many grams, of which none are there."""
    free(found.places)
    free(found.grams)
    found.places = <int32_t*>malloc(size * sizeof(int32_t))
    found.grams = <int32_t*>malloc(size * sizeof(int32_t))
    if found.places == NULL or found.grams == NULL:
        raise MemoryError
    return 0
