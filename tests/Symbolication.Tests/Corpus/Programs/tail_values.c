/* Arguments that only callers still know, in functions that calls came to by jumps: by one, by two, by more than one way, and back to where they were. */
#include "corpus.h"
#include <unistd.h>

volatile int corpus_sink;

/* The register that has the argument is another's in the call. */
#define FORGET(argument) (corpus_sink = (argument), getppid())

OWN_FRAME int round_again(const int *at, int left);

/* Comes to itself by round_again, with other arguments. */
OWN_FRAME int round_trip(const int *at, int left) {
  if (left > 0) {
    corpus_sink = left;
    return round_again(at, left - 1);
  }

  FORGET(left);
  return corpus_sink + *at;
}

OWN_FRAME int round_again(const int *at, int left) {
  corpus_sink++;
  return round_trip(at, left);
}

OWN_FRAME int of_either(const int *at, int scale) {
  FORGET(scale);
  return round_trip(at, 2) + 1;
}

OWN_FRAME int one_way(const int *at, int scale) {
  corpus_sink++;
  return of_either(at, scale + 1);
}

OWN_FRAME int other_way(const int *at, int scale) {
  corpus_sink--;
  return of_either(at, scale + 2);
}

OWN_FRAME int either(const int *at, int scale) {
  return scale > corpus_sink ? one_way(at, scale) : other_way(at, scale);
}

OWN_FRAME int by_two(const int *at, int scale) {
  FORGET(scale);
  return either(at, 100000) + 2;
}

OWN_FRAME int second_of_two(const int *at, int scale) {
  corpus_sink++;
  return by_two(at, scale + 20);
}

OWN_FRAME int first_of_two(const int *at, int scale) {
  corpus_sink++;
  return second_of_two(at, scale + 300);
}

OWN_FRAME int by_one(const int *at, int scale) {
  FORGET(scale);
  return first_of_two(at, 4000) + 3;
}

OWN_FRAME int only(const int *at, int scale) {
  corpus_sink++;
  return by_one(at, scale + 5);
}

int main(int count, char **words) {
  (void)count;
  (void)words;
  corpus_sink = only((const int *)UNFORESEEN(long, 20), 60);
  return corpus_sink;
}
