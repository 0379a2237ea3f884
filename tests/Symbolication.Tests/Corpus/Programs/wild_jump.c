/* A call through a function pointer that points to nowhere. */
#include "corpus.h"

volatile int corpus_sink;

struct handler {
  const char *name;
  int (*handle)(int event);
};

OWN_FRAME int dispatch(const struct handler *handler, int event) {
  int result = handler->handle(event);
  corpus_sink += result;
  return result;
}

int main(int count, char **words) {
  struct handler handler = {words[0], (int (*)(int))UNFORESEEN(long, 0x6eadbee0)};
  corpus_sink = dispatch(&handler, count);
  return 0;
}
