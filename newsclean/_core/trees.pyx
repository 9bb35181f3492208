# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Evaluation of decision trees. `newsclean.classify.trees.evaluate` has the same in numpy, and the meaning of the arrays.

Eight rows go down a tree abreast without a branch: a leaf is its own child, so every row takes as many steps as the tree
is deep. The features of the eight rows lie side by side in a tile; its first column is 0, which leaves test.
"""

from libc.math cimport INFINITY
from libc.stdint cimport uint16_t, uint32_t
from libc.stdlib cimport free, malloc

import numpy as np

cdef extern from *:
    """
    #include <stdint.h>
    typedef struct { float threshold; uint16_t place, child; } nc_node;
    #define NC_STEP(k) { nc_node n = tree[n##k]; n##k = n.child + !(tile[n.place + k] <= n.threshold); }
    static inline void nc_descend(const nc_node *tree, const float *leaf, int depth, const float *tile, float *sums) {
        unsigned n0 = 0, n1 = 0, n2 = 0, n3 = 0, n4 = 0, n5 = 0, n6 = 0, n7 = 0;
        for (int level = 0; level < depth; level++) {
            NC_STEP(0) NC_STEP(1) NC_STEP(2) NC_STEP(3) NC_STEP(4) NC_STEP(5) NC_STEP(6) NC_STEP(7)
        }
        sums[0] += leaf[n0]; sums[1] += leaf[n1]; sums[2] += leaf[n2]; sums[3] += leaf[n3];
        sums[4] += leaf[n4]; sums[5] += leaf[n5]; sums[6] += leaf[n6]; sums[7] += leaf[n7];
    }
    """
    ctypedef struct nc_node:
        float threshold
        uint16_t place
        uint16_t child
    void nc_descend(const nc_node *tree, const float *leaf, int depth, const float *tile, float *sums) noexcept nogil

CONTRACT = 2
cdef uint32_t NO_SPLIT = 0xFFFFFFFF
cdef enum:
    ABREAST = 8
    ROWS_AT_ONCE = 32  # their features stay in the processor's cache while all trees are evaluated
    MAX_COLUMNS = 8191  # a place in a tile has 16 bits


cdef class Forest:
    """Decision trees laid out for evaluation."""

    cdef nc_node *nodes
    cdef float *leaves
    cdef int *depths
    cdef int trees, stride

    def __cinit__(self, feature, threshold, mask, leaf):
        """Lay out trees given by the arrays of an `Ensemble`."""
        cdef const float[:, ::1] values = np.ascontiguousarray(leaf, dtype=np.float32)
        cdef const long long[:, ::1] features = np.ascontiguousarray(feature, dtype=np.int64)
        cdef const float[:, ::1] thresholds = np.ascontiguousarray(threshold, dtype=np.float32)
        cdef const uint32_t[:, ::1] masks = np.ascontiguousarray(mask, dtype=np.uint32)
        cdef int tree
        if features.size and np.max(feature) >= MAX_COLUMNS:
            raise ValueError(f"a forest tests at most {MAX_COLUMNS} columns")
        self.trees = <int>values.shape[0]
        self.stride = 2 * <int>values.shape[1]
        self.nodes = <nc_node *>malloc(max(1, self.trees * self.stride) * sizeof(nc_node))
        self.leaves = <float *>malloc(max(1, self.trees * self.stride) * sizeof(float))
        self.depths = <int *>malloc(max(1, self.trees) * sizeof(int))
        if self.nodes == NULL or self.leaves == NULL or self.depths == NULL:
            raise MemoryError
        for tree in range(self.trees):
            self._lay_out(tree, features, thresholds, masks, values)

    def __dealloc__(self):
        free(self.nodes)
        free(self.leaves)
        free(self.depths)

    cdef void _lay_out(
        self, int tree, const long long[:, ::1] features, const float[:, ::1] thresholds, const uint32_t[:, ::1] masks,
        const float[:, ::1] values,
    ) noexcept:
        """Write the nodes of one tree breadth first, so that its upper levels lie together."""
        cdef nc_node *nodes = self.nodes + tree * self.stride
        cdef float *leaves = self.leaves + tree * self.stride
        cdef int[64] first
        cdef int[64] last
        cdef int[64] level
        cdef int[32] start
        cdef int splits = 0, number = 1, here = 0, split, width = <int>masks.shape[1], deepest = 0
        cdef uint32_t excluded
        for split in range(width):
            start[split] = -1
            if masks[tree, split] != NO_SPLIT:
                splits += 1
                excluded = ~masks[tree, split]
                start[split] = 0
                while not excluded & 1:
                    excluded >>= 1
                    start[split] += 1
        first[0] = 0
        last[0] = splits
        level[0] = 0
        while here < number:
            deepest = max(deepest, level[here])
            nodes[here].place = 0
            nodes[here].threshold = INFINITY
            nodes[here].child = <uint16_t>here
            leaves[here] = 0
            if first[here] == last[here]:
                leaves[here] = values[tree, first[here]]
            else:
                # the root of a subtree is the last of its splits that excludes leaves from the subtree's first leaf on
                split = last[here] - 1
                while start[split] != first[here]:
                    split -= 1
                nodes[here].place = <uint16_t>(ABREAST * (features[tree, split] + 1))
                nodes[here].threshold = thresholds[tree, split]
                nodes[here].child = <uint16_t>number
                first[number] = first[here]
                last[number] = split
                first[number + 1] = split + 1
                last[number + 1] = last[here]
                level[number] = level[number + 1] = level[here] + 1
                number += 2
            here += 1
        self.depths[tree] = deepest

    def sums(self, rows, chosen=None):
        """Return the sum of the trees' leaf values for each row of features, or for each chosen row, float32."""
        cdef const float[:, :] features = rows
        cdef const long long[::1] places = np.arange(len(rows)) if chosen is None else chosen
        cdef Py_ssize_t number = places.shape[0], width = rows.shape[1], start = 0, stop, row
        cdef Py_ssize_t padded = (number + ABREAST - 1) // ABREAST * ABREAST, size = ABREAST * (width + 1)
        cdef int tree
        sums = np.zeros(padded, dtype=np.float32)
        if not number:
            return sums
        cdef float[::1] out = sums
        cdef float *tiles = <float *>malloc(ROWS_AT_ONCE // ABREAST * size * sizeof(float))
        if tiles == NULL:
            raise MemoryError
        with nogil:
            while start < padded:
                stop = min(start + <Py_ssize_t>ROWS_AT_ONCE, padded)
                for row in range(start, stop):
                    fill(
                        features, places[row if row < number else 0],
                        tiles + (row - start) // ABREAST * size + (row - start) % ABREAST,
                    )
                for tree in range(self.trees):
                    row = start
                    while row < stop:
                        nc_descend(
                            self.nodes + tree * self.stride, self.leaves + tree * self.stride, self.depths[tree],
                            tiles + (row - start) // ABREAST * size, &out[row],
                        )
                        row += ABREAST
                start = stop
        free(tiles)
        return sums[:number]


cdef inline void fill(const float[:, :] features, Py_ssize_t row, float *tile) noexcept nogil:
    """Copy a row into its places in a tile, behind a 0."""
    cdef Py_ssize_t column
    tile[0] = 0
    for column in range(features.shape[1]):
        tile[ABREAST * (column + 1)] = features[row, column]
