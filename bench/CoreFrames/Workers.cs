using System.Diagnostics;
using System.Globalization;

namespace Fleet.CoreFrames;

/// <summary>Processes that do the same at once, as the platform has workers.</summary>
internal static class Workers
{
    /// <summary>Of one: warms up, says so, goes on, and measures when there is a line on the standard input.</summary>
    public static void Run(double seconds, Action work) => Console.WriteLine(Figures.Repeat(seconds, work, () =>
    {
        Console.WriteLine(Figures.IsWarm);
        var told = Task.Run(Console.ReadLine);
        return () => told.IsCompleted;
    }));

    /// <summary>
    /// Starts this program some times, and has all of them measure at the same time. One line, as <see cref="Figures.Repeat"/>: times a second are those of all
    /// together, the other figures those of the one in the middle.
    /// </summary>
    /// <param name="arguments">Of each.</param>
    /// <exception cref="InvalidOperationException">One has failed; it has said why.</exception>
    public static string Measure(int count, IReadOnlyList<string> arguments)
    {
        var processes = Enumerable.Range(0, count).Select(_ => Start(arguments)).ToArray();
        try
        {
            foreach (var process in processes)
            {
                if (process.StandardOutput.ReadLine() != Figures.IsWarm)
                {
                    throw new InvalidOperationException("a process ended before it was warm");
                }
            }

            foreach (var process in processes)
            {
                process.StandardInput.WriteLine();
                process.StandardInput.Flush();
            }

            var lines = processes.Select(process => process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("a process ended before it was measured"))
                .OrderBy(line => Number(line[(int)Column.Processor])).ToArray();
            var middle = lines[lines.Length / 2];
            middle[(int)Column.Rate] = lines.Sum(line => Number(line[(int)Column.Rate])).ToString("f1", CultureInfo.InvariantCulture);
            return string.Join(' ', middle);
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill();
                process.WaitForExit();
                process.Dispose();
            }
        }
    }

    private static Process Start(IReadOnlyList<string> arguments) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Of a line of figures, from 0 on.</summary>
    private enum Column
    {
        Processor = 4,
        Rate = 5,
    }
}
