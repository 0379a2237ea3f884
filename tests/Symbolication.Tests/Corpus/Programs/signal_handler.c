/* A handler of a signal that crashes itself, with the interrupted function further up. */
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

#include "corpus.h"

volatile int corpus_sink;

OWN_FRAME void note(const int *at) {
  corpus_sink = *at;
  corpus_sink++;
}

static void on_signal(int signal) {
  note((const int *)UNFORESEEN(long, 16));
  corpus_sink = signal;
}

OWN_FRAME int wait_for_it(int signal) {
  kill(getpid(), signal);
  while (corpus_sink == 0) {
  }

  return corpus_sink;
}

int main(int count, char **words) {
  (void)words;
  struct sigaction action = {0};
  action.sa_handler = on_signal;
  sigaction(SIGUSR1, &action, 0);
  corpus_sink = count - 1;
  return wait_for_it(SIGUSR1);
}
