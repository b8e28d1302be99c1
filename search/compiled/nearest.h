/* The whole number nearest to another, the even one of two: as rint, without a call to it. */
#ifndef DUANSOU_NEAREST_H
#define DUANSOU_NEAREST_H

#include <float.h>
#include <math.h>

/* From 2 to the power of 52 on there is no room for a fraction: an addition rounds it away, where
   numbers are no wider than they look. It holds for what is less than half of that. */
static inline double nearest(double number) {
#if FLT_EVAL_METHOD == 0
    return (number + 6755399441055744.0) - 6755399441055744.0;
#else
    return rint(number);
#endif
}

#endif
