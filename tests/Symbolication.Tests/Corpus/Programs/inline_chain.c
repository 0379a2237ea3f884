/* Functions that are inlined into each other, several times, across a header (inline_chain.h). */
#include "inline_chain.h"

volatile int corpus_sink;

INLINED int third(const struct sample *sample, int scale) {
  int value = read_sample(sample);
  return value * scale;
}

INLINED int second(const struct sample *sample, int scale) {
  int sum = 0;
  for (int i = 0; i < scale; i++) {
    sum += third(sample, i);
  }

  return sum;
}

static inline int first(const struct sample *const *samples, int count) {
  int total = corpus_sink;
  for (int i = 0; i < count; i++) {
    total += second(samples[i], count);
  }

  return total;
}

OWN_FRAME int measure(const struct sample *const *samples, int count) {
  int result = first(samples, count);
  corpus_sink = result;
  return result;
}

int main(int count, char **words) {
  (void)words;
  struct sample sample = {{1, 2}, count};
  const struct sample *samples[] = {&sample, (const struct sample *)UNFORESEEN(long, 32)};
  corpus_sink = measure(samples, 2);
  return 0;
}
