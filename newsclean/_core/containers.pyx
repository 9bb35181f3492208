# cython: language_level=3, boundscheck=False, wraparound=False
"""The tree of the containers around blocks. `newsclean.classify.html.containers` and `features` have the same in Python."""

import numpy as np


def lay_out(list homes, dict bits_of_tag, frozenset names, hints):
    """Return the containers around blocks in reading order, the number of each block's own container, and six columns.

    Number 0 is the page itself, as None. The columns have an entry per container: the container around it; one past the
    last container inside; the first block inside and one past the last; the number of containers around it; and its bits:
    those of its tag, and the hints in the values of the attributes with these names. `homes` are the blocks' containers.
    """
    cdef dict number = {None: 0}
    cdef list first = [0], parents = [0], around
    cdef Py_ssize_t index, length = len(homes), size
    cdef long long above
    own = np.empty(length, dtype=np.int64)
    cdef long long[::1] home_of = own
    for index in range(length):
        here = homes[index]
        found = number.get(here)
        if found is None:
            around = []
            while found is None:
                around.append(here)
                here = here.parent
                found = number.get(here)
            while around:
                parents.append(found)
                found = len(first)
                first.append(index)
                number[around.pop()] = found
        home_of[index] = found
    size = len(first)
    columns = np.zeros((6, size), dtype=np.int64)
    cdef long long[:, ::1] out = columns
    for index in range(size):
        out[0, index] = above = parents[index]
        out[1, index] = index + 1
        out[2, index] = first[index]
        out[4, index] = out[4, above] + 1 if index else 0
    for index in range(length):
        out[3, home_of[index]] = index + 1
    for index in range(size - 1, 0, -1):
        above = out[0, index]
        out[1, above] = max(out[1, above], out[1, index])
        out[3, above] = max(out[3, above], out[3, index])
    containers = tuple(number)
    for index in range(1, size):
        out[5, index] = bits_of(containers[index], bits_of_tag, names, hints)
    return containers, own, columns


cdef long long bits_of(container, dict bits_of_tag, frozenset names, hints) except? -1:
    cdef long long bits = bits_of_tag.get(container.tag, 0)
    for name, value in container.attributes.items():
        if name in names:
            bits |= <long long>hints(value)
    return bits


def inherit(const long long[::1] bits, const long long[::1] parent, long long article_bit):
    """Return for each container its own bits with its ancestors', and the innermost container with the article's bit.

    The second is that which it is or is inside of, 0 for none.
    """
    cdef Py_ssize_t number = bits.shape[0], index
    every, article = np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.int64)
    cdef long long[::1] all_bits = every
    cdef long long[::1] around = article
    for index in range(1, number):
        all_bits[index] = all_bits[parent[index]] | bits[index]
        around[index] = index if bits[index] & article_bit else around[parent[index]]
    return every, article


def number_markup(homes):
    """Return a number for the markup of each container: its tag and class and those of its parent, from 0 on."""
    cdef dict numbers = {}
    cdef Py_ssize_t index
    cdef tuple key
    found = np.empty(len(homes), dtype=np.int64)
    cdef long long[::1] out = found
    for index, home in enumerate(homes):
        key = ()
        if home is not None:
            above = home.parent
            key = (home.tag, home.attributes.get("class"))
            if above is not None:
                key += (above.tag, above.attributes.get("class"))
        out[index] = numbers.setdefault(key, len(numbers))
    return found
