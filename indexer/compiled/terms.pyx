# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Names → their numbers; words → their ranks; the terms of many parts → those of all, in order;
their lists → those of all, one behind the other.

`indexer/collect.py` and `merge.py` say what they are, and give the same without a compiler.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.stdlib cimport free, malloc, qsort
from libc.string cimport memcmp, memcpy

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL


def numbers_of(names, dict numbers):
    """Return the bytes of the numbers of names; a new one has the next number from now on."""
    cdef list listed = list(names)
    cdef Py_ssize_t at, size = len(listed)
    cdef bytes found = PyBytes_FromStringAndSize(NULL, size * sizeof(uint32_t))
    cdef uint32_t* places = <uint32_t*>PyBytes_AS_STRING(found)
    for at in range(size):
        name = listed[at]
        number = numbers.get(name)
        if number is None:
            number = numbers[name] = len(numbers)
        places[at] = number
    return found


cdef struct Term:
    const char* text
    Py_ssize_t size
    Py_ssize_t at


cdef int compared(const Term* one, const Term* other) noexcept nogil:
    """Return what is less than, equal to, or more than 0 as one term is before the other."""
    cdef int order = memcmp(one.text, other.text, min(one.size, other.size))
    if order:
        return order
    return (one.size > other.size) - (one.size < other.size)


cdef int in_order(const void* one, const void* other) noexcept nogil:
    """Compare two terms for sorting; equal ones stay in their order."""
    cdef const Term* first = <const Term*>one
    cdef const Term* second = <const Term*>other
    cdef int order = compared(first, second)
    return order if order else (first.at > second.at) - (first.at < second.at)


def ranked(list words):
    """Return the rank of each word in the order of UTF-8, the words in that order laid end to end,
    and where each of them ends: the bytes of each. Half characters are coded as they are.
    """
    cdef Py_ssize_t at, length, laid = 0, size = len(words)
    cdef const char* text
    cdef bytes coded, joined, found = PyBytes_FromStringAndSize(NULL, size * sizeof(uint32_t))
    cdef bytes stops = PyBytes_FromStringAndSize(NULL, size * sizeof(uint32_t))
    cdef uint32_t* ranks = <uint32_t*>PyBytes_AS_STRING(found)
    cdef uint32_t* ends = <uint32_t*>PyBytes_AS_STRING(stops)
    cdef list kept = []
    cdef char* place
    cdef Term* terms = <Term*>malloc((size + 1) * sizeof(Term))
    try:
        if terms == NULL:
            raise MemoryError
        for at in range(size):
            word = words[at]
            try:
                text = PyUnicode_AsUTF8AndSize(word, &length)
            except UnicodeEncodeError:
                coded = word.encode("utf-8", "surrogatepass")
                kept.append(coded)
                text, length = PyBytes_AS_STRING(coded), len(coded)
            terms[at] = Term(text, length, at)
            laid += length
        joined = PyBytes_FromStringAndSize(NULL, laid)
        place = PyBytes_AS_STRING(joined)
        laid = 0
        qsort(terms, size, sizeof(Term), &in_order)
        for at in range(size):
            ranks[terms[at].at] = at
            memcpy(place + laid, terms[at].text, terms[at].size)
            laid += terms[at].size
            ends[at] = <uint32_t>laid
        return found, joined, stops
    finally:
        free(terms)


cdef struct Part:
    const char* data
    const uint32_t* ends
    int64_t* numbers
    Py_ssize_t count
    Py_ssize_t at


cdef inline Term head_of(const Part* part) noexcept nogil:
    """Return the next term of a part, which has one."""
    cdef uint32_t start = part.ends[part.at - 1] if part.at else 0
    return Term(part.data + start, part.ends[part.at] - start, 0)


cdef void settle(Py_ssize_t* heap, Py_ssize_t size, Py_ssize_t at, const Part* parts) noexcept nogil:
    """Let the part at a place of the heap sink to where no part below has an earlier term."""
    cdef Py_ssize_t below, part = heap[at]
    cdef Term term = head_of(&parts[part]), one, other
    while 2 * at + 1 < size:
        below = 2 * at + 1
        one = head_of(&parts[heap[below]])
        if below + 1 < size:
            other = head_of(&parts[heap[below + 1]])
            if compared(&other, &one) < 0:
                below, one = below + 1, other
        if compared(&term, &one) <= 0:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = part


def woven(list datas, list ends):
    """Return the terms of all parts in order, each once, laid end to end, and where each ends.

    `datas` are the ordered terms of each part laid end to end, `ends` where each of them ends.
    Returned besides are, for each part, the numbers of its terms among those of all. All are bytes.
    Errors: `IndexError` where a term lies outside of its part.
    """
    cdef Py_ssize_t at, each, size = 0, count = len(datas), bytes_ = 0, terms = 0, most = 0
    cdef const uint8_t[::1] data
    cdef const uint32_t[::1] own
    cdef uint32_t last
    cdef Term term, before = Term(NULL, 0, 0)
    cdef bytes numbers
    cdef list found = []
    cdef Part* parts = <Part*>malloc((count + 1) * sizeof(Part))
    cdef Py_ssize_t* heap = <Py_ssize_t*>malloc((count + 1) * sizeof(Py_ssize_t))
    cdef char* laid = NULL
    cdef uint32_t* stops = NULL
    cdef Part* part
    try:
        if len(ends) != count:
            raise ValueError("as many parts as have ends")
        if parts == NULL or heap == NULL:
            raise MemoryError
        for at in range(count):
            data, own, last = datas[at], ends[at], 0
            for each in range(own.shape[0]):
                if own[each] < last or own[each] > <size_t>data.shape[0]:
                    raise IndexError("a term outside of its part")
                last = own[each]
            numbers = PyBytes_FromStringAndSize(NULL, own.shape[0] * sizeof(int64_t))
            found.append(numbers)
            bytes_ += last
            most += own.shape[0]
            if own.shape[0]:
                parts[at] = Part(
                    <const char*>&data[0],
                    &own[0],
                    <int64_t*>PyBytes_AS_STRING(numbers),
                    own.shape[0],
                    0,
                )
                heap[size] = at
                size += 1
        laid = <char*>malloc(bytes_ + 1)
        stops = <uint32_t*>malloc((most + 1) * sizeof(uint32_t))
        if laid == NULL or stops == NULL:
            raise MemoryError
        bytes_ = 0
        with nogil:
            for at in range(size // 2 - 1, -1, -1):
                settle(heap, size, at, parts)
            while size:
                part = &parts[heap[0]]
                term = head_of(part)
                if terms == 0 or compared(&before, &term) != 0:
                    memcpy(laid + bytes_, term.text, term.size)
                    before = Term(laid + bytes_, term.size, 0)
                    bytes_ += term.size
                    stops[terms] = <uint32_t>bytes_
                    terms += 1
                part.numbers[part.at] = terms - 1
                part.at += 1
                if part.at == part.count:
                    size -= 1
                    heap[0] = heap[size]
                if size:
                    settle(heap, size, 0, parts)
        return laid[:bytes_], (<char*>stops)[: terms * sizeof(uint32_t)], found
    finally:
        free(parts)
        free(heap)
        free(laid)
        free(stops)


def laid_behind(
    list arrays, list starts, list numbers, list shifts, const int64_t[::1] ends, Py_ssize_t first
):
    """Return the bytes of the lists of some terms, those of each part behind those of the one
    before it: the terms from `first` on, as many as there are `ends`, where the list of each ends.

    Of each part `arrays` has the numbers in its lists, `starts` where the list of each of its terms
    begins and the last ends, `numbers` the number of each term among those of all, ascending, and
    `shifts` what is added to the numbers. Errors: `IndexError` where something leads elsewhere.
    """
    cdef Py_ssize_t part, at, count = len(arrays), terms = ends.shape[0], size, width, filled = 0
    cdef int64_t term, before
    cdef const int64_t[::1] start, number
    cdef bytes laid
    cdef int64_t* places = NULL
    if not (len(starts) == len(numbers) == len(shifts) == count) or not count:
        raise ValueError("as much of each part as of the others")
    width = arrays[0].itemsize
    size = ends[terms - 1] if terms else 0
    places = <int64_t*>malloc((terms + 1) * sizeof(int64_t))
    try:
        if places == NULL:
            raise MemoryError
        before = 0
        for at in range(terms):
            if ends[at] < before:
                raise IndexError("a list that ends before it begins")
            places[at] = before
            before = ends[at]
        laid = PyBytes_FromStringAndSize(NULL, size * width)
        for part in range(count):
            if arrays[part].itemsize != width:
                raise ValueError("numbers of other types")
            start, number = starts[part], numbers[part]
            if start.shape[0] != number.shape[0] + 1:
                raise IndexError("as many lists as terms")
            filled += laid_of_part(
                PyBytes_AS_STRING(laid), width, arrays[part], start, number, shifts[part], places,
                ends, first,
            )
        if filled != size:
            raise IndexError("lists that are shorter than they are said to be")
        return laid
    finally:
        free(places)


cdef Py_ssize_t laid_of_part(
    char* laid,
    Py_ssize_t width,
    array,
    const int64_t[::1] start,
    const int64_t[::1] number,
    uint32_t shift,
    int64_t* places,
    const int64_t[::1] ends,
    Py_ssize_t first,
) except -1:
    """Lay the lists of a part where `places` tells, which go on; return how many numbers they have."""
    cdef const uint8_t[::1] data = array.view("u1")
    cdef Py_ssize_t at, each, low = 0, high = number.shape[0], filled = 0
    cdef int64_t begin, end, term
    cdef uint32_t* moved
    cdef bint is_astray = False
    if shift and width != sizeof(uint32_t):
        raise ValueError("only numbers of four bytes move")
    while low < high:
        at = (low + high) // 2
        if number[at] < first:
            low = at + 1
        else:
            high = at
    with nogil:
        for at in range(low, number.shape[0]):
            term = number[at] - first
            if term >= ends.shape[0]:
                break
            begin, end = start[at], start[at + 1]
            if (
                term < 0 or begin < 0 or end < begin or end > data.shape[0] // width
                or places[term] + end - begin > ends[term]
            ):
                is_astray = True
                break
            if begin == end:
                continue
            memcpy(laid + places[term] * width, &data[begin * width], (end - begin) * width)
            if shift:
                moved = <uint32_t*>(laid + places[term] * width)
                for each in range(end - begin):
                    moved[each] += shift
            places[term] += end - begin
            filled += end - begin
    if is_astray:
        raise IndexError("a list outside of its part, or of its place")
    return filled
