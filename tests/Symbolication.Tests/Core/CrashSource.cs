namespace Fleet.Symbolication.Tests.Core;

/// <summary>A small program with three threads, of which the last that was started writes to an address that nothing is mapped at.</summary>
internal static class CrashSource
{
    public const ulong FaultAddress = 0x1230;

    /// <summary>In a vector register when it crashes: XMM7 or YMM8, V7, D7, 16 or 32 bytes of which it is the beginning.</summary>
    public const string VectorText = "bytes of a vector register, 32 !";

    public const string Text = """
        #define _GNU_SOURCE
        #include <pthread.h>
        #include <stdio.h>
        #include <unistd.h>

        static const char vector[33] __attribute__((aligned(32))) = "bytes of a vector register, 32 !";
        static pthread_barrier_t ready;

        #if defined(__x86_64__)
        __attribute__((target("avx"))) static void load_wide(void) { __asm__ volatile("vmovdqu %0, %%ymm8" : : "m"(vector) : "xmm8"); }
        #endif

        __attribute__((noinline)) static void crash_here(volatile int *at) {
        #if defined(__x86_64__)
          if (__builtin_cpu_supports("avx")) load_wide();
          __asm__ volatile("movdqu %0, %%xmm7; movl $5, (%1)" : : "m"(vector), "r"(at) : "xmm7");
        #elif defined(__aarch64__)
          __asm__ volatile("ldr q7, [%0]; str wzr, [%1]" : : "r"(vector), "r"(at) : "v7");
        #elif defined(__arm__)
          __asm__ volatile("vldr d7, [%0]; str %0, [%1]" : : "r"(vector), "r"(at) : "d7");
        #else
          *at = 5;
        #endif
        }

        static void *sleeper(void *name) {
          pthread_setname_np(pthread_self(), name);
          pthread_barrier_wait(&ready);
          for (;;) pause();
        }

        static void *crasher(void *at) {
          pthread_setname_np(pthread_self(), "crasher");
          pthread_barrier_wait(&ready);
          crash_here(at);
          return 0;
        }

        int main(void) {
          pthread_t thread;
          pthread_attr_t small;
          pthread_attr_init(&small);
          pthread_attr_setstacksize(&small, 128 * 1024);
          pthread_barrier_init(&ready, 0, 2);
          pthread_create(&thread, &small, sleeper, "sleeper");
          pthread_barrier_wait(&ready);
          pthread_create(&thread, &small, crasher, (void *)0x1230);
          pthread_barrier_wait(&ready);
          pthread_join(thread, 0);
          return 0;
        }
        """;
}
