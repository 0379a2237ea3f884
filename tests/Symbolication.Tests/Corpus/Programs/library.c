/* A crash in a shared library of our own (library_part.c), called back into the program in between. */
#include "corpus.h"
#include "library_part.h"

volatile int corpus_sink;

OWN_FRAME static int weight_of(const struct part *part) {
  int weight = part_weight(part->inner);
  corpus_sink += weight;
  return weight;
}

int main(int count, char **words) {
  struct part inner = {words[0], count, 0};
  struct part outer = {"outer", 2, &inner};
  corpus_sink = part_visit(&outer, weight_of);
  corpus_sink += part_visit(&inner, weight_of);
  return corpus_sink;
}
