/* A crash in a function that the C library calls. */
#include <stdlib.h>

#include "corpus.h"

volatile int corpus_sink;

struct entry {
  const char *key;
  double weight;
};

static int by_key(const void *left, const void *right) {
  const struct entry *a = left, *b = right;
  int order = a->key[0] - b->key[0];
  corpus_sink = order;
  return order;
}

OWN_FRAME int sort(struct entry *entries, size_t count) {
  qsort(entries, count, sizeof *entries, by_key);
  return corpus_sink;
}

int main(int count, char **words) {
  struct entry entries[] = {{words[0], 1.5}, {"b", count}, {0, 3.25}};
  corpus_sink = sort(entries, 3);
  return 0;
}
