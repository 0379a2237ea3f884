/* threads N: N threads wait a few calls deep, and the main thread writes to where nothing is. Each frame has a few locals. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct job {
  int number;
  double share;
  char name[24];
  struct job *next;
};

static pthread_barrier_t ready;
static volatile int total;

__attribute__((noinline)) static int wait_for_work(struct job *job, int depth) {
  char note[32];
  int left = depth;
  snprintf(note, sizeof note, "%s at %d", job->name, depth);
  total += (int)strlen(note);
  if (depth > 0) {
    int inner = wait_for_work(job, depth - 1);
    return inner + left;
  }
  pthread_barrier_wait(&ready);
  for (;;) pause();
}

static int compare(const void *one, const void *other) {
  const struct job *a = one, *b = other;
  int order = a->number - b->number;
  if (order > 0) {
    struct job copy = *a;
    return wait_for_work(&copy, 3);
  }
  return order;
}

static void *run(void *word) {
  struct job jobs[2] = {{(int)(long)word + 1, 0.5, "second", 0}, {(int)(long)word, 0.25, "first", 0}};
  jobs[1].next = &jobs[0];
  qsort(jobs, 2, sizeof jobs[0], compare);
  return 0;
}

__attribute__((noinline)) static void store(int *where, struct job *job) {
  unsigned long sum = (unsigned long)job->number * 3;
  *where = (int)sum;
}

__attribute__((noinline)) static void finish(struct job *job, int rounds) {
  for (int round = 0; round < rounds; round++) {
    job->share *= 1.5;
    store(rounds > 1 ? 0 : &job->number, job);
  }
}

int main(int count, char **words) {
  int threads = count > 1 ? atoi(words[1]) : 2;
  struct job last = {threads, 1.0, "last", 0};
  pthread_barrier_init(&ready, 0, (unsigned)threads + 1);
  for (long i = 0; i < threads; i++) {
    pthread_t thread;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 128 * 1024);
    pthread_create(&thread, &small, run, (void *)i);
  }
  pthread_barrier_wait(&ready);
  finish(&last, threads);
  return 0;
}
