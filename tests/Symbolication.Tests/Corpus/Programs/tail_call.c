/* Functions that end by a jump to the next, and so have no frame any more when that crashes. */
#include "corpus.h"

volatile int corpus_sink;

OWN_FRAME int last(const int *at) {
  int value = *at;
  corpus_sink = value;
  return value;
}

OWN_FRAME int middle(const int *at, int offset) {
  corpus_sink += offset;
  return last(at + offset);
}

OWN_FRAME int first(const int *at) {
  corpus_sink++;
  return middle(at, 1);
}

int main(int count, char **words) {
  (void)words;
  int value = first((const int *)UNFORESEEN(long, 12));
  corpus_sink = value + count;
  return 0;
}
