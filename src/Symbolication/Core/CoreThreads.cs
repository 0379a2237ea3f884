using System.Collections.Immutable;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>The threads that a core's notes tell of.</summary>
internal static class CoreThreads
{
    public static ImmutableArray<CoreThread> Of(CoreNotes notes, Machine machine)
    {
        var threads = ImmutableArray.CreateBuilder<CoreThread>(notes.Threads.Count);
        foreach (var state in notes.Threads)
        {
            var status = state.Status;
            var vectors = state.Floating.IsEmpty && state.Extended.IsEmpty ? VectorRegisters.None : new VectorRegisters(machine, state.Floating, state.Extended);
            threads.Add(new CoreThread(status.Id, NameOf(status.Id, notes), status.Signal, status.Registers, status.ProcessorState, state.ThreadPointer, vectors));
        }

        // Kernel and gdb write it first. Where that has no signal, the first that has one was ended by it.
        for (var i = 1; i < threads.Count && threads[0].Signal == 0; i++)
        {
            if (threads[i].Signal != 0)
            {
                var crashed = threads[i];
                threads.RemoveAt(i);
                threads.Insert(0, crashed);
            }
        }

        return threads.ToImmutable();
    }

    private static string NameOf(int id, CoreNotes notes) =>
        notes.Device?.ThreadNames.GetValueOrDefault(id) ?? (notes.Process is { } process && process.Pid == id ? process.Name : "");
}
