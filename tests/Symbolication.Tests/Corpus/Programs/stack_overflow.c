/* Two functions that call each other without an end. */
#include "corpus.h"

volatile int corpus_sink;

OWN_FRAME int descend_odd(int depth);

OWN_FRAME int descend(int depth) {
  volatile char room[400];
  room[depth & 255] = (char)depth;
  return descend_odd(depth + 1) + room[depth & 255];
}

OWN_FRAME int descend_odd(int depth) {
  volatile char room[800];
  room[depth & 511] = (char)depth;
  return descend(depth + 1) + room[depth & 511];
}

int main(int count, char **words) {
  (void)words;
  corpus_sink = descend(count);
  return corpus_sink;
}
