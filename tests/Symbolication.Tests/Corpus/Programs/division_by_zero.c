/* Only x86 traps it. */
#include "corpus.h"

volatile int corpus_sink;

INLINED int ratio(int part, int whole) {
  int percent = part * 100;
  return percent / whole;
}

OWN_FRAME int share(int part, int whole) {
  int result = ratio(part, whole);
  corpus_sink = result;
  return result;
}

int main(int count, char **words) {
  (void)words;
  corpus_sink = share(count, count - 1);
  return 0;
}
