using System.Diagnostics;
using System.Globalization;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>A C program of our own that crashes in the way that it is told.</summary>
internal sealed class CrashingProgram
{
    /// <summary>Read by <c>inner</c> in the modes <c>threads</c>.</summary>
    public const ulong FaultAddress = 0x1230;

    private const string Source = """
        #define _GNU_SOURCE
        #include <pthread.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <time.h>
        #include <unistd.h>

        static int counter;
        static pid_t sleepers[2];

        __attribute__((noinline)) int inner(volatile int *at) { int value = *at; counter += value; return value; }
        __attribute__((noinline)) int middle(volatile int *at) { int value = inner(at); counter++; return value; }

        /* Until the thread waits in the kernel, in the only call in which it can. */
        static void wait_until_asleep(pid_t thread) {
          for (;;) {
            char path[64], text[512];
            snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
            FILE *file = fopen(path, "r");
            size_t length = fread(text, 1, sizeof text - 1, file);
            text[length] = 0;
            fclose(file);
            if (strstr(text, ") S ")) return;
          }
        }

        __attribute__((noinline)) static void *sleeper(void *place) {
          pthread_setname_np(pthread_self(), "sleeper");
          __atomic_store_n((pid_t *)place, (pid_t)syscall(SYS_gettid), __ATOMIC_SEQ_CST);
          for (;;) pause();
        }

        __attribute__((noinline)) static void *crasher(void *at) {
          pthread_setname_np(pthread_self(), "crasher");
          wait_until_asleep(getpid());
          counter = middle(at);
          return 0;
        }

        static void crash_in_a_thread(void) {
          pthread_t threads[3];
          for (int i = 0; i < 2; i++) {
            pthread_create(&threads[i], 0, sleeper, &sleepers[i]);
            while (!__atomic_load_n(&sleepers[i], __ATOMIC_SEQ_CST)) sched_yield();
            wait_until_asleep(sleepers[i]);
          }
          pthread_create(&threads[2], 0, crasher, (void *)0x1230);
          pthread_join(threads[2], 0);
        }

        /* In a function of a library that has no frame, called through the linker's stub. */
        __attribute__((noinline)) int measure(const char *text) { counter += (int)strlen(text); return counter; }

        __attribute__((noinline)) int overflow(int depth) { volatile char room[512]; room[0] = (char)depth; return overflow(depth + 1) + room[0]; }

        static void crash_with_memory(size_t bytes) {
          unsigned *memory = malloc(bytes), value = 1;
          for (size_t i = 0; i < bytes / sizeof *memory; i++) memory[i] = (value = value * 1664525 + 1013904223) >> 12;
          struct timespec now;
          clock_gettime(CLOCK_MONOTONIC, &now);
          printf("%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
          fflush(stdout);
          middle((volatile int *)0x1230);
        }

        static void crash_often(int times, int per_second) {
          for (int i = 0; i < times; i++) {
            if (fork() == 0) { middle((volatile int *)0x1230); _exit(1); }
            usleep(1000000 / per_second);
          }
          for (int i = 0; i < times; i++) wait(0);
        }

        int main(int count, char **words) {
          if (!strcmp(words[1], "threads")) crash_in_a_thread();
          if (!strcmp(words[1], "abort")) abort();
          if (!strcmp(words[1], "jump")) ((void (*)(void))0)();
          if (!strcmp(words[1], "library")) return measure((const char *)0x1230);
          if (!strcmp(words[1], "overflow")) return overflow(count);
          if (!strcmp(words[1], "memory")) crash_with_memory((size_t)atoll(words[2]));
          if (!strcmp(words[1], "often")) crash_often(atoi(words[2]), atoi(words[3]));
          return 0;
        }
        """;

    private readonly string[] _nm;

    private CrashingProgram(string path, string[] nm)
    {
        Path = path;
        _nm = nm;
    }

    public string Path { get; }

    /// <summary>As the kernel knows it.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Compiles it under a name that no other process has.</summary>
    /// <param name="directory">For the program and its source.</param>
    /// <param name="tools">Before the names of compiler and <c>nm</c>, for another machine.</param>
    /// <param name="options">Of the compiler.</param>
    public static CrashingProgram Compile(TempDirectory directory, string tools = "", params string[] options)
    {
        var path = directory[$"crash{Random.Shared.Next(100_000, 999_999)}"];
        File.WriteAllText(path + ".c", Source);
        Run($"{tools}gcc", ["-g", "-O1", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls", .. options, "-o", path, path + ".c", "-lpthread"]);
        return new CrashingProgram(path, Run($"{tools}nm", "-S", path).Split('\n'));
    }

    /// <summary>Runs it to its end; returns what it wrote.</summary>
    public string Crash(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(Path, words) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    /// <summary>Whether an offset from the load address is in a function, by <c>nm</c>.</summary>
    public bool IsIn(string function, ulong offset)
    {
        var words = _nm.Select(line => line.Split(' ')).Single(words => words.Length == 4 && words[3] == function);
        var start = ulong.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var size = ulong.Parse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        // A return address may be the first behind the function, where the call is its last instruction.
        return start <= offset && offset <= start + size;
    }

    public string BuildId() => Run("readelf", "-n", Path).Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("Build ID: ", StringComparison.Ordinal))["Build ID: ".Length..];

    public static string Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors.Result}");
        return text;
    }
}
