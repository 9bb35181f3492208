# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""A sieve for set phrases: it tells at once for most texts that no phrase begins them, ends them or is all of them.

`newsclean.lexicon.phrases` does the matching, for the few texts that the sieve lets through. The sieve knows the keys
of the phrases by 64-bit hashes; two keys with the same hash only let a text through that matches nothing.
"""

from cpython.unicode cimport PyUnicode_1BYTE_DATA, PyUnicode_GET_LENGTH
from libc.stdint cimport uint8_t, uint64_t
from libc.stdlib cimport calloc, free

cdef uint64_t START = 0x9E3779B97F4A7C15ULL
cdef uint64_t END = 0xC2B2AE3D27D4EB4FULL
cdef uint64_t WHOLE = 0x165667B19E3779F9ULL
cdef enum:
    MAX_CHARS = 512


cdef inline uint64_t hash_of(const uint8_t *text, Py_ssize_t length, uint64_t seed) noexcept nogil:
    """Return the FNV-1a hash of a text, never 0, which marks a free slot."""
    cdef Py_ssize_t place
    for place in range(length):
        seed = (seed ^ text[place]) * 0x100000001B3ULL
    return seed | 1


cdef class Sieve:
    """The keys of a lexicon's phrases that are in ASCII, in an open hash table.

    `starts` are the first `start_chars` characters of phrases, or all of a shorter phrase, `ends` the last `end_chars` of closing phrases, `wholes`
    whole phrases, all in lower case. `edges` are the characters around a phrase that do not count. Texts with more than
    `max_chars` characters match no phrase.
    """

    cdef uint64_t *slots
    cdef size_t mask
    cdef bint[128] is_edge
    cdef Py_ssize_t least_chars, start_chars, end_chars, max_chars

    def __cinit__(self, starts, ends, wholes, str edges, *, start_chars, end_chars, max_chars):
        """Fill the table."""
        cdef size_t size = 64
        cdef int code
        if max_chars > MAX_CHARS:
            raise ValueError(f"max_chars is {max_chars}, more than {MAX_CHARS}")
        self.start_chars, self.end_chars, self.max_chars = start_chars, end_chars, max_chars
        self.least_chars = min((len(key) for key in starts if key.isascii()), default=start_chars)
        while size < 4 * <size_t>(len(starts) + len(ends) + len(wholes)):
            size *= 2
        self.mask = size - 1
        self.slots = <uint64_t *>calloc(size, sizeof(uint64_t))
        if self.slots == NULL:
            raise MemoryError
        for code in range(128):
            self.is_edge[code] = chr(code) in edges
        for keys, seed in ((starts, START), (ends, END), (wholes, WHOLE)):
            for key in keys:
                if key.isascii():
                    self._add(key.encode(), seed)

    def __dealloc__(self):
        free(self.slots)

    cdef void _add(self, bytes key, uint64_t seed):
        cdef uint64_t found = hash_of(<const uint8_t *><char *>key, len(key), seed)
        cdef size_t slot = found & self.mask
        while self.slots[slot] and self.slots[slot] != found:
            slot = (slot + 1) & self.mask
        self.slots[slot] = found

    cdef bint _has(self, const uint8_t *key, Py_ssize_t length, uint64_t seed) noexcept nogil:
        cdef uint64_t found = hash_of(key, length, seed)
        cdef size_t slot = found & self.mask
        while self.slots[slot]:
            if self.slots[slot] == found:
                return True
            slot = (slot + 1) & self.mask
        return False

    cdef bint _may_match(self, const uint8_t *text, Py_ssize_t length) noexcept nogil:
        """Return whether a phrase may match a text in ASCII of at most `MAX_CHARS` characters."""
        cdef uint8_t[MAX_CHARS] lowered
        cdef Py_ssize_t place, start = 0, end = length
        for place in range(length):
            lowered[place] = text[place] + 32 if 65 <= text[place] <= 90 else text[place]
        while start < end and self.is_edge[lowered[start]]:
            start += 1
        for place in range(min(end - start, self.least_chars), min(end - start, self.start_chars) + 1):
            if self._has(lowered + start, place, START):
                return True
        while end > start and self.is_edge[lowered[end - 1]]:
            end -= 1
        place = max(start, end - self.end_chars)
        return self._has(lowered + place, end - place, END) or self._has(lowered + start, end - start, WHOLE)

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
