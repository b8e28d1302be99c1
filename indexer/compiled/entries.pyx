# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Names told apart by their digests; a text → the signs in it without which nothing is cited; lines
of JSON that have little more than a text → paragraphs.

`indexer/entries.py` and `citations/signs.py` say what they are, and give the same without a
compiler.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memchr, memcmp, memcpy

cdef enum:
    FIRST_PLACES = 1024
    # The bits of signs, as `citations/signs.py` has them.
    TITLE = 1
    COUNTED = 2
    NUMBER = 4
    DECIDED = 8
    SLASH = 16
    REPORT = 32
    SOLE = 64
    NAMED = 128
    LONGEST_SOLE = 45
    # What `readers/json_lines.py` allows a name, and what of a text `ingest.py` need not count.
    LONGEST_NAME = 200
    LONGEST_PLAIN_TEXT = 100_000
    # The members of a line, each the place of its value.
    ID = 0
    TEXT = 1
    LABEL = 2
    DOCUMENT = 3
    TITLE_OF = 4
    DATE = 5
    MEMBERS = 6
    # The steps of a record's frame: what stands before each of its values, and behind the last.
    STEPS = 6
    LONGEST_NUMBER = 20


cdef class Digests:
    """The digests of names: a table of which at least a third is free."""

    cdef uint64_t* table
    cdef uint64_t places, used

    def __cinit__(self):
        self.places, self.used = FIRST_PLACES, 0
        self.table = <uint64_t*>calloc(self.places, sizeof(uint64_t))
        if self.table == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.table)

    def add(self, int64_t digest):
        """Add a digest; return whether it is new."""
        cdef uint64_t place, number = <uint64_t>digest if digest else 1
        if 3 * self.used >= 2 * self.places:
            self.grow()
        place = place_of(self.table, self.places, number)
        if self.table[place]:
            return False
        self.table[place] = number
        self.used += 1
        return True

    cdef int grow(self) except -1:
        """Double the table."""
        cdef uint64_t at, places = 2 * self.places
        cdef uint64_t* table = <uint64_t*>calloc(places, sizeof(uint64_t))
        if table == NULL:
            raise MemoryError
        for at in range(self.places):
            if self.table[at]:
                table[place_of(table, places, self.table[at])] = self.table[at]
        free(self.table)
        self.table, self.places = table, places
        return 0


cdef inline uint64_t place_of(
    const uint64_t* table, uint64_t places, uint64_t digest
) noexcept nogil:
    """Return where a digest is, or is to be put, in a table of a power of two of places."""
    cdef uint64_t place = digest & (places - 1)
    while table[place] and table[place] != digest:
        place = (place + 1) & (places - 1)
    return place


def signs_in(str text not None):
    """Return the signs that a text has, as bits."""
    cdef Py_UCS4 character, before = 0, first = 0
    cdef int signs = SOLE if is_sole(text) else 0
    for character in text:
        # Most characters are none of those with which a sign ends.
        if character == u"第":
            signs |= COUNTED
            if before == u"法" or before == u"典" or before == u"章" or before == u"则":
                signs |= NAMED
        elif character == u"《":
            signs |= TITLE
        elif character == u"号" or character == u"號":
            signs |= NUMBER
        elif character == u"决" or character == u"決":
            signs |= DECIDED
        elif character == u"/" or character == u"／":
            signs |= SLASH
        elif ends_report(first, before, character):
            signs |= REPORT
        first, before = before, character
    return signs


cdef inline bint ends_report(Py_UCS4 first, Py_UCS4 before, Py_UCS4 character) noexcept nogil:
    """Say whether 际法院, 汇编, Rep or Tre, in any of their forms, ends with a character."""
    return (
        (character == u"院" and before == u"法" and first == u"际")
        or (character == u"编" and before == u"汇")
        or (character == u"編" and (before == u"彙" or before == u"匯"))
        or (character == u"p" and before == u"e" and first == u"R")
        or (character == u"e" and before == u"r" and first == u"T")
    )


cdef inline bint is_sole(str text):
    """Say whether a text is as short, and ends, as one that is nothing but a treaty's name."""
    cdef Py_ssize_t size = len(text)
    cdef Py_UCS4 before
    if size < 2 or size > LONGEST_SOLE or text[size - 1] != u"。":
        return False
    before = text[size - 2]
    return before == u"约" or before == u"定" or before == u"书"


cdef struct Value:
    # The characters of a string between its quotes, as UTF-8.
    const char* text
    Py_ssize_t size


cdef class PlainLines:
    """Tells of lines of JSON which are paragraphs of one document that have their text alone.

    `key` is the document's, `members` the values that its members "document", "title" and "date"
    must have in each line, None for one that must not be there. `frame` is what stands in a record
    before its anchor, kind, label, text and ordinal, and behind these.
    """

    cdef str prefix
    cdef tuple members, frame
    cdef Digests digests
    cdef object is_article, alike_label

    def __init__(
        self,
        Digests digests not None,
        str key not None,
        tuple members not None,
        tuple frame not None,
        is_article,
        alike_label,
    ):
        if len(members) != MEMBERS - DOCUMENT or len(frame) != STEPS:
            raise ValueError("other members, or another frame, than there are")
        for step in frame:
            if not isinstance(step, bytes):
                raise TypeError("a frame of bytes")
        for member in members:
            if not (member is None or isinstance(member, bytes)):
                raise TypeError("members of bytes")
        self.prefix = f"{key}#"
        self.digests, self.members, self.frame = digests, members, frame
        self.is_article, self.alike_label = is_article, alike_label

    def rows(self, bytes data not None, Py_ssize_t at, Py_ssize_t number, int heeded):
        """Return the paragraphs of the lines from place `at` on, up to one that is not plain.

        `number` is that of the first line; a text that has one of the signs `heeded` is not plain.
        Returned are where the line begins that is not plain, or all end; and the paragraphs'
        anchors, labels, kinds, texts and records.
        """
        cdef const char* start = PyBytes_AS_STRING(data)
        cdef const char* end = start + len(data)
        cdef const char* line
        cdef const char* stop
        cdef Value[MEMBERS] found
        cdef list anchors = [], labels = [], kinds = [], texts = [], stored = []
        cdef str anchor, label, text
        cdef bint is_article
        if at < 0:
            raise IndexError("a line before the first")
        while at < len(data):
            line = start + at
            stop = <const char*>memchr(line, c"\n", end - line)
            if stop == NULL:
                stop = end
            if not members_of(line, stop, found) or not self.is_of_document(found):
                break
            anchor, text = name_in(&found[ID]), text_in(&found[TEXT])
            label = anchor if found[LABEL].text == NULL else name_in(&found[LABEL])
            if anchor is None or text is None or label is None or u"#" in anchor:
                break
            if signs_in(text) & heeded:
                break
            # Nothing that is noted down of a line may come before all that makes it another's.
            if not self.digests.add(hash(self.prefix + anchor)):
                break
            is_article = text[0] == u"第" and bool(self.is_article(text))
            anchors.append(anchor)
            labels.append(self.alike(label, &found[ID if found[LABEL].text == NULL else LABEL]))
            kinds.append("article" if is_article else "body")
            texts.append(text)
            stored.append(self.record(found, is_article, number))
            number += 1
            at = min(stop + 1, end) - start
        return at, anchors, labels, kinds, texts, stored

    cdef bint is_of_document(self, const Value* found) except -1:
        """Say whether a line is of the document, with the same title and date."""
        cdef Py_ssize_t at
        cdef const Value* value
        for at in range(MEMBERS - DOCUMENT):
            value, member = &found[DOCUMENT + at], self.members[at]
            if (member is None) != (value.text == NULL):
                return False
            if member is not None and (
                value.size != len(<bytes>member)
                or memcmp(value.text, PyBytes_AS_STRING(<bytes>member), value.size)
            ):
                return False
        return True

    cdef str alike(self, str label, const Value* value):
        """Return the form of a label that is the same for all ways to write it."""
        cdef Py_ssize_t at
        cdef char sign
        for at in range(value.size):
            sign = value.text[at]
            if not (c"a" <= sign <= c"z" or c"0" <= sign <= c"9"):
                return self.alike_label(label)
        return label

    cdef bytes record(self, const Value* found, bint is_article, Py_ssize_t number):
        """Return what is stored of a paragraph."""
        cdef char[LONGEST_NUMBER] digits
        cdef char* place
        cdef Py_ssize_t step, size = 0
        cdef const Value* label = &found[ID if found[LABEL].text == NULL else LABEL]
        cdef Value[STEPS] values
        values[0], values[2], values[3] = found[ID], label[0], found[TEXT]
        values[1] = Value(b"article", 7) if is_article else Value(b"body", 4)
        values[4], values[5] = in_digits(number, digits), Value(NULL, 0)
        for step in range(STEPS):
            size += len(<bytes>self.frame[step]) + values[step].size
        cdef bytes laid = PyBytes_FromStringAndSize(NULL, size)
        place = PyBytes_AS_STRING(laid)
        for step in range(STEPS):
            size = len(<bytes>self.frame[step])
            memcpy(place, PyBytes_AS_STRING(<bytes>self.frame[step]), size)
            memcpy(place + size, values[step].text, values[step].size)
            place += size + values[step].size
        return laid


cdef inline Value in_digits(Py_ssize_t number, char* room) noexcept nogil:
    """Return a number that is not negative, as it is written at the end of the room."""
    cdef Py_ssize_t at = LONGEST_NUMBER
    while True:
        at -= 1
        room[at] = <char>(c"0" + number % 10)
        number //= 10
        if number == 0 or at == 0:
            return Value(room + at, LONGEST_NUMBER - at)


cdef str text_in(const Value* value):
    """Return a text that has something to be seen; None for any other, or one that is long."""
    cdef str text = decoded(value) if value.size <= LONGEST_PLAIN_TEXT else None
    cdef Py_UCS4 character
    if text is not None:
        for character in text:
            if not character.isspace():
                return text
    return None


cdef str name_in(const Value* value):
    """Return a name that can be typed; None for any other."""
    cdef str name = decoded(value) if value.size <= 4 * LONGEST_NAME else None
    if name is None or len(name) > LONGEST_NAME or not name.isprintable() or name.isspace():
        return None
    return name if name else None


cdef str decoded(const Value* value):
    """Return the characters of a string; None where they are none, or the string is not there."""
    if value.text == NULL:
        return None
    try:
        return PyUnicode_DecodeUTF8(value.text, value.size, NULL)
    except UnicodeDecodeError:
        return None


cdef bint members_of(const char* at, const char* end, Value* found) noexcept nogil:
    """Find the members of an object that is all of a line; return False where it is not so plain:
    where it has others, one of them twice, or any that is no string without a backslash.
    """
    cdef Value name
    cdef Py_ssize_t member
    for member in range(MEMBERS):
        found[member] = Value(NULL, 0)
    if at == end or at[0] != c"{":
        return False
    at += 1
    while True:
        at = string_at(past_blanks(at, end), end, &name)
        if at == NULL:
            return False
        member = member_called(&name)
        at = past_blanks(at, end)
        if member < 0 or found[member].text != NULL or at == end or at[0] != c":":
            return False
        at = string_at(past_blanks(at + 1, end), end, &found[member])
        if at == NULL:
            return False
        at = past_blanks(at, end)
        if at == end:
            return False
        if at[0] == c"}":
            return past_blanks(at + 1, end) == end
        if at[0] != c",":
            return False
        at += 1


cdef inline const char* past_blanks(const char* at, const char* end) noexcept nogil:
    """Return where something other than what JSON calls white space stands."""
    while at < end and (at[0] == c" " or at[0] == c"\t" or at[0] == c"\r"):
        at += 1
    return at


cdef inline const char* string_at(const char* at, const char* end, Value* value) noexcept nogil:
    """Return the place behind a string that is as it is written; NULL where there is none."""
    cdef const char* start = at + 1
    if at == end or at[0] != c'"':
        return NULL
    at = start
    while at < end and at[0] != c'"':
        if at[0] == c"\\" or <unsigned char>at[0] < 0x20:
            return NULL
        at += 1
    if at == end:
        return NULL
    value[0] = Value(start, at - start)
    return at + 1


cdef inline Py_ssize_t member_called(const Value* name) noexcept nogil:
    """Return which member has a name, -1 for one that makes a line less than plain."""
    if name.size == 2 and memcmp(name.text, b"id", 2) == 0:
        return ID
    if name.size == 4 and memcmp(name.text, b"text", 4) == 0:
        return TEXT
    if name.size == 4 and memcmp(name.text, b"date", 4) == 0:
        return DATE
    if name.size == 5 and memcmp(name.text, b"label", 5) == 0:
        return LABEL
    if name.size == 5 and memcmp(name.text, b"title", 5) == 0:
        return TITLE_OF
    if name.size == 8 and memcmp(name.text, b"document", 8) == 0:
        return DOCUMENT
    return -1
