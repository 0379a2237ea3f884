/* A crash in the linker's stub: the table of addresses that it jumps through is made unreadable. */
#define _GNU_SOURCE
#include <link.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "corpus.h"

volatile int corpus_sink;

/* Three words for the linker, then one for each function. */
enum { reserved_bytes = 3 * sizeof(void *) };

OWN_FRAME int call_a_library(const char *text) {
  int value = atoi(text);
  corpus_sink = value;
  return value;
}

int main(int count, char **words) {
  (void)count;
  corpus_sink = call_a_library("12");
  unsigned long table = 0, page = (unsigned long)sysconf(_SC_PAGESIZE);
  for (const ElfW(Dyn) *entry = _DYNAMIC; entry->d_tag != DT_NULL; entry++) {
    if (entry->d_tag == DT_PLTGOT) {
      table = entry->d_un.d_ptr;
    }
  }

  mprotect((void *)((table + reserved_bytes) & -page), page, PROT_NONE);
  corpus_sink = call_a_library(words[0]);
  return 0;
}
