# cython: language_level=3, boundscheck=False, wraparound=False
"""The walk over a parsed page. `newsclean.readers.html` has the same over lxml's elements, and the meaning of each step.

lxml makes a Python object for each element that somebody looks at. This walk reads the nodes of libxml2 themselves, and
asks lxml for the elements around blocks only. It calls the walk's own methods wherever a block ends.
"""

cimport lxml.includes.etreepublic as lx
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport strlen
from lxml.includes cimport tree
from lxml.includes.tree cimport xmlAttr, xmlNode

from lxml import etree

cdef extern from "libxml/xmlversion.h":
    const int LIBXML_VERSION

if LIBXML_VERSION // 100 != etree.LIBXML_VERSION[0] * 100 + etree.LIBXML_VERSION[1]:
    raise ImportError(f"built for libxml2 {LIBXML_VERSION}, not for {etree.LIBXML_VERSION}")
lx.import_lxml__etree()

CONTRACT = 2

cdef enum Kind:
    BLOCK
    PRE
    INLINE
    LINK
    BOLD
    MARK  # an inline element that adds something to its own text
    UNKNOWN  # an element of the site's own: the caller's function tells whether it is inline
    SKIPPED
    TEMPLATE  # skipped, unless the caller's function tells that browsers show it

cdef enum:
    SLOTS = 512
    FIRST_LEVELS = 256


cdef class Reading:
    """The reader's sets of tags, and its functions that the walk calls.

    `is_inline` tells of an unknown element whether it is inline, `is_shown` of a template whether browsers show it,
    `is_hidden` of an element's attributes whether they hide it; `hiding` names the attributes that may. `fold` tidies a
    text. `block` makes a block of a text that begins with one of the `bullets`, its container, and how many of its
    characters are linked and bold; `plain_block` makes any other block of a tuple of its fields. `container` is the
    type of containers.
    """

    cdef dict kinds
    cdef object is_inline, is_shown, is_hidden, fold, block, plain_block, container
    cdef frozenset hiding
    cdef str bullets, line_end

    def __cinit__(
        self, *, inline, skipped, known, bold, marked, is_inline, is_shown, is_hidden, hiding, fold, block, bullets,
        plain_block, container, line_end,
    ):
        """Sort the tags by kind; a tag in several sets has the kind of the last one."""
        self.is_inline, self.is_shown, self.is_hidden, self.hiding = is_inline, is_shown, is_hidden, hiding
        self.fold, self.block, self.bullets, self.plain_block = fold, block, bullets, plain_block
        self.container, self.line_end = container, line_end
        self.kinds = {tag.encode(): BLOCK for tag in known}
        self.kinds[b"pre"] = PRE
        self.kinds |= {tag.encode(): INLINE for tag in inline}
        self.kinds |= {tag.encode(): MARK for tag in marked}
        self.kinds |= {tag.encode(): BOLD for tag in bold}
        self.kinds[b"a"] = LINK
        self.kinds |= {tag.encode(): SKIPPED for tag in skipped}
        self.kinds[b"template"] = TEMPLATE


cdef struct Slot:
    const tree.xmlChar *name
    Kind kind


cdef struct Level:
    xmlNode *node
    Kind kind


cdef class OpenElements:
    """The open block-level elements, outermost first; an element exists in Python once somebody asks for it."""

    cdef lx._Document document
    cdef xmlNode **nodes
    cdef Py_ssize_t length, room

    def __dealloc__(self):
        free(self.nodes)

    def __len__(self):
        return self.length

    def __getitem__(self, part):
        """Return a list of elements for a slice."""
        return [lx.elementFactory(self.document, self.nodes[place]) for place in range(*part.indices(self.length))]

    cdef int push(self, xmlNode *node) except -1:
        cdef xmlNode **nodes
        if self.length == self.room:
            nodes = <xmlNode **>realloc(self.nodes, (2 * self.room + FIRST_LEVELS) * sizeof(xmlNode *))
            if nodes == NULL:
                raise MemoryError
            self.nodes = nodes
            self.room = 2 * self.room + FIRST_LEVELS
        self.nodes[self.length] = node
        self.length += 1
        return 0


cdef class Traversal:
    """The state of one walk: the caller's walk object and the lists in which it collects a run of text."""

    cdef object walk
    cdef Reading reading
    cdef OpenElements open
    cdef list found, made, text, linked, bold
    cdef int links, bolds, pres
    cdef Py_ssize_t most, blocks
    cdef Slot[SLOTS] slots
    cdef Level *levels
    cdef Py_ssize_t depth, room

    def __cinit__(self, walk, Reading reading):
        """Begin a walk."""
        cdef int slot
        self.walk, self.reading, self.open = walk, reading, OpenElements()
        self.found, self.made, self.most = walk.found, walk.made, walk.most
        walk.open = self.open
        self._take_lists()
        for slot in range(SLOTS):
            self.slots[slot].name = NULL

    def __dealloc__(self):
        free(self.levels)

    cdef int _take_lists(self) except -1:
        self.text, self.linked, self.bold = self.walk.text, self.walk.linked, self.walk.bold
        return 0

    cdef Kind _kind_of(self, xmlNode *node) except *:
        """Return the kind of a tag. All elements of a name share one pointer, so most are found by it."""
        cdef Slot *slot = &self.slots[(<size_t>node.name >> 3) % SLOTS]
        if slot.name != node.name:
            slot.kind = self.reading.kinds.get(<bytes><const char *>node.name, UNKNOWN)
            slot.name = node.name
        if slot.kind == UNKNOWN:
            return INLINE if self.reading.is_inline(self._element(node)) else BLOCK
        if slot.kind == TEMPLATE:
            return BLOCK if self.reading.is_shown(self._element(node)) else SKIPPED
        return slot.kind

    cdef object _element(self, xmlNode *node):
        return lx.elementFactory(self.open.document, node)

    cdef int _add(self, str text) except -1:
        if not self.text and text.isspace():
            return 0
        self.text.append(text)
        if self.links:
            self.linked.append(text)
        if self.bolds:
            self.bold.append(text)
        return 0

    cdef xmlNode *_add_texts(self, xmlNode *node) except? NULL:
        """Add the text that begins at a node, and return the node behind it."""
        cdef str text = ""
        while node != NULL and (node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE):
            if node.content != NULL:
                text += _text_of(<const char *>node.content)
            node = node.next
        if text:
            self._add(text)
        return node

    cdef int _flush(self) except -1:
        """End the block. Most are one run without a line end; the others are for the walk's own method."""
        cdef str run, text
        cdef Py_ssize_t linked = 0, bold = 0
        if not self.text:
            return 0
        # beyond the budget the run grows to the end of the page, and must not be joined at each block
        run = "" if len(self.found) >= self.most else "".join(self.text)
        if self.pres or not run or self.reading.line_end in run:
            self._spend()
            self.walk.open_pre = self.pres
            self.walk._flush()
            self._take_lists()
            return 0
        text = self._fold(run)
        if text:
            if self.linked:
                linked = len(text) if self.linked == self.text else len(self._fold("".join(self.linked)))
            if self.bold:
                bold = len(self._fold("".join(self.bold)))
            self._add_block(text, self._innermost(), linked, bold)
            self.blocks += 1
        self.text.clear()
        self.linked.clear()
        self.bold.clear()
        return 0

    cdef str _fold(self, str run):
        """Tidy a text. Most are tidy between their ends: the space is the only printable white space."""
        run = run.strip()
        return run if run.isprintable() and "  " not in run else self.reading.fold(run)

    cdef int _add_block(self, str text, object container, Py_ssize_t linked, Py_ssize_t bold) except -1:
        if text[0] in self.reading.bullets:
            self.found.append(self.reading.block(text, container, linked, bold))
        else:
            self.found.append(self.reading.plain_block((text, container.tag, container, linked, bold, None, None, ())))
        return 0

    cdef int _spend(self) except -1:
        """Take the blocks since the last call from the budget."""
        self.walk.spend(self.blocks)
        self.blocks = 0
        return 0

    cdef object _innermost(self):
        """Return the container of the innermost open element, making the containers that do not exist yet."""
        cdef Py_ssize_t place = len(self.made)
        parent = self.made[place - 1] if place else None
        while place < self.open.length:
            parent = self._container(self.open.nodes[place], parent)
            self.made.append(parent)
            place += 1
        return parent

    cdef object _container(self, xmlNode *node, object parent):
        cdef dict attributes = {}
        cdef xmlAttr *attribute = <xmlAttr *>node.properties
        cdef const char *value
        element = self._element(node)
        while attribute != NULL:
            if attribute.ns != NULL or (attribute.children != NULL and attribute.children.next != NULL):
                attributes = dict(element.items())
                break
            value = <const char *>attribute.children.content if attribute.children != NULL else NULL
            attributes[_name_of(<const char *>attribute.name)] = "" if value == NULL else _text_of(value)
            attribute = attribute.next
        tag = element.tag if node.ns != NULL else _name_of(<const char *>node.name)
        depth, hidden = (0, False) if parent is None else (parent.depth + 1, parent.hidden)
        if attributes and not hidden and not self.reading.hiding.isdisjoint(attributes):
            hidden = self.reading.is_hidden(attributes)
        return self.reading.container(tag, attributes, parent, depth, hidden, element)

    cdef int _begin(self, xmlNode *node, Kind kind) except -1:
        if kind <= PRE:
            self._flush()
            self.open.push(node)
            self.pres += kind == PRE
        elif kind == LINK:
            self.links += 1
        elif kind == BOLD:
            self.bolds += 1
        elif kind == MARK:
            element = self._element(node)
            self.walk._part(element.tag, element)
        return 0

    cdef int _end(self, Kind kind) except -1:
        if kind <= PRE:
            self._flush()
            self.open.length -= 1
            if len(self.made) > self.open.length:
                self.made.pop()
            self.pres -= kind == PRE
        elif kind == LINK:
            self.links -= 1
        elif kind == BOLD:
            self.bolds -= 1
        return 0

    cdef int _leaf(self, xmlNode *node, Kind kind) except -1:
        """Handle an element without elements inside; a block without text only ends the run."""
        if kind <= PRE:
            self._flush()
            if not _has_ink(node.children):
                return 0
        self._begin(node, kind)
        self._add_texts(node.children)
        self._end(kind)
        return 0

    cdef int _enter(self, xmlNode *node, Kind kind) except -1:
        cdef Level *levels
        if self.depth == self.room:
            levels = <Level *>realloc(self.levels, (2 * self.room + FIRST_LEVELS) * sizeof(Level))
            if levels == NULL:
                raise MemoryError
            self.levels = levels
            self.room = 2 * self.room + FIRST_LEVELS
        self.levels[self.depth] = Level(node, kind)
        self.depth += 1
        self._begin(node, kind)
        return 0

    def run(self, lx._Element root):
        """Walk a tree."""
        self.open.document = root._doc
        try:
            self._run(root._c_node)
        finally:
            self._spend()

    cdef int _run(self, xmlNode *node) except -1:
        cdef Kind kind
        while True:
            if node.type == tree.XML_ELEMENT_NODE:
                kind = self._kind_of(node)
                if kind == SKIPPED:
                    pass
                elif _has_elements(node):
                    self._enter(node, kind)
                    node = self._add_texts(node.children)
                    continue
                else:
                    self._leaf(node, kind)
            if self.depth == 0:
                return 0
            node = self._add_texts(node.next)
            while node == NULL:
                self.depth -= 1
                node = self.levels[self.depth].node
                self._end(self.levels[self.depth].kind)
                if self.depth == 0:
                    return 0
                node = self._add_texts(node.next)


cdef inline str _text_of(const char *text):
    return PyUnicode_DecodeUTF8(text, strlen(text), NULL)


cdef inline str _name_of(const char *name):
    """Return the name of an attribute, one object for all of the same name."""
    return intern(_text_of(name))


cdef bint _has_elements(xmlNode *node) noexcept:
    cdef xmlNode *child = node.children
    while child != NULL:
        if child.type == tree.XML_ELEMENT_NODE:
            return True
        child = child.next
    return False


cdef bint _has_ink(xmlNode *node) except -1:
    """Return whether a text of the nodes from one on is more than white space."""
    while node != NULL:
        if node.content != NULL and node.content[0] != 0:
            if not _text_of(<const char *>node.content).isspace():
                return True
        node = node.next
    return False
