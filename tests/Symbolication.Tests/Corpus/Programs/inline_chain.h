#pragma once

#include "corpus.h"

struct sample {
  int values[2];
  int quality;
};

INLINED int clamp(int value) {
  return value > 1000 ? 1000 : value;
}

INLINED int read_sample(const struct sample *sample) {
  int quality = sample->quality;
  return clamp(quality) + sample->values[0];
}
