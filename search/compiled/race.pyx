# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Lists of what paragraphs gain → those of the paragraphs that gain most, with their sums.

`search/maxscore.py` says what is true of the answers, and gives the same ones without a compiler.
Where paragraphs may be in any list, they are gone through window by window: a window's sums stay in
the processor's cache. Lists that could not lift a paragraph among the best together are only looked
into, for paragraphs that others have lifted (MaxScore; Turtle and Flood 1995).

Gains are kept in quanta, of which all are whole multiples: in 32 bits wherever what all lists add
together has room in them, as it has unless a query is very long; else in 64.
"""

from libc.math cimport ceil
from libc.stdint cimport INT32_MAX, int32_t, int64_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memset

from search.compiled.highest cimport highest

cdef extern from "bits.h":
    unsigned int ones(unsigned long long bits) noexcept nogil

cdef enum:
    # So many paragraphs are a window: their sums take 32 kB.
    WINDOW = 8192
    # To look a paragraph up in a list costs as much as to add so many of its entries to sums.
    LOOK_UP = 2
    # So many given paragraphs are looked up at a time.
    SOME = 512
    # So many more than twice those asked for are kept before the lowest of them are dropped.
    SPARE = 64

cdef double MOST_QUANTA = 2.0**52

ctypedef fused quanta:
    int32_t
    int64_t


cdef struct Run:
    const uint32_t* docs
    # What each paragraph gains: one of the two, by how much room it needs.
    const int32_t* narrow
    const int64_t* wide
    Py_ssize_t length
    const uint64_t* bits
    const uint32_t* before
    const uint32_t* starts
    # The entries of the window at hand: from the first to the one before the last.
    Py_ssize_t first
    Py_ssize_t last
    int64_t most


cdef class Entries:
    """A list: ascending paragraphs, what each gains, and, where there are many, their bits."""

    cdef uint32_t* docs
    cdef int32_t* narrow
    cdef int64_t* wide
    cdef const uint64_t[::1] bits
    # How many bits are set before each number of the bits, and where the entries of each window
    # begin; of a short list that is not kept.
    cdef uint32_t* before
    cdef uint32_t* starts
    cdef int64_t most
    cdef Py_ssize_t length
    cdef readonly double quantum
    cdef readonly Py_ssize_t width

    def __cinit__(self):
        self.docs = self.before = self.starts = NULL
        self.narrow, self.wide = NULL, NULL

    def __init__(
        self,
        const Py_ssize_t[::1] docs,
        const double[::1] gains,
        bits,
        Py_ssize_t width,
        double most,
        double quantum,
    ):
        """Take the list. Errors: `ValueError` where its parts do not fit each other."""
        if self.docs != NULL:
            raise ValueError("a list cannot be another")
        if docs.shape[0] != gains.shape[0]:
            raise ValueError("as many paragraphs as gains make a list")
        if not 0 <= most <= MOST_QUANTA * quantum or not 0 <= width <= 1 << 26:
            raise ValueError("a list adds more, or is of more paragraphs, than there can be")
        self.width, self.length, self.quantum = width, docs.shape[0], quantum
        self.most = <int64_t>ceil(most / quantum)
        self._take_docs(docs)
        self._take_gains(gains)
        if bits is not None:
            self.bits = bits
            self._count_bits()
        if self.length > self.window_count():
            self._find_windows()

    cdef int _take_docs(self, const Py_ssize_t[::1] docs) except -1:
        cdef Py_ssize_t at, last = -1, most = 64 * self.width
        self.docs = <uint32_t*>malloc((self.length + 1) * sizeof(uint32_t))
        if self.docs == NULL:
            raise MemoryError
        for at in range(self.length):
            if docs[at] <= last:
                raise ValueError("the paragraphs of a list do not ascend")
            last = docs[at]
            self.docs[at] = <uint32_t>last
        if last >= most:
            raise ValueError("a list has paragraphs that are not there")
        return 0

    cdef int _take_gains(self, const double[::1] gains) except -1:
        cdef Py_ssize_t at
        cdef int64_t gain
        if self.most <= INT32_MAX:
            self.narrow = <int32_t*>malloc((self.length + 1) * sizeof(int32_t))
        else:
            self.wide = <int64_t*>malloc((self.length + 1) * sizeof(int64_t))
        if self.narrow == NULL and self.wide == NULL:
            raise MemoryError
        for at in range(self.length):
            if not 0 < gains[at] <= self.most * self.quantum:
                raise ValueError("a paragraph gains nothing, or more than the most of its list")
            gain = <int64_t>(gains[at] / self.quantum)
            if gain * self.quantum != gains[at]:
                raise ValueError("a paragraph gains a part of a quantum")
            if self.narrow != NULL:
                self.narrow[at] = <int32_t>gain
            else:
                self.wide[at] = gain
        return 0

    cdef int _count_bits(self) except -1:
        cdef Py_ssize_t word
        cdef uint32_t total = 0
        if self.bits.shape[0] != self.width:
            raise ValueError("a list has bits of another index")
        self.before = <uint32_t*>malloc((self.width + 1) * sizeof(uint32_t))
        if self.before == NULL:
            raise MemoryError
        for word in range(self.width):
            self.before[word] = total
            total += ones(self.bits[word])
        self.before[self.width] = total
        if total != self.length:
            raise ValueError("the bits of a list are not those of its paragraphs")
        return 0

    cdef Py_ssize_t window_count(self) noexcept:
        return (64 * self.width + WINDOW - 1) // WINDOW

    cdef int _find_windows(self) except -1:
        cdef Py_ssize_t window, at = 0, windows = self.window_count()
        self.starts = <uint32_t*>malloc((windows + 1) * sizeof(uint32_t))
        if self.starts == NULL:
            raise MemoryError
        for window in range(windows + 1):
            while at < self.length and self.docs[at] < window * WINDOW:
                at += 1
            self.starts[window] = <uint32_t>at
        return 0

    def __dealloc__(self):
        free(self.docs)
        free(self.narrow)
        free(self.wide)
        free(self.before)
        free(self.starts)

    cdef Run run(self) noexcept:
        cdef Run run
        run.docs, run.narrow, run.wide = self.docs, self.narrow, self.wide
        run.length = self.length
        # A list of nothing is read as one of few.
        run.bits = &self.bits[0] if self.before != NULL and self.length else NULL
        run.before, run.starts = self.before, self.starts
        run.first = run.last = 0
        run.most = self.most
        return run


cdef inline int64_t gain_at(const Run* run, Py_ssize_t at) noexcept nogil:
    return run.narrow[at] if run.narrow != NULL else run.wide[at]


cdef inline int64_t gain_of_few(const Run* run, Py_ssize_t doc) noexcept nogil:
    """Return what a paragraph gains in a list that has no bits."""
    cdef Py_ssize_t at = first_from(run.docs, run.length, doc)
    return gain_at(run, at) if at < run.length and run.docs[at] == doc else 0


cdef inline Py_ssize_t first_from(
    const uint32_t* docs, Py_ssize_t length, Py_ssize_t wanted
) noexcept nogil:
    """Return the place of the first of ascending numbers that is not less than another.

    Without a branch but for the end: where the number lies could hardly be foretold.
    """
    cdef Py_ssize_t at = 0, half
    while length > 1:
        half = length >> 1
        at += half * (docs[at + half - 1] < wanted)
        length -= half
    return at + (length == 1 and docs[at] < wanted)


cdef inline int64_t gain_of_many(const Run* run, Py_ssize_t doc) noexcept nogil:
    """Return what a paragraph gains in a list that has bits."""
    cdef uint64_t word = run.bits[doc >> 6], bit = (<uint64_t>1) << (doc & 63)
    cdef Py_ssize_t at = run.before[doc >> 6] + ones(word & (bit - 1))
    # Without a branch: what is read behind the list's end is not taken.
    return gain_at(run, min(at, run.length - 1)) * ((word & bit) != 0)


cdef class Best:
    """The best so far: all that score as much as the last of `count`, as far as is known."""

    cdef Py_ssize_t* docs
    cdef int64_t* scores
    cdef int64_t* scratch
    cdef Py_ssize_t size, room, count
    cdef int64_t least

    def __cinit__(self, Py_ssize_t count, int64_t least):
        self.count, self.least, self.size = count, least, 0
        self.room = 2 * count + SPARE
        self.docs = <Py_ssize_t*>malloc(self.room * sizeof(Py_ssize_t))
        self.scores = <int64_t*>malloc(self.room * sizeof(int64_t))
        self.scratch = <int64_t*>malloc(self.room * sizeof(int64_t))
        if self.docs == NULL or self.scores == NULL or self.scratch == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.docs)
        free(self.scores)
        free(self.scratch)

    cdef inline int add(self, Py_ssize_t doc, int64_t score) except -1 nogil:
        if self.size == self.room:
            self.drop_lowest()
            if 4 * self.size > 3 * self.room:
                self.make_room()
        self.docs[self.size] = doc
        self.scores[self.size] = score
        self.size += 1
        return 0

    cdef void drop_lowest(self) noexcept nogil:
        """Raise the bar to what the last of the best has, and drop what is below."""
        cdef Py_ssize_t at, kept = 0
        if self.size <= self.count:
            return
        for at in range(self.size):
            self.scratch[at] = self.scores[at]
        self.least = max(self.least, highest(self.scratch, self.size, self.count))
        for at in range(self.size):
            if self.scores[at] >= self.least:
                self.docs[kept] = self.docs[at]
                self.scores[kept] = self.scores[at]
                kept += 1
        self.size = kept

    cdef int make_room(self) except -1 nogil:
        cdef Py_ssize_t room = 2 * self.room
        cdef void* docs = realloc(self.docs, room * sizeof(Py_ssize_t))
        if docs != NULL:
            self.docs = <Py_ssize_t*>docs
        cdef void* scores = realloc(self.scores, room * sizeof(int64_t))
        if scores != NULL:
            self.scores = <int64_t*>scores
        cdef void* scratch = realloc(self.scratch, room * sizeof(int64_t))
        if scratch != NULL:
            self.scratch = <int64_t*>scratch
        if docs == NULL or scores == NULL or scratch == NULL:
            with gil:
                raise MemoryError
        self.room = room
        return 0

    cdef tuple told(self, double quantum):
        cdef Py_ssize_t at
        self.drop_lowest()
        # A sum is written over what it is made of, which takes no less room.
        for at in range(self.size):
            (<double*>self.scores)[at] = self.scores[at] * quantum
        return (
            (<char*>self.docs)[: self.size * sizeof(Py_ssize_t)],
            (<char*>self.scores)[: self.size * sizeof(double)],
        )


cdef class Lists:
    """The runs of some lists in order, and what those from each on can add together."""

    cdef list entries
    cdef Run* runs
    cdef int64_t* bounds
    cdef Py_ssize_t size, width
    cdef double quantum

    def __cinit__(self, list entries):
        cdef Py_ssize_t at
        cdef Entries each
        if not entries:
            raise ValueError("nothing is best of no lists")
        self.entries = entries
        self.size = len(entries)
        self.width, self.quantum = (<Entries?>entries[0]).width, (<Entries>entries[0]).quantum
        self.runs = <Run*>malloc(self.size * sizeof(Run))
        self.bounds = <int64_t*>malloc((self.size + 1) * sizeof(int64_t))
        if self.runs == NULL or self.bounds == NULL:
            raise MemoryError
        for at in range(self.size):
            each = <Entries?>entries[at]
            if each.width != self.width or each.quantum != self.quantum:
                raise ValueError("lists of two indexes")
            self.runs[at] = each.run()
        self.bounds[self.size] = 0
        for at in range(self.size - 1, -1, -1):
            self.bounds[at] = self.bounds[at + 1] + self.runs[at].most

    def __dealloc__(self):
        free(self.runs)
        free(self.bounds)


def best_of_any(list entries, Py_ssize_t finding, Py_ssize_t count, double least):
    """Return the best of what is in any of the first `finding` lists, which descend by `most`.

    The others only add to sums. So much as `least` the best are known to have. The answer is the
    bytes of the paragraphs' numbers, and those of their scores.
    """
    cdef Lists lists = Lists(entries)
    cdef Best best = Best(count, <int64_t>ceil(least / lists.quantum))
    if not 0 < finding <= lists.size:
        raise ValueError("some of the lists find, and no others")
    if lists.bounds[0] <= INT32_MAX:
        go_through[int32_t](lists, finding, best)
    else:
        go_through[int64_t](lists, finding, best)
    return best.told(lists.quantum)


cdef int go_through(Lists lists, Py_ssize_t finding, Best best, quanta* _=NULL) except -1:
    """Take those of all windows that may be among the best.

    The last argument is never read: its type says how wide sums are.
    """
    cdef quanta* sums = <quanta*>malloc(WINDOW * sizeof(quanta))
    cdef uint16_t* lifted = <uint16_t*>malloc((WINDOW + 1) * sizeof(uint16_t))
    cdef Py_ssize_t window, windows = (64 * lists.width + WINDOW - 1) // WINDOW
    try:
        if sums == NULL or lifted == NULL:
            raise MemoryError
        with nogil:
            memset(sums, 0, WINDOW * sizeof(quanta))
            for window in range(windows):
                add_window(lists, finding, best, window, sums, lifted)
    finally:
        free(sums)
        free(lifted)
    return 0


cdef int add_window(
    Lists lists,
    Py_ssize_t finding,
    Best best,
    Py_ssize_t window,
    quanta* sums,
    uint16_t* lifted,
) except -1 nogil:
    """Take those of a window that may be among the best."""
    cdef Py_ssize_t added = 0, size = 0, at, start = window * WINDOW
    cdef int64_t needed
    while added < finding and lists.bounds[added] >= best.least:
        enter(&lists.runs[added], window)
        needed = best.least - lists.bounds[added + 1]
        size = add_lifting(&lists.runs[added], start, needed, sums, lifted, size)
        added += 1
    size = still_high(best.least - lists.bounds[added], sums, lifted, size)
    while size and added < lists.size:
        enter(&lists.runs[added], window)
        add_to_some(&lists.runs[added], start, sums, lifted, size)
        added += 1
        size = still_high(best.least - lists.bounds[added], sums, lifted, size)
    for at in range(size):
        best.add(start + lifted[at], sums[lifted[at]])
    for at in range(added):
        clear_run(&lists.runs[at], start, sums)
    return 0


cdef inline quanta gain_in(const Run* run, Py_ssize_t at, const quanta* sums) noexcept nogil:
    """Return what an entry gains, as it is added to sums that have room for all of the lists."""
    if quanta is int32_t:
        return run.narrow[at]
    else:
        return gain_at(run, at)


cdef inline Py_ssize_t add_lifting(
    const Run* run,
    Py_ssize_t start,
    int64_t needed,
    quanta* sums,
    uint16_t* lifted,
    Py_ssize_t size,
) noexcept nogil:
    """Add a list to the sums of a window; return how many paragraphs may then be worth a look."""
    cdef Py_ssize_t at, doc
    cdef quanta before, gain
    for at in range(run.first, run.last):
        doc = run.docs[at] - start
        before, gain = sums[doc], gain_in(run, at, sums)
        # Without a branch, which could hardly be foretold.
        lifted[size] = <uint16_t>doc
        size += (before == 0) & (gain >= needed)
        sums[doc] = before + gain
    return size


cdef inline void add_to_some(
    Run* run, Py_ssize_t start, quanta* sums, const uint16_t* lifted, Py_ssize_t size
) noexcept nogil:
    """Add a list to the sums of some paragraphs of a window, or of all, if that costs less."""
    cdef Py_ssize_t at
    if run.bits == NULL or run.last - run.first < LOOK_UP * size:
        for at in range(run.first, run.last):
            sums[run.docs[at] - start] += gain_in(run, at, sums)
    else:
        run.first = run.last
        for at in range(size):
            sums[lifted[at]] += <quanta>gain_of_many(run, start + lifted[at])


cdef inline Py_ssize_t still_high(
    int64_t needed, const quanta* sums, uint16_t* lifted, Py_ssize_t size
) noexcept nogil:
    """Keep those paragraphs that have so much; return how many."""
    cdef Py_ssize_t at, kept = 0
    cdef uint16_t doc
    for at in range(size):
        doc = lifted[at]
        lifted[kept] = doc
        kept += sums[doc] >= needed
    return kept


cdef inline void enter(Run* run, Py_ssize_t window) noexcept nogil:
    """Find the entries of a window: from `first` to the one before `last`."""
    cdef Py_ssize_t at = run.last, start = window * WINDOW
    if run.starts != NULL:
        run.first, run.last = run.starts[window], run.starts[window + 1]
        return
    while at < run.length and run.docs[at] < start:
        at += 1
    run.first = at
    while at < run.length and run.docs[at] < start + WINDOW:
        at += 1
    run.last = at


cdef inline void clear_run(const Run* run, Py_ssize_t start, quanta* sums) noexcept nogil:
    """Make the sums that a list was added to zero again."""
    cdef Py_ssize_t at
    for at in range(run.first, run.last):
        sums[run.docs[at] - start] = 0


def best_of_given(const Py_ssize_t[::1] docs, list entries, Py_ssize_t count):
    """Return the best of some paragraphs; no list has to have them. The lists descend by `most`.

    The answer is as that of `best_of_any`.
    """
    cdef Lists lists = Lists(entries)
    cdef Best best = Best(count, 0)
    cdef Py_ssize_t at, start = 0, size = docs.shape[0], most = 64 * lists.width
    cdef int64_t* sums = <int64_t*>malloc(SOME * sizeof(int64_t))
    cdef uint16_t* lifted = <uint16_t*>malloc(SOME * sizeof(uint16_t))
    try:
        if sums == NULL or lifted == NULL:
            raise MemoryError
        for at in range(size):
            if not 0 <= docs[at] < most:
                raise IndexError("a paragraph that is not there")
        with nogil:
            while start < size:
                look_into(lists, best, &docs[start], min(SOME, size - start), sums, lifted)
                start += SOME
    finally:
        free(sums)
        free(lifted)
    return best.told(lists.quantum)


cdef int look_into(
    Lists lists,
    Best best,
    const Py_ssize_t* docs,
    Py_ssize_t size,
    int64_t* sums,
    uint16_t* lifted,
) except -1 nogil:
    """Take those of some paragraphs that may be among the best."""
    cdef Py_ssize_t at, list_at
    cdef const Run* run
    for at in range(size):
        sums[at] = 0
        lifted[at] = <uint16_t>at
    for list_at in range(lists.size):
        run = &lists.runs[list_at]
        if run.bits == NULL:
            for at in range(size):
                sums[lifted[at]] += gain_of_few(run, docs[lifted[at]])
        else:
            for at in range(size):
                sums[lifted[at]] += gain_of_many(run, docs[lifted[at]])
        size = still_high(best.least - lists.bounds[list_at + 1], sums, lifted, size)
    for at in range(size):
        best.add(docs[lifted[at]], sums[lifted[at]])
    return 0
