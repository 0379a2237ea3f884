/* Times how long a process of some size takes to be gone after a SIGSEGV.
 *
 *   crash MEGABYTES RUNS
 *
 * Each run starts a child that touches that much memory, then takes its signal; printed is, a line a run, the milliseconds from just before the signal
 * until waitpid has the child, and whether the kernel says that a core was dumped.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, FRAMES = 8 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* Waits for its signal at the bottom of a stack of some frames. */
static __attribute__((noinline)) int wait_below(int frames, int ready)
{
    volatile int depth = frames;
    if (depth > 0) {
        return wait_below(depth - 1, ready) + 1;
    }

    if (write(ready, "r", 1) != 1) {
        _exit(1);
    }

    for (volatile int waits = 1; waits;) {
        pause();
    }

    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: crash MEGABYTES RUNS\n");
        return 2;
    }

    size_t bytes = (size_t)atoi(argv[1]) << 20;
    for (int run = 0; run < atoi(argv[2]); run++) {
        int ready[2];
        char byte;
        if (pipe(ready) != 0) {
            return 1;
        }

        pid_t child = fork();
        if (child == 0) {
            char *memory = malloc(bytes);
            for (size_t i = 0; memory != NULL && i < bytes; i += PAGE) {
                memory[i] = (char)(i / PAGE);
            }

            return wait_below(FRAMES, ready[1]);
        }

        close(ready[1]);
        if (child < 0 || read(ready[0], &byte, 1) != 1) {
            perror("crash: child");
            return 1;
        }

        int status;
        double begin = now();
        kill(child, SIGSEGV);
        waitpid(child, &status, 0);
        printf("%.1f %d\n", now() - begin, WCOREDUMP(status) != 0);
        fflush(stdout);
        close(ready[0]);
    }

    return 0;
}
