/* Words of all programs of the corpus. */
#pragma once

/* A function that has a frame of its own at every level of optimisation. */
#ifdef __clang__
#define OWN_FRAME __attribute__((noinline))
#else
#define OWN_FRAME __attribute__((noinline, noclone, noipa))
#endif

/* A function that has none wherever a compiler optimises, and often not even without. */
#define INLINED static inline __attribute__((always_inline))

/* What is stored here is not optimised away. Each program has one. */
extern volatile int corpus_sink;

/* A value that the compiler cannot foresee. */
#define UNFORESEEN(type, value) (*(type volatile *)&(type){value})
