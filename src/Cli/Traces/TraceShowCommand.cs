using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Traces;

/// <summary><c>traces show</c>: what happened, and the stacks.</summary>
internal static class TraceShowCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var id = TraceCommands.Id();
        var all = new Option<bool>("--all-threads") { Description = "The stacks of all threads, not only of the one that failed." };
        var locals = new Option<bool>("--locals") { Description = "Arguments and locals of each frame, as far as the core and the debugging information have them." };
        var registers = new Option<bool>("--registers") { Description = "Registers of each thread that is shown." };
        var modules = new Option<bool>("--modules") { Description = "Programs and libraries that were mapped." };
        var log = TypedOption.AtLeast("--log", "lines", 1, 0, "The last so many lines of the device's log before the failure, where a log was uploaded.");
        var command = new ExampleCommand(
            "show",
            "Shows a trace with the stack of the thread that failed. Behind a frame stands its module, and whether it was inlined; frames that were found by frame pointers or by "
            + "scanning the stack say so, since such a frame may be of a call that is over.",
            "fleet traces show 0102030405060708090a0b0c0d0e0f10",
            "fleet traces show 0102030405060708090a0b0c0d0e0f10 --locals --registers",
            "fleet traces show 0102030405060708090a0b0c0d0e0f10 --all-threads --log 20",
            "fleet traces show 0102030405060708090a0b0c0d0e0f10 --json | jq '.trace.threads[].frames[].function'") { id, all, locals, registers, modules, log };
        command.SetApiAction(environment, async context =>
        {
            var parsed = context.Parsed;
            var answer = await context.Api.Traces.GetTraceAsync(
                new GetTraceRequest { Project = context.Project, Id = parsed.GetValue(id) }, cancellationToken: context.Cancellation);
            if (parsed.GetValue(FleetCommand.Json))
            {
                await environment.Out.WriteLineAsync(JsonText.Of(answer));
                return;
            }

            Print(context, answer.Trace, new StackText(parsed.GetValue(locals), parsed.GetValue(registers)), parsed.GetValue(all));
            if (parsed.GetValue(modules))
            {
                await environment.Out.WriteLineAsync();
                TraceText.Modules(answer.Trace).Write(environment.Out, environment.Colour);
            }

            if (parsed.GetValue(log) is > 0 and var lines)
            {
                await environment.Out.WriteLineAsync();
                await TraceLog.PrintAsync(context, answer.Trace, lines);
            }
        });
        return command;
    }

    /// <summary>What is known of it, and the stack of the thread that failed or those of all.</summary>
    public static void Print(ApiContext context, TraceDetails trace, StackText stack, bool allThreads)
    {
        var output = context.Environment.Out;
        foreach (var line in TraceText.Head(trace))
        {
            output.WriteLine(line);
        }

        // The one that failed stands first, as that is what one looks for.
        var order = Enumerable.Range(0, trace.Threads.Count).OrderBy(i => i != trace.Crashed).Take(allThreads ? int.MaxValue : 1);
        foreach (var i in order)
        {
            output.WriteLine();
            output.WriteLine(StackText.ThreadLine(trace.Threads[i], i == trace.Crashed));
            foreach (var line in stack.Lines(trace.Threads[i]))
            {
                output.WriteLine(line);
            }
        }

        if (!allThreads && trace.Threads.Count > 1)
        {
            context.Note($"{NumberText.Of(trace.Threads.Count - 1, "more thread")}; --all-threads shows {(trace.Threads.Count == 2 ? "it" : "them")}.");
        }
    }
}
