using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Texts;

namespace Fleet.Domain.Tests.Traces.Texts;

/// <summary>What runtimes print is read: type, message, frames, and what of them groups.</summary>
public sealed class TextTraceTests
{
    private const string Python = """
        Traceback (most recent call last):
          File "/opt/acme/sensors/bus.py", line 31, in read
            return self._port.read(8)
                   ~~~~~~~~~~~~~~~^^^
        OSError: [Errno 5] Input/output error

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "/usr/lib/python3.12/threading.py", line 1073, in _bootstrap_inner
            self.run()
          File "/opt/acme/main.py", line 88, in <module>
            loop(Bus())
          File "/opt/acme/sensors/__init__.py", line 12, in loop
            return poll()
          File "/opt/acme/venv/lib/python3.12/site-packages/tenacity/__init__.py", line 470, in __call__
            do()
          File "/opt/acme/sensors/bus.py", line 44, in Bus.poll.<locals>.retry
            raise acme.errors.SensorLost("bus 3: \
          [Previous line repeated 41 more times]
        acme.errors.SensorLost: bus 3: no answer
          and more of the message
        """;

    private const string Group = """
          + Exception Group Traceback (most recent call last):
          |   File "/opt/acme/main.py", line 5, in <module>
          |     asyncio.run(main())
          |   File "/opt/acme/main.py", line 3, in main
          |     async with asyncio.TaskGroup() as tg:
          | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
          +-+---------------- 1 ----------------
            | Traceback (most recent call last):
            |   File "/opt/acme/worker.py", line 2, in work
            |     1/0
            | ZeroDivisionError: division by zero
            +------------------------------------
        """;

    private const string DotNet = """
        Unhandled exception. System.AggregateException: One or more errors occurred. (Sensor lost)
         ---> Acme.SensorLostException: Sensor lost: bus 3
         ---> System.IO.IOException (5): Input/output error
           at System.IO.FileStream.Read(Span`1 buffer)
           at Acme.Bus.ReadFrame[T](String path, List`1 frames) in /src/Acme/Bus.cs:line 31
           --- End of inner exception stack trace ---
           at Acme.Bus.<ReadAsync>d__7.MoveNext() in /src/Acme/Bus.cs:line 44
        --- End of stack trace from previous location ---
           at System.Runtime.CompilerServices.TaskAwaiter.ThrowForNonSuccess(Task task)
           at Acme.Loop.<>c__DisplayClass3_0.<<Run>b__0>d.MoveNext() in /src/Acme/Loop.cs:line 9
           --- End of inner exception stack trace ---
           at System.Threading.Tasks.Task.Wait()
           at Acme.Program.<Main>g__Start|0_1(String[] args) in /src/Acme/Program.cs:line 12
           at Acme.Program.<Main>$(String[] args) in /src/Acme/Program.cs:line 4
        """;

    private const string Node = """
        /opt/acme/lib/sensor.js:31
              throw new SensorLost(`bus 3`);
              ^

        SensorLost [ERR_SENSOR]: bus 3: no answer
        after 3 tries
            at Bus.read [as poll] (/opt/acme/lib/sensor.js:31:13)
            at Object.<anonymous> (file:///opt/acme/index.mjs:12:1)
            at new Loop (/opt/acme/node_modules/loop/index.js:4:9)
            at /opt/acme/lib/main.js:7:22
            at async Promise.all (index 0)
            at async main (/opt/acme/lib/main.js:9:3)
            at process.processTicksAndRejections (node:internal/process/task_queues:105:5) {
          code: 'ERR_SENSOR',
          [cause]: Error: EIO
              at Port.read (/opt/acme/lib/port.js:3:1)
        }

        Node.js v20.19.2
        """;

    private const string Java = """
        Exception in thread "worker 1" java.util.concurrent.ExecutionException: com.acme.SensorLost: bus 3
        	at java.base/java.util.concurrent.FutureTask.report(FutureTask.java:122)
        	at com.acme.Main.lambda$main$0(Main.java:10)
        	at app//com.acme.Main$$Lambda/0x00007f8a4c000a00.run(Unknown Source)
        Caused by: com.acme.SensorLost: bus 3
        	at com.acme.Bus.read(Bus.java:31)
        	at com.acme.Bus.access$000(Native Method)
        	... 3 more
        """;

    [Fact]
    public void Of_python_s_exceptions_the_last_is_read()
    {
        var stack = TextTraces.Read(TraceLanguage.Python, Python);
        Assert.Equal(("acme.errors.SensorLost", "bus 3: no answer"), (stack.Type, stack.Message));
        Assert.Equal([("Bus.poll.retry", 44), ("__call__", 470), ("loop", 12), ("<module>", 88), ("_bootstrap_inner", 1073)], stack.Frames.Select(f => (f.Function, f.Line)));
        Assert.Equal(["bus.Bus.poll.retry", "sensors.loop", "main.<module>"], Grouped(TraceLanguage.Python, stack));
    }

    [Fact]
    public void Of_a_group_of_exceptions_its_own_stack_is_read()
    {
        var stack = TextTraces.Read(TraceLanguage.Python, Group);
        Assert.Equal(("ExceptionGroup", "unhandled errors in a TaskGroup (1 sub-exception)"), (stack.Type, stack.Message));
        Assert.Equal(["main", "<module>"], stack.Frames.Select(f => f.Function));
    }

    [Fact]
    public void A_syntax_error_has_a_place_without_a_function()
    {
        var stack = TextTraces.Read(TraceLanguage.Python, "Traceback (most recent call last):\n  File \"/a.py\", line 1, in <module>\n    import b\n  File \"/b.py\", line 3\n    x = \n        ^\nSyntaxError: invalid syntax");
        Assert.Equal(("SyntaxError", "/b.py", 3), (stack.Type, stack.Frames[0].File, stack.Frames[0].Line));
    }

    [Fact]
    public void Of_dotnet_s_exceptions_the_first_cause_s_frames_come_first_under_the_type_that_tells()
    {
        var stack = TextTraces.Read(TraceLanguage.DotNet, DotNet);
        Assert.Equal(("Acme.SensorLostException", "Sensor lost: bus 3"), (stack.Type, stack.Message));
        Assert.Equal(
            ["System.IO.FileStream.Read", "Acme.Bus.ReadFrame", "Acme.Bus.ReadAsync", "Acme.Loop.Run.{lambda}", "Acme.Program.Main.Start", "Acme.Program.Main"], stack.Frames.Select(f => f.Function));
        Assert.Equal([0, 31, 44, 9, 12, 4], stack.Frames.Select(f => f.Line));
        Assert.Equal(["Acme.Bus.ReadFrame", "Acme.Bus.ReadAsync", "Acme.Loop.Run.{lambda}"], Grouped(TraceLanguage.DotNet, stack));
    }

    [Fact]
    public void Node_s_frames_are_read_without_causes_and_the_runtime_s_own_do_not_group()
    {
        var stack = TextTraces.Read(TraceLanguage.Node, Node);
        Assert.Equal(("SensorLost", "bus 3: no answer"), (stack.Type, stack.Message));
        Assert.Equal(["Bus.read", "<anonymous>", "Loop", "<anonymous>", "main", "process.processTicksAndRejections"], stack.Frames.Select(f => f.Function));
        Assert.Equal(("/opt/acme/index.mjs", 12), (stack.Frames[1].File, stack.Frames[1].Line));
        Assert.Equal(["sensor.Bus.read", "acme.<anonymous>", "main.<anonymous>"], Grouped(TraceLanguage.Node, stack));
    }

    [Fact]
    public void Of_java_s_exceptions_the_cause_s_frames_come_first_without_what_the_compiler_numbers()
    {
        var stack = TextTraces.Read(TraceLanguage.Java, Java);
        Assert.Equal(("com.acme.SensorLost", "bus 3"), (stack.Type, stack.Message));
        Assert.Equal(
            ["com.acme.Bus.read", "com.acme.Bus.access$000", "java.util.concurrent.FutureTask.report", "com.acme.Main.main.{lambda}", "com.acme.Main.{generated}"],
            stack.Frames.Select(f => f.Function));
    }

    [Theory]
    [InlineData(TraceLanguage.Python)]
    [InlineData(TraceLanguage.DotNet)]
    [InlineData(TraceLanguage.Node)]
    [InlineData(TraceLanguage.Java)]
    [InlineData(TraceLanguage.Kernel)]
    [InlineData(TraceLanguage.Other)]
    public void A_text_that_is_no_stack_has_no_frames(TraceLanguage language) => Assert.Empty(TextTraces.Read(language, "all is well\nat home (with the cat)\n\n").Frames);

    internal static IReadOnlyDictionary<TraceLanguage, string> Samples { get; } = new Dictionary<TraceLanguage, string>
    {
        [TraceLanguage.Python] = $"{Group}\n{Python}",
        [TraceLanguage.DotNet] = DotNet,
        [TraceLanguage.Node] = Node,
        [TraceLanguage.Java] = Java,
        [TraceLanguage.Kernel] = KernelLogTests.X64 + KernelLogTests.Arm64 + KernelLogTests.Arm,
    };

    internal static IEnumerable<string> Grouped(TraceLanguage language, TextStack stack) => TraceSignatures.Of(
        new Trace { Language = language, Class = CrashClass.OfException(stack.Type), Program = "p", Threads = [new TraceThread(0, "", stack.Frames)] }, "main", GroupingRules.None)
        .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(3);
}
