/* The shared library of tail_library.c. */
#include "corpus.h"
#include <unistd.h>

static volatile int kept;

OWN_FRAME static int part_last(const int *at, int scale) {
  kept = scale;
  getppid();
  return kept + *at;
}

int part_enter(const int *at, int scale) {
  kept++;
  return part_last(at, scale + 10);
}
