/* Data that is run as code. */
#include "corpus.h"

volatile int corpus_sink;

OWN_FRAME int run_data(int count) {
  corpus_sink = count;
#if defined __x86_64__
  __asm__ volatile("ud2");
#elif defined __aarch64__
  __asm__ volatile(".inst 0");
#elif defined __thumb__
  __asm__ volatile(".inst.n 0xde00");
#else
  __asm__ volatile(".inst 0xe7f000f0");
#endif
  return corpus_sink;
}

int main(int count, char **words) {
  (void)words;
  corpus_sink = run_data(count) + 1;
  return 0;
}
