# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""A sieve for set phrases: it tells at once for most texts that no phrase begins them, ends them or is all of them.

`newsclean.lexicon.phrases` does the matching, for the few texts that the sieve lets through. The sieve knows the keys
of the phrases by 64-bit hashes; two keys with the same hash only let a text through that matches nothing.
"""

from cpython.unicode cimport PyUnicode_1BYTE_DATA, PyUnicode_GET_LENGTH
from libc.stdint cimport uint8_t, uint64_t
from libc.stdlib cimport calloc, free

CONTRACT = 2
cdef uint64_t START = 0x9E3779B97F4A7C15ULL
cdef uint64_t END = 0xC2B2AE3D27D4EB4FULL
cdef uint64_t WHOLE = 0x165667B19E3779F9ULL
cdef uint64_t COMPLETE = 0x85EBCA77C2B2AE63ULL
cdef enum:
    MAX_CHARS = 512
    KEY_CHARS = 12  # of a phrase by which the sieve knows its start or its end; a shorter phrase is known as complete


cdef inline uint64_t further(uint64_t found, uint8_t character) noexcept nogil:
    """Return the FNV-1a hash of a text with one more character."""
    return (found ^ character) * 0x100000001B3ULL


cdef inline bint is_alnum(uint8_t character) noexcept nogil:
    return 97 <= character <= 122 or 48 <= character <= 57


cdef class Sieve:
    """The phrases of a lexicon that are in ASCII, in an open hash table.

    `starts` and `ends` are the rows of the phrases that begin and that end a text, grouped; a row's first value is the
    phrase, and a row of `ends` is in a pair. `wholes` are whole phrases. All are in lower case. `edges` are the characters
    around a phrase that do not count. Texts with more than `max_chars` characters match no phrase.
    """

    cdef uint64_t *slots
    cdef size_t mask
    cdef bint[128] is_edge
    cdef Py_ssize_t max_chars

    def __cinit__(self, starts, ends, wholes, str edges, *, max_chars):
        """Fill the table."""
        cdef size_t size = 64
        cdef int code
        if max_chars > MAX_CHARS:
            raise ValueError(f"max_chars is {max_chars}, more than {MAX_CHARS}")
        self.max_chars = max_chars
        number = sum(map(len, starts.values())) + sum(map(len, ends.values())) + len(wholes)
        while size < 4 * <size_t>number:
            size *= 2
        self.mask = size - 1
        self.slots = <uint64_t *>calloc(size, sizeof(uint64_t))
        if self.slots == NULL:
            raise MemoryError
        for code in range(128):
            self.is_edge[code] = chr(code) in edges
        for rows in starts.values():
            for row in rows:
                self._add(row[0], START, KEY_CHARS)
        for rows in ends.values():
            for row, _ in rows:
                self._add(row[0][::-1], END, KEY_CHARS)
        for phrase in wholes:
            self._add(phrase, WHOLE, MAX_CHARS)

    def __dealloc__(self):
        free(self.slots)

    cdef void _add(self, str phrase, uint64_t found, Py_ssize_t most):
        """Add the first characters of a phrase, `most` at most."""
        cdef Py_ssize_t place, length = PyUnicode_GET_LENGTH(phrase)
        if not phrase.isascii():
            return
        cdef const uint8_t *text = <const uint8_t *>PyUnicode_1BYTE_DATA(phrase)
        for place in range(min(length, most)):
            found = further(found, text[place])
        if length < most:
            found ^= COMPLETE
        found |= 1
        cdef size_t slot = found & self.mask
        while self.slots[slot] and self.slots[slot] != found:
            slot = (slot + 1) & self.mask
        self.slots[slot] = found

    cdef bint _has(self, uint64_t found) noexcept nogil:
        found |= 1  # a free slot is 0
        cdef size_t slot = found & self.mask
        while self.slots[slot]:
            if self.slots[slot] == found:
                return True
            slot = (slot + 1) & self.mask
        return False

    cdef bint _begins(self, const uint8_t *text, Py_ssize_t length, int step, uint64_t found) noexcept nogil:
        """Return whether a phrase may begin at a character and go on in steps of 1, or of -1 from a text's end."""
        cdef Py_ssize_t place
        for place in range(min(length, KEY_CHARS)):
            found = further(found, text[step * place])
            if place == KEY_CHARS - 1:
                return self._has(found)
            # a phrase that ends inside a word is none; one that begins behind a number may adjoin it
            if step > 0 and place + 1 < length and is_alnum(text[place]) and is_alnum(text[place + 1]):
                continue
            if self._has(found ^ COMPLETE):
                return True
        return False

    cdef bint _may_match(self, const uint8_t *text, Py_ssize_t length) noexcept nogil:
        """Return whether a phrase may match a text in ASCII of at most `MAX_CHARS` characters."""
        cdef uint8_t[MAX_CHARS] lowered
        cdef Py_ssize_t place, start = 0, end = length
        cdef uint64_t found = WHOLE
        for place in range(length):
            lowered[place] = text[place] + 32 if 65 <= text[place] <= 90 else text[place]
        while start < end and self.is_edge[lowered[start]]:
            start += 1
        if self._begins(lowered + start, end - start, 1, START):
            return True
        while end > start and self.is_edge[lowered[end - 1]]:
            end -= 1
        if self._begins(lowered + end - 1, end - start, -1, END):
            return True
        for place in range(start, end):
            found = further(found, lowered[place])
        return self._has(found ^ COMPLETE)

    def match_all(self, texts, match):
        """Return `match(text)` for each text, None for a text that surely matches no phrase."""
        cdef list found = []
        cdef str text
        cdef Py_ssize_t length
        for text in texts:
            length = PyUnicode_GET_LENGTH(text)
            if length > self.max_chars or (
                text.isascii() and not self._may_match(<const uint8_t *>PyUnicode_1BYTE_DATA(text), length)
            ):
                found.append(None)
            else:
                found.append(match(text))
        return found
