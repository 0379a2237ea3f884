/* A program that gives up by itself, at the very end of a function. */
#include <stdlib.h>

#include "corpus.h"

volatile int corpus_sink;

OWN_FRAME __attribute__((noreturn)) void give_up(const char *reason, int code) {
  corpus_sink = code + reason[0];
  abort();
}

OWN_FRAME int check(int level) {
  if (level > 0) {
    give_up("level is too high", level);
  }

  return level + corpus_sink;
}

int main(int count, char **words) {
  (void)words;
  return check(count) + corpus_sink;
}
