/* A list whose last node is missing. */
#include "corpus.h"

volatile int corpus_sink;

struct node {
  int value;
  const char *name;
  struct node *next;
};

OWN_FRAME int value_of(const struct node *node) {
  int value = node->value;
  corpus_sink += value;
  return value;
}

OWN_FRAME int sum_of(const struct node *first, int count) {
  int sum = 0;
  for (int i = 0; i < count; i++) {
    sum += value_of(first);
    first = first->next;
  }

  return sum;
}

int main(int count, char **words) {
  struct node second = {20, "second", 0};
  struct node first = {count, words[0], &second};
  corpus_sink = sum_of(&first, 3);
  return corpus_sink;
}
