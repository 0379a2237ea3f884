namespace Fleet.Symbolication.Tests.Corpus.Oracle;

/// <summary>What the debugger makes of one core.</summary>
/// <param name="Signal">That ended the process.</param>
/// <param name="Threads">In the core's order, the one that crashed first.</param>
/// <param name="Files">Paths of the program and libraries that it found.</param>
internal sealed record OracleAnswer(int Signal, IReadOnlyList<OracleThread> Threads, IReadOnlyList<string> Files)
{
    public OracleThread Crashed => Threads.Single(thread => thread.IsCrashed);
}
