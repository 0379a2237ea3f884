/* The shared library of alias.c: its function is known to others by another name. */
#include <unistd.h>

static __attribute__((used, noinline)) int weigh_internal(const int *at, int scale) {
  int weight = getpid() % 2 + scale;
  getppid();
  return weight + *at;
}

int weigh(const int *at, int scale) __attribute__((alias("weigh_internal")));
