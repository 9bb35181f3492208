# cython: language_level=3, boundscheck=False, wraparound=False
"""The search for a tag with too many attributes. `newsclean.readers.parse` has the same as a pattern, and its meaning."""

from libc.string cimport memchr, memcmp


cdef inline bint is_space(unsigned char c) noexcept nogil:
    return c == 32 or 9 <= c <= 13


cdef inline bint is_letter(unsigned char c) noexcept nogil:
    return 97 <= (c | 32) <= 122


cdef const unsigned char *find(const unsigned char *here, const unsigned char *end, unsigned char c) noexcept nogil:
    """Return the next place of a byte, the end without one."""
    cdef const unsigned char *found = <const unsigned char *>memchr(here, c, end - here)
    return end if found == NULL else found


cdef const unsigned char *value_end(const unsigned char *here, const unsigned char *end) noexcept nogil:
    """Return the end of the value of an attribute whose name ends here; the same place for one without a value."""
    cdef const unsigned char *place = here
    cdef const unsigned char *close
    while place < end and is_space(place[0]):
        place += 1
    if place == end or place[0] != c'=':
        return here
    place += 1
    while place < end and is_space(place[0]):
        place += 1
    if place == end or place[0] == c'>':
        return here
    if place[0] == c'"' or place[0] == c"'":
        close = find(place + 1, end, place[0])
        return here if close == end else close + 1
    while place < end and not is_space(place[0]) and place[0] != c'>':
        place += 1
    return place


cdef const unsigned char *attributes_end(const unsigned char *here, const unsigned char *end, int most) noexcept nogil:
    """Return the place behind `most` attributes at most, and behind the white space and slashes there."""
    cdef const unsigned char *name
    while True:
        name = here
        while name < end and (is_space(name[0]) or name[0] == c'/'):
            name += 1
        if name == end or name[0] == c'>' or most == 0:
            return name
        most -= 1
        name += 1
        while name < end and not is_space(name[0]) and name[0] != c'/' and name[0] != c'>' and name[0] != c'=':
            name += 1
        here = value_end(name, end)


cdef Py_ssize_t raw_name(const unsigned char *name, const unsigned char *end) noexcept nogil:
    """Return the length of a name whose element has no tags inside, 0 if another name begins here."""
    cdef unsigned char[6] lower
    cdef Py_ssize_t place, length = min(<Py_ssize_t>6, end - name)
    for place in range(length):
        lower[place] = name[place] | 32
    if length == 6 and memcmp(lower, b"script", 6) == 0:
        return 6
    return 5 if length >= 5 and memcmp(lower, b"style", 5) == 0 else 0


cdef const unsigned char *comment_end(const unsigned char *here, const unsigned char *end) noexcept nogil:
    """Return the place of the end mark of a comment, or the end."""
    while here < end:
        here = find(here, end, c'-')
        if end - here > 2 and here[1] == c'-' and (here[2] == c'>' or (here[2] == c'!' and end - here > 3 and here[3] == c'>')):
            return here
        here += here < end
    return end


cdef const unsigned char *raw_end(const unsigned char *here, const unsigned char *end) noexcept nogil:
    """Return the place of the end tag of a script or style, or the end."""
    while here < end:
        here = find(here, end, c'<')
        if end - here > 1 and here[1] == c'/' and raw_name(here + 2, end):
            return here
        here += here < end
    return end


def small_tags_end(bytes markup, Py_ssize_t start, int most):
    """Return the offset of the first tag from `start` on that has more than `most` attributes, or the length."""
    cdef const unsigned char *first = <const unsigned char *><const char *>markup
    cdef const unsigned char *end = first + len(markup)
    cdef const unsigned char *here = first + start
    cdef const unsigned char *behind
    cdef Py_ssize_t raw
    with nogil:
        while True:
            here = find(here, end, c'<')
            if here == end:
                break
            if end - here > 3 and memcmp(here, b"<!--", 4) == 0:
                behind = here + 4
                if not (behind < end and behind[0] == c'>') and not (
                    end - behind > 1 and behind[0] == c'-' and behind[1] == c'>'
                ):
                    here = comment_end(behind, end)
                    continue
            if end - here < 2 or not is_letter(here[1]):
                here += 1
                continue
            raw = raw_name(here + 1, end)
            behind = here + 1 + raw
            if raw and behind < end and (is_space(behind[0]) or behind[0] == c'/' or behind[0] == c'>'):
                behind = attributes_end(behind, end, most)
                if behind < end and behind[0] == c'>':
                    here = raw_end(behind + 1, end)
                    continue
            behind = here + 2
            while behind < end and not is_space(behind[0]) and behind[0] != c'/' and behind[0] != c'>':
                behind += 1
            behind = attributes_end(behind, end, most)
            if behind < end and behind[0] != c'>':
                break
            here = min(behind + 1, end)
    return here - first
