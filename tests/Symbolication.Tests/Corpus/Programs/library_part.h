#pragma once

struct part {
  const char *name;
  int weight;
  const struct part *inner;
};

int part_weight(const struct part *part);
int part_visit(const struct part *part, int (*visit)(const struct part *part));
