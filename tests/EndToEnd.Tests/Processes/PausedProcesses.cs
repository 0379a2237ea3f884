using System.Globalization;

namespace Fleet.EndToEnd.Tests.Processes;

/// <summary>A PostgreSQL whose processes have all stopped moving, with their sockets open: what a hung disk looks like from outside.</summary>
internal sealed class PausedProcesses : IAsyncDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    private readonly List<int> _paused = [];

    private PausedProcesses()
    {
    }

    /// <param name="port">Which server: the one that has it on its command line.</param>
    public static async Task<PausedProcesses> OfAsync(int port)
    {
        var parent = Assert.Single(await FindAsync("-f", $"postgres .*-p {port} "));
        var paused = new PausedProcesses();

        // The parent first: it then makes no new ones.
        paused.Pause(parent);
        foreach (var child in await FindAsync("-P", parent.ToString(CultureInfo.InvariantCulture)))
        {
            paused.Pause(child);
        }

        return paused;
    }

    public ValueTask DisposeAsync()
    {
        _paused.Reverse();
        _paused.ForEach(process => PosixSignal.Send(process, PosixSignal.Continue));
        return ValueTask.CompletedTask;
    }

    private static async Task<List<int>> FindAsync(params string[] criteria)
    {
        var found = await ChildProcess.RunAsync("pgrep", criteria, Within);
        return [.. found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    private void Pause(int process)
    {
        PosixSignal.Send(process, PosixSignal.Stop);
        _paused.Add(process);
    }
}
