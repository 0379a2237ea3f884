/* A crash in a function of a library (alias_part.c) that is called by another of its names, when only the caller still knows an argument. */
#include "corpus.h"

int weigh(const int *at, int scale);

volatile int corpus_sink;

int main(int count, char **words) {
  (void)count;
  (void)words;
  corpus_sink = weigh((const int *)UNFORESEEN(long, 16), 37);
  return corpus_sink;
}
