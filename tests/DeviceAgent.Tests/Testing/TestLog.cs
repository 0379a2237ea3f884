using System.Collections.Concurrent;
using System.Text;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>The agent's log as text to look into.</summary>
internal sealed class TestLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    public TestLog() => Log = new AgentLog(new LineWriter(_lines), TimeProvider.System, LogLevel.Debug);

    public AgentLog Log { get; }

    public string Text => string.Join('\n', _lines);

    private sealed class LineWriter(ConcurrentQueue<string> lines) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => lines.Enqueue(value ?? "");
    }
}
