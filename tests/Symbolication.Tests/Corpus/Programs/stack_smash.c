/* A buffer that is overrun, which the compiler's check at the end of the function notices. */
#include <string.h>

#include "corpus.h"

volatile int corpus_sink;

OWN_FRAME int copy(const char *text, int length) {
  char buffer[8];
  char *volatile to = buffer;
  for (int i = 0; i < length; i++) {
    to[i] = text[i];
  }

  return buffer[0];
}

OWN_FRAME int receive(int length) {
  int result = copy("a text that is longer than the buffer", length);
  corpus_sink = result;
  return result;
}

int main(int count, char **words) {
  (void)words;
  corpus_sink = receive(count + 19);
  return 0;
}
