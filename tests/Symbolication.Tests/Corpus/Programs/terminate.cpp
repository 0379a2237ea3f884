// An exception that leaves a function that promised not to throw.
#include "corpus.h"

volatile int corpus_sink;

namespace {

struct Cleanup {
  int &counter;
  ~Cleanup() { counter++; }
};

OWN_FRAME int parse(int value) {
  if (value > 0) {
    throw value;
  }

  return corpus_sink;
}

OWN_FRAME int close_all(int value) noexcept {
  int counter = 0;
  Cleanup cleanup{counter};
  int result = parse(value);
  corpus_sink = result;
  return result + counter;
}

}  // namespace

int main(int count, char **) {
  try {
    corpus_sink = close_all(count);
  } catch (int caught) {
    corpus_sink = caught;
  }

  return 0;
}
