/* A child that shares the memory of its parent, and crashes before it runs another program. */
#define _GNU_SOURCE
#include <sys/wait.h>
#include <unistd.h>

#include "corpus.h"

volatile int corpus_sink;

OWN_FRAME void prepare(char **words) {
  words[1][0] = 'x';
  corpus_sink++;
}

OWN_FRAME int start(char **words) {
  pid_t child = vfork();
  if (child == 0) {
    prepare(words);
    execv(words[0], words);
    _exit(127);
  }

  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

int main(int count, char **words) {
  char *command[] = {words[0], (char *)UNFORESEEN(long, 24), 0};
  corpus_sink = count + start(command);
  return 0;
}
