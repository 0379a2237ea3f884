using System.Diagnostics;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Texts;

namespace Fleet.Domain.Tests.Traces.Texts;

/// <summary>What the runtimes on this machine print when they really fail.</summary>
public sealed class RealTextTests
{
    [Fact]
    public async Task Python_s_own_traceback_is_read()
    {
        var text = await RunAsync("python3", "-c", """
            class Lost(Exception): pass
            def read(depth):
                if depth: return read(depth - 1)
                raise OSError("bus")
            def poll():
                try: read(50)
                except OSError as e: raise Lost("no answer") from e
            poll()
            """);
        var stack = TextTraces.Read(TraceLanguage.Python, text);
        Assert.Equal(("Lost", "no answer"), (stack.Type[(stack.Type.LastIndexOf('.') + 1)..], stack.Message));
        Assert.Equal([("poll", 7), ("<module>", 8)], stack.Frames.Select(f => (f.Function, f.Line)));
    }

    [Fact]
    public async Task Node_s_own_stack_is_read()
    {
        var text = await RunAsync("node", "-e", """
            class Lost extends Error { constructor(m, o) { super(m, o); this.name = 'Lost'; this.code = 3; } }
            class Bus { read() { throw new Lost('no answer', { cause: new Error('EIO') }); } }
            async function poll() { await null; new Bus().read(); }
            poll();
            """);
        var stack = TextTraces.Read(TraceLanguage.Node, text);
        Assert.Equal(("Lost", "no answer"), (stack.Type, stack.Message));
        Assert.Equal(["Bus.read", "poll"], stack.Frames.Select(f => f.Function).Take(2));
    }

    [Fact]
    public async Task Dotnet_s_own_exception_is_read()
    {
        var caught = await Assert.ThrowsAsync<InvalidOperationException>(PollAsync);
        var stack = TextTraces.Read(TraceLanguage.DotNet, caught.ToString());
        Assert.Equal(("System.InvalidOperationException", "no answer"), (stack.Type, stack.Message));
        const string Here = "Fleet.Domain.Tests.Traces.Texts.RealTextTests.";
        Assert.Equal([$"{Here}ReadAsync.Fail", $"{Here}ReadAsync", $"{Here}PollAsync", $"{Here}PollAsync"], stack.Frames.Select(f => f.Function).Where(f => f.StartsWith(Here, StringComparison.Ordinal)).Take(4));
        Assert.All(stack.Frames.Take(3), f => Assert.EndsWith("RealTextTests.cs", f.File, StringComparison.Ordinal));
    }

    private static async Task PollAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (IOException e)
        {
            throw new InvalidOperationException("no answer", e);
        }
    }

    private static async Task ReadAsync()
    {
        await Task.Yield();
        Fail();

        static void Fail() => throw new IOException("bus");
    }

    /// <returns>What it wrote to standard error; it must fail.</returns>
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var text = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        return text;
    }
}
