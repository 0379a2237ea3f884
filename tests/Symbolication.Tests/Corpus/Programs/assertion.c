/* An assertion that does not hold; compilers put the call of the failure apart from the rest of the function. */
#undef NDEBUG
#include <assert.h>

#include "corpus.h"

volatile int corpus_sink;

OWN_FRAME int index_of(const int *values, int length, int wanted) {
  int at = 0;
  while (at < length && values[at] != wanted) {
    at++;
  }

  assert(at < length);
  corpus_sink = at;
  return at;
}

int main(int count, char **words) {
  (void)words;
  const int values[] = {1, 2, 3, 5, 8};
  int at = index_of(values, 5, count + 3);
  corpus_sink = at;
  return at;
}
