/* A block that is used and freed after it was freed, which the allocator notices. */
#include <stdlib.h>
#include <string.h>

#include "corpus.h"

volatile int corpus_sink;

struct message {
  char *text;
  size_t length;
};

OWN_FRAME void discard(struct message *message) {
  corpus_sink = (int)message->length;
  free(message->text);
  corpus_sink++;
}

OWN_FRAME int send_twice(struct message *message) {
  discard(message);
  discard(message);
  return corpus_sink;
}

int main(int count, char **words) {
  struct message message = {strdup(words[0]), (size_t)count};
  corpus_sink = send_twice(&message);
  return 0;
}
