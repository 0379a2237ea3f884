/* measure N COMMAND...: runs it N times, its output thrown away. Prints a line for each: milliseconds, milliseconds of processor, KiB at most in memory. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int count, char **words) {
  if (count < 3) {
    fprintf(stderr, "usage: measure N COMMAND...\n");
    return 2;
  }
  for (int left = atoi(words[1]); left > 0; left--) {
    double start = now();
    pid_t child = fork();
    if (child == 0) {
      int nothing = open("/dev/null", O_RDWR);
      dup2(nothing, 0);
      dup2(nothing, 1);
      dup2(nothing, 2);
      execvp(words[2], words + 2);
      _exit(127);
    }
    int status;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) < 0) {
      perror("measure");
      return 1;
    }
    double processor = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
    printf("%.1f %.1f %ld\n", now() - start, processor, used.ru_maxrss);
    fflush(stdout);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
      fprintf(stderr, "measure: %s ended with status 0x%x\n", words[2], status);
      return 1;
    }
  }
  return 0;
}
