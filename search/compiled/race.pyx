# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Lists of what paragraphs gain → those of the paragraphs that gain most, with their sums.

`search/maxscore.py` says what is true of the answers, and gives the same ones without a compiler.
Where paragraphs may be in any list, they are gone through window by window: a window's sums stay in
the processor's cache. Lists that could not lift a paragraph among the best together are only looked
into, for paragraphs that others have lifted (MaxScore; Turtle and Flood 1995).
"""

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memset

cdef extern from "bits.h":
    unsigned int ones(unsigned long long bits) noexcept nogil

cdef enum:
    # So many paragraphs are a window: their sums take 32 kB.
    WINDOW = 4096
    # To look a paragraph up in a list costs as much as to add so many of its entries to sums.
    LOOK_UP = 2
    # So many given paragraphs are looked up at a time.
    SOME = 512
    # So many more than twice those asked for are kept before the lowest of them are dropped.
    SPARE = 64


cdef struct Run:
    const Py_ssize_t* docs
    const double* gains
    Py_ssize_t length
    const uint64_t* bits
    const uint32_t* before
    Py_ssize_t width
    Py_ssize_t first
    Py_ssize_t at
    double most


cdef class Entries:
    """A list: ascending paragraphs, what each gains, and, where there are many, their bits."""

    cdef const Py_ssize_t[::1] docs
    cdef const double[::1] gains
    cdef const uint64_t[::1] bits
    cdef uint32_t* before
    cdef readonly double most
    cdef readonly Py_ssize_t width

    def __cinit__(self):
        self.before = NULL

    def __init__(self, docs, gains, bits, Py_ssize_t width, double most):
        """Take the list. Errors: `ValueError` where its parts do not fit each other."""
        self.docs = docs
        self.gains = gains
        self.most = most
        self.width = width
        cdef Py_ssize_t length = self.docs.shape[0], at
        if length != self.gains.shape[0]:
            raise ValueError("as many paragraphs as gains make a list")
        if length and not 0 <= self.docs[0] <= self.docs[length - 1] < 64 * width:
            raise ValueError("a list has paragraphs that are not there")
        for at in range(1, length):
            if self.docs[at - 1] >= self.docs[at]:
                raise ValueError("the paragraphs of a list do not ascend")
        if bits is not None:
            self.bits = bits
            self._count_bits()

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
        if total != self.docs.shape[0]:
            raise ValueError("the bits of a list are not those of its paragraphs")
        return 0

    def __dealloc__(self):
        free(self.before)

    cdef Run run(self) noexcept:
        cdef Run run
        run.docs = &self.docs[0] if self.docs.shape[0] else NULL
        run.gains = &self.gains[0] if self.docs.shape[0] else NULL
        run.length = self.docs.shape[0]
        # A list of nothing is read as one of few.
        run.bits = &self.bits[0] if self.before != NULL and self.docs.shape[0] else NULL
        run.before = self.before
        run.width = self.width
        run.first = run.at = 0
        run.most = self.most
        return run


cdef inline double gain_of_few(const Run* run, Py_ssize_t doc) noexcept nogil:
    """Return what a paragraph gains in a list that has no bits."""
    cdef Py_ssize_t at = first_from(run.docs, run.length, doc)
    return run.gains[at] if at < run.length and run.docs[at] == doc else 0.0


cdef inline Py_ssize_t first_from(
    const Py_ssize_t* docs, Py_ssize_t length, Py_ssize_t wanted
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


cdef inline double gain_of_many(const Run* run, Py_ssize_t doc) noexcept nogil:
    """Return what a paragraph gains in a list that has bits."""
    cdef uint64_t word = run.bits[doc >> 6], bit = (<uint64_t>1) << (doc & 63)
    cdef Py_ssize_t at = run.before[doc >> 6] + ones(word & (bit - 1))
    # Without a branch: what is read behind the list's end is not taken.
    return run.gains[min(at, run.length - 1)] * ((word & bit) != 0)


cdef class Best:
    """The best so far: all that score as much as the last of `count`, as far as is known."""

    cdef Py_ssize_t* docs
    cdef double* scores
    cdef double* scratch
    cdef Py_ssize_t size, room, count
    cdef double least

    def __cinit__(self, Py_ssize_t count, double least):
        self.count, self.least, self.size = count, least, 0
        self.room = 2 * count + SPARE
        self.docs = <Py_ssize_t*>malloc(self.room * sizeof(Py_ssize_t))
        self.scores = <double*>malloc(self.room * sizeof(double))
        self.scratch = <double*>malloc(self.room * sizeof(double))
        if self.docs == NULL or self.scores == NULL or self.scratch == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.docs)
        free(self.scores)
        free(self.scratch)

    cdef inline int add(self, Py_ssize_t doc, double score) except -1 nogil:
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
        cdef void* scores = realloc(self.scores, room * sizeof(double))
        if scores != NULL:
            self.scores = <double*>scores
        cdef void* scratch = realloc(self.scratch, room * sizeof(double))
        if scratch != NULL:
            self.scratch = <double*>scratch
        if docs == NULL or scores == NULL or scratch == NULL:
            with gil:
                raise MemoryError
        self.room = room
        return 0

    cdef tuple told(self):
        self.drop_lowest()
        return (
            (<char*>self.docs)[: self.size * sizeof(Py_ssize_t)],
            (<char*>self.scores)[: self.size * sizeof(double)],
        )


cdef double highest(double* scores, Py_ssize_t size, Py_ssize_t count) noexcept nogil:
    """Return what the `count`-th highest score is; the scores are put in another order."""
    cdef Py_ssize_t low = 0, high = size - 1, left, right, wanted = count - 1
    cdef double pivot, held
    while low < high:
        pivot = scores[(low + high) >> 1]
        left, right = low, high
        while left <= right:
            while scores[left] > pivot:
                left += 1
            while scores[right] < pivot:
                right -= 1
            if left <= right:
                held = scores[left]
                scores[left] = scores[right]
                scores[right] = held
                left += 1
                right -= 1
        if wanted <= right:
            high = right
        elif wanted >= left:
            low = left
        else:
            break
    return scores[wanted]


cdef class Lists:
    """The runs of some lists in order, and what those from each on can add together."""

    cdef list entries
    cdef Run* runs
    cdef double* bounds
    cdef Py_ssize_t size, width

    def __cinit__(self, list entries):
        cdef Py_ssize_t at
        cdef Entries each
        if not entries:
            raise ValueError("nothing is best of no lists")
        self.entries = entries
        self.size = len(entries)
        self.width = (<Entries?>entries[0]).width
        self.runs = <Run*>malloc(self.size * sizeof(Run))
        self.bounds = <double*>malloc((self.size + 1) * sizeof(double))
        if self.runs == NULL or self.bounds == NULL:
            raise MemoryError
        for at in range(self.size):
            each = <Entries?>entries[at]
            if each.width != self.width:
                raise ValueError("lists of two indexes")
            self.runs[at] = each.run()
        self.bounds[self.size] = 0.0
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
    cdef Best best = Best(count, least)
    cdef double* sums = <double*>malloc(WINDOW * sizeof(double))
    cdef Py_ssize_t* touched = <Py_ssize_t*>malloc((WINDOW + 1) * sizeof(Py_ssize_t))
    cdef Py_ssize_t window, windows = (64 * lists.width + WINDOW - 1) // WINDOW
    try:
        if sums == NULL or touched == NULL:
            raise MemoryError
        with nogil:
            memset(sums, 0, WINDOW * sizeof(double))
            for window in range(windows):
                add_window(lists, finding, best, window * WINDOW, sums, touched)
    finally:
        free(sums)
        free(touched)
    return best.told()


cdef int add_window(
    Lists lists, Py_ssize_t finding, Best best, Py_ssize_t start, double* sums, Py_ssize_t* touched
) except -1 nogil:
    """Take those of a window that may be among the best."""
    cdef Py_ssize_t added = 0, size = 0, at
    while added < finding and lists.bounds[added] >= best.least:
        size = add_run(
            &lists.runs[added], start, best.least - lists.bounds[added + 1], sums, touched, size
        )
        added += 1
    size = still_high(best.least - lists.bounds[added], sums, touched, size)
    while size and added < lists.size:
        add_to_some(&lists.runs[added], start, sums, touched, size)
        added += 1
        size = still_high(best.least - lists.bounds[added], sums, touched, size)
    for at in range(size):
        best.add(start + touched[at], sums[touched[at]])
    for at in range(added):
        clear_run(&lists.runs[at], start, sums)
    return 0


cdef inline Py_ssize_t add_run(
    Run* run, Py_ssize_t start, double needed, double* sums, Py_ssize_t* touched, Py_ssize_t size
) noexcept nogil:
    """Add a list to the sums of a window; return how many paragraphs may then be worth a look."""
    cdef Py_ssize_t at, doc
    cdef double before
    enter(run, start)
    for at in range(run.first, run.at):
        doc = run.docs[at] - start
        before = sums[doc]
        # Without a branch, which could hardly be foretold.
        touched[size] = doc
        size += (before == 0.0) & (run.gains[at] >= needed)
        sums[doc] = before + run.gains[at]
    return size


cdef inline void add_to_some(
    Run* run, Py_ssize_t start, double* sums, const Py_ssize_t* touched, Py_ssize_t size
) noexcept nogil:
    """Add a list to the sums of some paragraphs of a window, or of all, if that costs less."""
    cdef Py_ssize_t at
    enter(run, start)
    if run.bits == NULL or run.at - run.first < LOOK_UP * size:
        for at in range(run.first, run.at):
            sums[run.docs[at] - start] += run.gains[at]
    else:
        run.first = run.at
        for at in range(size):
            sums[touched[at]] += gain_of_many(run, start + touched[at])


cdef inline Py_ssize_t still_high(
    double needed, const double* sums, Py_ssize_t* touched, Py_ssize_t size
) noexcept nogil:
    """Keep those paragraphs that have so much; return how many."""
    cdef Py_ssize_t at, doc, kept = 0
    for at in range(size):
        doc = touched[at]
        touched[kept] = doc
        kept += sums[doc] >= needed
    return kept


cdef inline void enter(Run* run, Py_ssize_t start) noexcept nogil:
    """Find the entries of a window: from `first` to the one before `at`."""
    cdef Py_ssize_t at = run.at, end = start + WINDOW
    if run.bits != NULL:
        run.first = run.before[start >> 6]
        run.at = run.before[min(end >> 6, run.width)]
        return
    while at < run.length and run.docs[at] < start:
        at += 1
    run.first = at
    while at < run.length and run.docs[at] < end:
        at += 1
    run.at = at


cdef inline void clear_run(const Run* run, Py_ssize_t start, double* sums) noexcept nogil:
    """Make the sums that a list was added to zero again."""
    cdef Py_ssize_t at
    for at in range(run.first, run.at):
        sums[run.docs[at] - start] = 0.0


def best_of_given(const Py_ssize_t[::1] docs, list entries, Py_ssize_t count):
    """Return the best of some paragraphs; no list has to have them. The lists descend by `most`.

    The answer is as that of `best_of_any`.
    """
    cdef Lists lists = Lists(entries)
    cdef Best best = Best(count, 0.0)
    cdef Py_ssize_t at, start = 0, size = docs.shape[0], most = 64 * lists.width
    cdef double* sums = <double*>malloc(SOME * sizeof(double))
    cdef Py_ssize_t* touched = <Py_ssize_t*>malloc(SOME * sizeof(Py_ssize_t))
    try:
        if sums == NULL or touched == NULL:
            raise MemoryError
        for at in range(size):
            if not 0 <= docs[at] < most:
                raise IndexError("a paragraph that is not there")
        with nogil:
            while start < size:
                look_into(lists, best, &docs[start], min(SOME, size - start), sums, touched)
                start += SOME
    finally:
        free(sums)
        free(touched)
    return best.told()


cdef int look_into(
    Lists lists,
    Best best,
    const Py_ssize_t* docs,
    Py_ssize_t size,
    double* sums,
    Py_ssize_t* touched,
) except -1 nogil:
    """Take those of some paragraphs that may be among the best."""
    cdef Py_ssize_t at, list_at
    cdef const Run* run
    for at in range(size):
        sums[at] = 0.0
        touched[at] = at
    for list_at in range(lists.size):
        run = &lists.runs[list_at]
        if run.bits == NULL:
            for at in range(size):
                sums[touched[at]] += gain_of_few(run, docs[touched[at]])
        else:
            for at in range(size):
                sums[touched[at]] += gain_of_many(run, docs[touched[at]])
        size = still_high(best.least - lists.bounds[list_at + 1], sums, touched, size)
    for at in range(size):
        best.add(docs[touched[at]], sums[touched[at]])
    return 0
