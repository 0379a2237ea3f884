/* A crash in a function of a library (tail_library_part.c) that was come to by two jumps, one from the program and one within the library, when only main still knows an argument. */
#include "corpus.h"

int part_enter(const int *at, int scale);

volatile int corpus_sink;

OWN_FRAME int pass_on(const int *at, int scale) {
  corpus_sink++;
  return part_enter(at, scale + 1);
}

int main(int count, char **words) {
  (void)count;
  (void)words;
  corpus_sink = pass_on((const int *)UNFORESEEN(long, 24), 40);
  return corpus_sink;
}
