/* A crash in the linker's stub: the table of addresses that it jumps through is made unreadable. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "corpus.h"

volatile int corpus_sink;

/* Three words for the linker, then one for each function. */
extern char _GLOBAL_OFFSET_TABLE_[] __attribute__((visibility("hidden")));

OWN_FRAME int call_a_library(const char *text) {
  int value = atoi(text);
  corpus_sink = value;
  return value;
}

int main(int count, char **words) {
  (void)count;
  corpus_sink = call_a_library("12");
  long page = sysconf(_SC_PAGESIZE);
  char *functions = _GLOBAL_OFFSET_TABLE_ + 3 * sizeof(void *);
  mprotect((char *)((unsigned long)functions & -(unsigned long)page), (size_t)page, PROT_NONE);
  corpus_sink = call_a_library(words[0]);
  return 0;
}
