# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The words of texts as codes, and sums of a word model's weights.

`newsclean.classify.text.words` has the same in Python and numpy, and the meaning of a code and of a gram.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ, Py_UNICODE_ISSPACE
from libc.stdint cimport int8_t, uint8_t, uint16_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

import numpy as np

CONTRACT = 2
cdef enum:
    KEY_CHARS = 15  # of a word in the table; a longer one is looked up in the memo
    SLOTS = 32768  # of the table: half a megabyte of each language

cdef uint64_t PAIR = 0x9E3779B97F4A7C15ULL
cdef uint64_t FIRST = 0x51ED270BULL
cdef uint64_t ALONE = 0x2545F491ULL
cdef uint64_t STEM = 0xC2B2AE35ULL


cdef struct Sums:
    long long common, own, grams


cdef inline void add(Sums *sums, uint64_t gram, const int8_t *common, const int8_t *own, uint64_t salt, int shift) noexcept nogil:
    sums.common += common[(gram * PAIR) >> shift]
    sums.own += own[((gram + salt) * PAIR) >> shift]
    sums.grams += 1


def sum_weights(words, weights, int bits):
    """Return the sums of the weights of each text's grams for two targets, and the number of its grams.

    `words` are `HashedWords`. `weights` has 2 ** bits weights for each of two targets;
    the first one's are for all languages, the second one's for the language with a salt. The sums are int64 of shape
    (2, texts), the numbers int64 of shape (texts,).
    """
    cdef const uint64_t[::1] word = words.hashes
    cdef const uint64_t[::1] stem = words.stems
    cdef const long long[::1] text = np.ascontiguousarray(words.owner, dtype=np.int64)
    cdef Py_ssize_t number = words.number
    cdef uint64_t salt = words.salt
    cdef const int8_t[:, ::1] table = weights
    cdef const int8_t *common = &table[0, 0]
    cdef const int8_t *own = &table[1, 0]
    cdef int shift = 64 - bits
    cdef Py_ssize_t place, length = word.shape[0]
    cdef bint is_first, is_last
    sums = np.zeros((2, number), dtype=np.int64)
    grams = np.zeros(number, dtype=np.int64)
    cdef long long[:, ::1] out = sums
    cdef long long[::1] count = grams
    cdef Sums found
    with nogil:
        found.common = found.own = found.grams = 0
        for place in range(length):
            is_first = place == 0 or text[place - 1] != text[place]
            is_last = place == length - 1 or text[place + 1] != text[place]
            add(&found, word[place], common, own, salt, shift)
            if is_first:
                add(&found, word[place] + FIRST, common, own, salt, shift)
                if is_last:
                    add(&found, word[place] + ALONE, common, own, salt, shift)
            else:
                add(&found, word[place - 1] * PAIR + word[place], common, own, salt, shift)
            if stem[place]:
                add(&found, stem[place] + STEM, common, own, salt, shift)
            if is_last:
                out[0, text[place]] = found.common
                out[1, text[place]] = found.own
                count[text[place]] = found.grams
                found.common = found.own = found.grams = 0
    return sums, grams


cdef struct Word:
    uint64_t code
    uint16_t[KEY_CHARS] key
    uint16_t size  # 0 for a free slot


cdef class Codes:
    """A table of words and their codes, for texts without East Asian letters.

    `memo` gives the codes of a piece of text, eight bytes each. The table keeps the words that have one code and at most
    `KEY_CHARS` characters; when it is half full, it starts over. `edges` are the marks around words that are stripped.
    """

    cdef Word *words
    cdef size_t used
    cdef object memo
    cdef str edges
    cdef uint64_t *found
    cdef Py_ssize_t room

    def __cinit__(self, memo, str edges):
        """Make an empty table."""
        self.memo, self.edges = memo, edges
        self.words = <Word *>calloc(SLOTS, sizeof(Word))
        if self.words == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.words)
        free(self.found)

    def row(self, texts):
        """Return the codes of the words of all texts in one row, uint64, and the number of each text's, int64."""
        cdef Py_ssize_t number = len(texts), index, place, start, end, last, length, before, total = 0
        cdef unsigned int width
        cdef void *data
        cdef str text
        counts = np.zeros(number, dtype=np.int64)
        cdef long long[::1] count = counts
        for index in range(number):
            text = texts[index]
            data, width, length = PyUnicode_DATA(text), PyUnicode_KIND(text), PyUnicode_GET_LENGTH(text)
            before, place = total, 0
            while place < length:
                while place < length and Py_UNICODE_ISSPACE(PyUnicode_READ(width, data, place)):
                    place += 1
                start = place
                while place < length and not Py_UNICODE_ISSPACE(PyUnicode_READ(width, data, place)):
                    place += 1
                end = place
                while start < end and self._is_edge(PyUnicode_READ(width, data, start)):
                    start += 1
                while start < end and self._is_edge(PyUnicode_READ(width, data, end - 1)):
                    end -= 1
                if start < end:
                    total = self._append(total, text, width, data, start, end)
            count[index] = total - before
        codes = np.empty(total, dtype=np.uint64)
        cdef uint64_t[::1] out = codes
        if total:
            memcpy(&out[0], self.found, total * sizeof(uint64_t))
        return codes, counts

    cdef bint _is_edge(self, Py_UCS4 character):
        return not (97 <= character <= 122 or 65 <= character <= 90) and character in self.edges

    cdef Py_ssize_t _append(self, Py_ssize_t total, str text, unsigned int width, void *data, Py_ssize_t start, Py_ssize_t end) except -1:
        """Append the codes of a piece of a text, and return the number of all codes."""
        cdef Word word
        cdef Py_ssize_t place, size = end - start
        cdef uint64_t mixed = 0
        cdef size_t slot = 0
        cdef Py_UCS4 character
        cdef bytes codes
        word.size = 0
        if size <= KEY_CHARS:
            memset(&word, 0, sizeof(Word))
            word.size = <uint16_t>size
            for place in range(size):
                character = PyUnicode_READ(width, data, start + place)
                if character > 0xFFFF:
                    word.size = 0
                    break
                word.key[place] = <uint16_t>character
                mixed = (mixed ^ <uint64_t>character) * 0x9E3779B97F4A7C15ULL
                mixed ^= mixed >> 29
        if word.size:
            slot = mixed % SLOTS
            while self.words[slot].size:
                if self.words[slot].size == word.size and not memcmp(self.words[slot].key, word.key, size * sizeof(uint16_t)):
                    self._grow(total + 1)
                    self.found[total] = self.words[slot].code
                    return total + 1
                slot = (slot + 1) % SLOTS
        codes = self.memo[text[start:end]]
        size = PyBytes_GET_SIZE(codes) // 8
        self._grow(total + size)
        memcpy(self.found + total, PyBytes_AS_STRING(codes), 8 * size)
        if word.size and size == 1:
            if self.used >= SLOTS // 2:
                memset(self.words, 0, SLOTS * sizeof(Word))
                self.used, slot = 0, mixed % SLOTS
            word.code = self.found[total]
            self.words[slot] = word
            self.used += 1
        return total + size

    cdef int _grow(self, Py_ssize_t needed) except -1:
        """Make room for so many codes."""
        cdef uint64_t *found
        if needed > self.room:
            found = <uint64_t *>realloc(self.found, 2 * needed * sizeof(uint64_t))
            if found == NULL:
                raise MemoryError
            self.found, self.room = found, 2 * needed
        return 0
