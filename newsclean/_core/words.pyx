# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Sums of a word model's weights. `newsclean.classify.text.words` has the same in numpy, and the meaning of a gram."""

from libc.stdint cimport int8_t, uint64_t

import numpy as np

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
