/* One of 200 threads crashes while the others wait, each in a place of its own depth. */
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

#include "corpus.h"

volatile int corpus_sink;

enum { threads = 200, stack_bytes = 64 * 1024 };

static pthread_barrier_t ready;

OWN_FRAME int wait_below(int depth) {
  if (depth > 0) {
    int result = wait_below(depth - 1);
    corpus_sink += result;
    return result;
  }

  pthread_barrier_wait(&ready);
  for (;;) {
    pause();
  }
}

OWN_FRAME int fail(const int *at, int number) {
  corpus_sink = *at + number;
  return corpus_sink;
}

static void *work(void *argument) {
  int number = *(int *)argument;
  if (number == threads / 2) {
    pthread_barrier_wait(&ready);
    corpus_sink = fail((const int *)UNFORESEEN(long, 8), number);
  }

  corpus_sink = wait_below(number % 5);
  return 0;
}

int main(void) {
  static int numbers[threads];
  pthread_t made[threads];
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  pthread_barrier_init(&ready, 0, threads);
  for (int i = 1; i < threads; i++) {
    numbers[i] = i;
    pthread_create(&made[i], &attributes, work, &numbers[i]);
  }

  corpus_sink = wait_below(3);
  return 0;
}
