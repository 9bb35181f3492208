# cython: language_level=3, boundscheck=False, wraparound=False
"""The names in a page's elements. `newsclean.classify.categories.tokens` has the same over lxml's elements."""

cimport lxml.includes.etreepublic as lx
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdlib cimport calloc, free
from libc.string cimport strlen
from lxml.includes cimport tree
from lxml.includes.tree cimport xmlAttr, xmlNode

import numpy as np
from lxml import etree

cdef extern from "libxml/xmlversion.h":
    const int LIBXML_VERSION

if LIBXML_VERSION // 100 != etree.LIBXML_VERSION[0] * 100 + etree.LIBXML_VERSION[1]:
    raise ImportError(f"built for libxml2 {LIBXML_VERSION}, not for {etree.LIBXML_VERSION}")
lx.import_lxml__etree()


cdef class Names:
    """The numbers of names, a pair of an attribute and its value each, in the order of their first occurrence."""

    cdef dict known, salts

    def __cinit__(self, salts):
        """Begin with no name; names of attributes without a salt do not count."""
        self.known, self.salts = {}, salts

    cdef int number_of(self, tuple pair, list row) except -1:
        row.append(self.known.setdefault(pair, len(self.known)))
        return 0

    cdef int add_items(self, items, list row) except -1:
        for name, value in items.items():
            if name in self.salts:
                self.number_of((name, value), row)
        return 0

    cdef int add_attributes(self, lx._Document document, xmlNode *node, list row) except -1:
        cdef xmlAttr *attribute = <xmlAttr *>node.properties
        cdef str name
        while attribute != NULL:
            if attribute.ns != NULL or (attribute.children != NULL and attribute.children.next != NULL):
                return self.add_items(dict(lx.elementFactory(document, node).items()), row)
            attribute = attribute.next
        attribute = <xmlAttr *>node.properties
        while attribute != NULL:
            name = text_of(<const char *>attribute.name)
            if name in self.salts:
                value = ""
                if attribute.children != NULL and attribute.children.content != NULL:
                    value = text_of(<const char *>attribute.children.content)
                self.number_of((name, value), row)
            attribute = attribute.next
        return 0


cdef struct Slot:
    const xmlNode *node
    Py_ssize_t place


cdef class Places:
    """The number of each container by its node, in an open hash table."""

    cdef Slot *slots
    cdef size_t mask

    def __cinit__(self, Py_ssize_t number):
        """Make room for a number of containers."""
        cdef size_t size = 64
        while size < 4 * <size_t>number:
            size *= 2
        self.mask = size - 1
        self.slots = <Slot *>calloc(size, sizeof(Slot))
        if self.slots == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.slots)

    cdef Slot *find(self, const xmlNode *node) noexcept:
        """Return the slot of a node; without one, the free slot for it."""
        # nodes lie 16 bytes apart at least
        cdef size_t here = (<size_t>node >> 4) * 0x9E3779B97F4A7C15ULL >> 20 & self.mask
        while self.slots[here].node != NULL and self.slots[here].node != node:
            here = (here + 1) & self.mask
        return &self.slots[here]


def name_rows(containers, root, inline_tags, salts, str tag_mark, str inline_mark, int most):
    """Return the names of containers: the pairs, their numbers in one row, uint32, and the count for each container.

    A container has its tag, its attributes, and those of the first `most` elements with one of the `inline_tags`.
    `root` is the page's tree or None.
    """
    cdef Names names = Names(salts)
    cdef list rows = [], row
    cdef Places places = Places(len(containers))
    cdef Slot *slot
    cdef lx._Element element
    for container in containers:
        row = []
        if container is not None:
            element = container.element
            if element is not None:
                slot = places.find(element._c_node)
                slot.node, slot.place = element._c_node, len(rows)
            names.number_of((tag_mark, container.tag), row)
            attributes = container.attributes
            if attributes:
                names.add_items(attributes, row)
        rows.append(row)
    if root is not None:
        add_inline(names, root, inline_tags, inline_mark, most, places, rows)
    return list(names.known), *flat(rows)


cdef int add_inline(
    Names names, lx._Element root, tags, str mark, int most, Places places, list rows
) except -1:
    """Add the names of the first inline elements of each container, in page order."""
    cdef xmlNode *top = root._c_node
    cdef xmlNode *node = top
    cdef xmlNode *outer
    cdef Slot *slot
    cdef list left = [most] * len(rows)
    # all elements of a name share one pointer
    cdef const tree.xmlChar *last = NULL
    cdef dict by_pointer = {}
    cdef object tag = None
    while True:
        if node.type == tree.XML_ELEMENT_NODE and node.ns == NULL:
            if node.name != last:
                last = node.name
                tag = by_pointer.get(<size_t>last)
                if tag is None:
                    tag = text_of(<const char *>last)
                    tag = by_pointer[<size_t>last] = tag if tag in tags else ""
            if tag:
                outer = node.parent
                slot = NULL
                while outer != NULL:
                    slot = places.find(outer)
                    if slot.node != NULL:
                        break
                    outer = outer.parent
                if outer != NULL and left[slot.place]:
                    left[slot.place] -= 1
                    names.number_of((mark, tag), rows[slot.place])
                    names.add_attributes(root._doc, node, rows[slot.place])
        if node.type == tree.XML_ELEMENT_NODE and node.children != NULL:
            node = node.children
            continue
        while node != top and node.next == NULL:
            node = node.parent
        if node == top:
            return 0
        node = node.next


cdef tuple flat(list rows):
    """Return the numbers of all rows in one, and the length of each."""
    cdef Py_ssize_t number = 0, place, here = 0
    cdef list row
    lengths = np.empty(len(rows), dtype=np.int64)
    cdef long long[::1] length = lengths
    for place, row in enumerate(rows):
        length[place] = len(row)
        number += len(row)
    tokens = np.empty(number, dtype=np.uint32)
    cdef unsigned int[::1] out = tokens
    for row in rows:
        for found in row:
            out[here] = found
            here += 1
    return tokens, lengths


cdef inline str text_of(const char *text):
    return PyUnicode_DecodeUTF8(text, strlen(text), NULL)
