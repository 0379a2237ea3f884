namespace Fleet.EndToEnd.Tests.Processes;

/// <summary>A PostgreSQL whose processes have all stopped moving, with their sockets open: what a hung disk looks like from outside.</summary>
internal sealed class PausedProcesses : IDisposable
{
    private readonly List<int> _paused = [];

    private PausedProcesses()
    {
    }

    /// <param name="port">Which server: the one that has it on its command line.</param>
    public static PausedProcesses Of(int port)
    {
        var parent = Assert.Single(Running(), id => Read(id, "cmdline").Contains($"/postgres\0-D", StringComparison.Ordinal)
            && Read(id, "cmdline").Contains($"-p\0{port}\0", StringComparison.Ordinal));
        var paused = new PausedProcesses();

        // The parent first: it then makes no new ones.
        paused.Pause(parent);
        foreach (var child in Running().Where(id => Read(id, "status").Contains($"PPid:\t{parent}\n", StringComparison.Ordinal)))
        {
            paused.Pause(child);
        }

        return paused;
    }

    public void Dispose()
    {
        _paused.Reverse();
        _paused.ForEach(process => PosixSignal.Send(process, PosixSignal.Continue));
    }

    private static List<int> Running() =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(int.Parse!)];

    /// <returns>Empty when the process is gone.</returns>
    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void Pause(int process)
    {
        PosixSignal.Send(process, PosixSignal.Stop);
        _paused.Add(process);
    }
}
