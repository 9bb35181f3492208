# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Counts of the kinds of characters in texts, and of capitals.

`newsclean.classify.text_features` and `newsclean.classify.text.line_features` have the same in Python.
"""

from cpython.unicode cimport (
    Py_UNICODE_ISSPACE,
    Py_UNICODE_ISUPPER,
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
)
from libc.stdint cimport uint8_t

import numpy as np

CONTRACT = 2
cdef Py_UCS4 QUESTION_MARK = 0x3F


cdef inline Py_UCS4 folded(Py_UCS4 character, Py_UCS4 last) noexcept nogil:
    """Return the character whose kind the table has: half a surrogate pair counts as a question mark."""
    if 0xD800 <= character <= 0xDFFF:
        return QUESTION_MARK
    return character if character < last else last


def count_kinds(list texts, table, int kinds):
    """Return how many characters of each kind each text has, and the kinds of its first and last character.

    `table` has a kind, a byte, for each character; those beyond it take its last. The counts are int64 of shape
    (kinds, texts), the kinds of the ends int64 of shape (2, texts), 0 for an empty text.
    """
    cdef const uint8_t[::1] kind_of = table
    cdef Py_UCS4 last = <Py_UCS4>(kind_of.shape[0] - 1)
    cdef Py_ssize_t number = len(texts), index, place, length
    counts = np.zeros((number, kinds), dtype=np.int64)
    ends = np.zeros((2, number), dtype=np.int64)
    cdef long long[:, ::1] count = counts
    cdef long long[:, ::1] end = ends
    cdef const void *data
    cdef const uint8_t *bytes_
    cdef unsigned int width
    cdef str text
    for index in range(number):
        text = texts[index]
        length = PyUnicode_GET_LENGTH(text)
        if not length:
            continue
        data = PyUnicode_DATA(text)
        width = PyUnicode_KIND(text)
        if width == 1:
            bytes_ = <const uint8_t *>data
            for place in range(length):
                count[index, kind_of[bytes_[place]]] += 1
        else:
            for place in range(length):
                count[index, kind_of[folded(PyUnicode_READ(width, <void *>data, place), last)]] += 1
        end[0, index] = kind_of[folded(PyUnicode_READ(width, <void *>data, 0), last)]
        end[1, index] = kind_of[folded(PyUnicode_READ(width, <void *>data, length - 1), last)]
    return counts.T, ends


def capital_shares(texts, Py_ssize_t most):
    """Return the share of each text's first words that begin with a capital, float64; `most` words count."""
    cdef Py_ssize_t number = len(texts), index, place, length, words, capitals
    cdef unsigned int width
    cdef void *data
    cdef bint is_inside
    cdef Py_UCS4 character
    cdef str text
    shares = np.zeros(number)
    cdef double[::1] share = shares
    for index in range(number):
        text = texts[index]
        data, width, length = PyUnicode_DATA(text), PyUnicode_KIND(text), PyUnicode_GET_LENGTH(text)
        words = capitals = 0
        is_inside = False
        for place in range(length):
            character = PyUnicode_READ(width, data, place)
            if Py_UNICODE_ISSPACE(character):
                is_inside = False
            elif not is_inside:
                if words == most:
                    break
                is_inside = True
                words += 1
                capitals += Py_UNICODE_ISUPPER(character)
        if words:
            share[index] = <double>capitals / <double>words
    return shares
