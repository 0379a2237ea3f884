/* Frames whose stack pointer is aligned anew, and of a size that is known at run time only. */
#include <stdalign.h>
#include <string.h>

#include "corpus.h"

volatile int corpus_sink;

OWN_FRAME int inner(const volatile int *values, const int *bad) {
  corpus_sink = values[0];
  return *bad + values[1];
}

OWN_FRAME int aligned(int count, const int *bad) {
  alignas(128) volatile int values[32];
  volatile int more[count * 16];
  values[0] = count;
  values[1] = more[0] = count + 1;
  int result = inner(values, bad);
  corpus_sink = result + values[1] + more[0];
  return result;
}

int main(int count, char **words) {
  (void)words;
  corpus_sink = aligned(count, (const int *)UNFORESEEN(long, 20));
  return 0;
}
