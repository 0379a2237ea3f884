/* The shared library of library.c. */
#include "library_part.h"

#include "corpus.h"

static volatile int visited;

INLINED int checked_weight(const struct part *part) {
  int weight = part->weight;
  return weight < 0 ? 0 : weight;
}

int part_weight(const struct part *part) {
  int weight = checked_weight(part);
  visited++;
  return weight;
}

int part_visit(const struct part *part, int (*visit)(const struct part *part)) {
  int result = visit(part);
  visited += result;
  return result;
}
