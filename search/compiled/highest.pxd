# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Scores → the lowest of the best of them."""

from libc.stdint cimport int64_t

ctypedef fused number:
    int64_t
    double


cdef inline number highest(number* scores, Py_ssize_t size, Py_ssize_t count) noexcept nogil:
    """Return what the `count`-th highest score is; the scores are put in another order."""
    cdef Py_ssize_t low = 0, high = size - 1, left, right, wanted = count - 1
    cdef number pivot, held
    while low < high:
        pivot = scores[(low + high) >> 1]
        left, right = low, high
        while left <= right:
            while scores[left] > pivot:
                left += 1
            while scores[right] < pivot:
                right -= 1
            if left <= right:
                held = scores[left]
                scores[left] = scores[right]
                scores[right] = held
                left += 1
                right -= 1
        if wanted <= right:
            high = right
        elif wanted >= left:
            low = left
        else:
            break
    return scores[wanted]
