/* A connection is used after it was freed and its memory became another's: what it points to is text. */
#include <stdlib.h>
#include <string.h>

#include "corpus.h"

volatile int corpus_sink;

struct peer {
  int sent;
};

struct connection {
  struct peer *peer;
  int number;
};

OWN_FRAME int send_to(struct connection *connection, int bytes) {
  connection->peer->sent += bytes;
  return connection->peer->sent;
}

OWN_FRAME int close_and_send(struct connection *connection, const char *text) {
  struct connection *volatile closed = connection;
  free(connection);
  char *reused = malloc(sizeof(struct connection));
  memset(reused, text[0], sizeof(struct connection));
  corpus_sink = reused[1];
  return send_to(closed, 16);
}

int main(int count, char **words) {
  struct peer peer = {count};
  struct connection *connection = malloc(sizeof(struct connection));
  connection->peer = &peer;
  connection->number = count;
  corpus_sink = close_and_send(connection, UNFORESEEN(int, 1) ? "ABC" : words[0]);
  return 0;
}
