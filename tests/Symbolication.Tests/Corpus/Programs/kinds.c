/* Arguments and locals of every kind that C has, over several frames. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "corpus.h"

volatile int corpus_sink;

enum color { red, green = 5, blue = -3 };

struct bits {
  unsigned low : 3;
  signed middle : 5;
  unsigned high : 20;
  bool flag : 1;
};

union number {
  uint32_t word;
  float real;
  uint8_t bytes[4];
};

typedef struct pair {
  int32_t left;
  const char *right;
} pair_t;

struct nested {
  pair_t pairs[2];
  union number number;
  struct bits bits;
  struct nested *self;
  int (*function)(int);
};

static int twice(int value) { return value * 2; }

OWN_FRAME int of_structures(const struct nested *nested, pair_t pair, union number number, enum color color, const int *bad) {
  struct nested copy = *nested;
  struct bits bits = nested->bits;
  const char *text = pair.right;
  int matrix[2][3] = {{1, 2, 3}, {4, 5, corpus_sink}};
  int result = *bad + matrix[1][2] + bits.middle + text[0] + (int)number.word + (int)color;
  corpus_sink = result + copy.pairs[1].left + bits.high;
  return result;
}

OWN_FRAME int of_numbers(
    bool yes, char letter, int8_t tiny, uint16_t small, int32_t middle, int64_t large, uint64_t huge, float real, double precise, long double longest, const int *bad) {
  struct nested nested = {
      {{7, "seven"}, {-8, "minus eight"}}, {.real = real}, {5, -9, 0xabcde, yes}, 0, twice};
  nested.self = &nested;
  pair_t pair = {middle, "a \"quoted\"\ttext"};
  int result = of_structures(&nested, pair, nested.number, blue, bad);
  corpus_sink = result + letter + tiny + small + (int)large + (int)huge + (int)precise + (int)longest;
  return result;
}

int main(int count, char **words) {
  (void)words;
  corpus_sink = count;
  corpus_sink = of_numbers(
      true, 'x', -100, 65000, -2000000000, -9000000000000000000, 18000000000000000000u, 1.5f, -2.25, 3.125L, (const int *)UNFORESEEN(long, 4));
  return 0;
}
