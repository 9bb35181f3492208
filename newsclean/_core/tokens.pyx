# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Tokens of texts and names, and sums of their weights. `newsclean.classify.categories.tokens` has the same in Python."""

from libc.stdint cimport int8_t, int32_t, uint32_t
from libc.stdlib cimport free, malloc, realloc

import numpy as np

CONTRACT = 3

cdef uint32_t[256] CRC


cdef void fill_table() noexcept:
    cdef uint32_t value
    cdef int number, bit
    for number in range(256):
        value = number
        for bit in range(8):
            value = (value >> 1) ^ 0xEDB88320U if value & 1 else value >> 1
        CRC[number] = value


fill_table()


cdef struct Row:
    uint32_t *items
    Py_ssize_t length, room


cdef inline int push(Row *row, uint32_t item) except -1:
    if row.length == row.room:
        row.room = 2 * row.room + 1024
        row.items = <uint32_t *> realloc(row.items, row.room * sizeof(uint32_t))
        if row.items == NULL:
            raise MemoryError
    row.items[row.length] = item
    row.length += 1
    return 0


cdef inline uint32_t more(uint32_t crc, uint32_t byte) noexcept nogil:
    return CRC[(crc ^ byte) & 0xFF] ^ (crc >> 8)


cdef inline uint32_t more_character(uint32_t crc, uint32_t c) noexcept nogil:
    if c < 0x80:
        return more(crc, c)
    if c < 0x800:
        return more(more(crc, 0xC0 | c >> 6), 0x80 | (c & 0x3F))
    if 0xD800 <= c <= 0xDFFF:
        return more(crc, 63)
    if c < 0x10000:
        return more(more(more(crc, 0xE0 | c >> 12), 0x80 | (c >> 6 & 0x3F)), 0x80 | (c & 0x3F))
    return more(more(more(more(crc, 0xF0 | c >> 18), 0x80 | (c >> 12 & 0x3F)), 0x80 | (c >> 6 & 0x3F)), 0x80 | (c & 0x3F))


cdef inline int kind_of(uint32_t c) noexcept nogil:
    """Return 0 for a separator, 1 for a digit, 2 for an unspaced letter, 3 for any other letter."""
    if c < 0xC0:
        if 48 <= c <= 57:
            return 1
        return 3 if 97 <= c <= 122 or 65 <= c <= 90 else 0
    if c < 0x2000:
        return 3
    if c <= 0x206F or 0x3000 <= c <= 0x303F or 0xFE30 <= c <= 0xFE4F or 0xFF00 <= c <= 0xFF0F:
        return 0
    return 2 if 0x3040 <= c <= 0x30FF or 0x3400 <= c <= 0x9FFF else 3


cdef int add_words(str text, Row *row) except -1:
    """Append the hashes of the words of a lower-case text."""
    cdef Py_ssize_t place = 0, length = len(text), start, size
    cdef uint32_t c
    cdef int kind
    cdef uint32_t crc, two
    while place < length:
        kind = kind_of(<uint32_t> <Py_UCS4> text[place])
        if kind == 0:
            place += 1
            continue
        start = place
        crc = 0xFFFFFFFFU
        while place < length and kind_of(<uint32_t> <Py_UCS4> text[place]) == kind:
            if kind == 2 and place - start == 2:
                break
            crc = more_character(crc, <uint32_t> <Py_UCS4> text[place])
            place += 1
        if kind == 1:
            size = place - start
            crc = more(0xFFFFFFFFU, 35)
            two = 100 * <uint32_t> <Py_UCS4> text[start] + (<uint32_t> <Py_UCS4> text[start + 1] if size > 1 else 0)
            if size == 4 and (two == 4957 or two == 5048):
                crc = more(crc, 121)
            else:
                crc = more(crc, 48 + min(size, 5))
        push(row, crc ^ 0xFFFFFFFFU)
    return 0


cdef made(Row *row, lengths):
    tokens = np.empty(row.length, dtype=np.uint32)
    cdef uint32_t[::1] out = tokens
    cdef Py_ssize_t place
    for place in range(row.length):
        out[place] = row.items[place]
    return tokens, lengths


def hash_ends(list heads, list tails, int head_words, int tail_words):
    """Return the hashes of the words at the ends of texts, uint32 in one row, and their number for each text.

    A text without a tail is whole. `heads` and `tails` are in lower case.
    """
    cdef Row row, one
    row.items = NULL
    row.length = row.room = 0
    one.items = NULL
    one.length = one.room = 0
    cdef Py_ssize_t number = len(heads), index, place, before
    cdef str tail
    counts = np.empty(number, dtype=np.int64)
    cdef long long[::1] count = counts
    try:
        for index in range(number):
            before = row.length
            one.length = 0
            add_words(heads[index], &one)
            tail = tails[index]
            if not tail and one.length <= head_words + tail_words:
                for place in range(one.length):
                    push(&row, one.items[place])
            else:
                for place in range(min(one.length, head_words)):
                    push(&row, one.items[place])
                if tail:
                    one.length = 0
                    add_words(tail, &one)
                for place in range(max(0, one.length - tail_words), one.length):
                    push(&row, one.items[place])
            count[index] = row.length - before
        return made(&row, counts)
    finally:
        free(row.items)
        free(one.items)


def hash_names(list pairs, dict salts, int most_words, int most_characters):
    """Return the hashes of the words in the values of attributes, uint32 in one row, and their number for each."""
    cdef Row row
    row.items = NULL
    row.length = row.room = 0
    cdef Py_ssize_t number = len(pairs), index, place, length, words
    cdef uint32_t crc, salt
    cdef uint32_t c
    cdef str value
    cdef bint small
    counts = np.empty(number, dtype=np.int64)
    cdef long long[::1] count = counts
    try:
        for index in range(number):
            salt = salts[pairs[index][0]]
            value = pairs[index][1]
            length = min(<Py_ssize_t> len(value), most_characters)
            place = words = 0
            while place < length and words < most_words:
                c = <uint32_t> <Py_UCS4> value[place]
                if not (97 <= (c | 32) <= 122 and c < 128):
                    place += 1
                    continue
                crc = more(0xFFFFFFFFU, c | 32)
                place += 1
                small = c >= 97
                if not small and place < length and 97 <= <uint32_t> <Py_UCS4> value[place] <= 122:
                    small = True
                while place < length:
                    c = <uint32_t> <Py_UCS4> value[place]
                    if not (97 <= c <= 122 if small else 65 <= c <= 90):
                        break
                    crc = more(crc, c | 32)
                    place += 1
                push(&row, (crc ^ 0xFFFFFFFFU) + salt)
                words += 1
            count[index] = words
        return made(&row, counts)
    finally:
        free(row.items)


ctypedef fused Weight:
    int8_t
    int32_t

ctypedef fused Place:
    uint32_t
    long long


def sum_rows(const Weight[:, ::1] table, const Place[::1] rows, const long long[::1] owner, Py_ssize_t number):
    """Return the sums of the rows of a table of integers of 8 or 32 bits for each owner, int32."""
    cdef Py_ssize_t width = table.shape[1], index, column, length = rows.shape[0]
    sums = np.zeros((number, width), dtype=np.int32)
    cdef int32_t[:, ::1] out = sums
    cdef const Weight *source
    cdef int32_t *target
    if not length or not width:
        return sums
    with nogil:
        for index in range(length):
            source = &table[rows[index], 0]
            target = &out[owner[index], 0]
            for column in range(width):
                target[column] += source[column]
    return sums


def between(const float[:, ::1] sums, const long long[::1] start, const long long[::1] stop):
    """Return running sums at `stop` less those at `start`, a row for each; places beyond the ends count as the ends."""
    cdef Py_ssize_t number = start.shape[0], width = sums.shape[1], last = sums.shape[0] - 1, index, column
    differences = np.empty((number, width), dtype=np.float32)
    cdef float[:, ::1] out = differences
    cdef const float *before
    cdef const float *after
    if not number or not width:
        return differences
    with nogil:
        for index in range(number):
            before = &sums[min(max(start[index], 0), last), 0]
            after = &sums[min(max(stop[index], 0), last), 0]
            for column in range(width):
                out[index, column] = after[column] - before[column]
    return differences


def inherit(float[:, ::1] sums, const long long[::1] parent, const float[::1] decay):
    """Add to the row of each container a share of the row of the one around it, which comes before it, in place.

    `decay` is the share in each column.
    """
    cdef Py_ssize_t number = sums.shape[0], width = sums.shape[1], index, column
    cdef float *own
    cdef float *above
    if not width:
        return
    with nogil:
        for index in range(1, number):
            own = &sums[index, 0]
            above = &sums[parent[index], 0]
            for column in range(width):
                own[column] += decay[column] * above[column]
