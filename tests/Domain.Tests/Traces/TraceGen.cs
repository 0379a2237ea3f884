using CsCheck;
using Fleet.Domain.Traces;

namespace Fleet.Domain.Tests.Traces;

/// <summary>Traces of every kind, as they are stored.</summary>
internal static class TraceGen
{
    private static readonly Gen<string> Name = Gen.OneOf(Gen.Const(""), Pick.Of("app::run", "main", "libc.so.6", "app", "/src/main.c", "ü💥"), Gen.String[Gen.Char['a', 'z'], 1, 12]);

    private static readonly Gen<TraceFrame> Frame = Gen.Select(Name, Name, Gen.ULong, Name, Name, Gen.Int[0, int.MaxValue], Gen.Bool, Gen.Int[0, 7], (module, id, offset, function, file, line, inlined, trust) =>
        new TraceFrame(module, id, offset, function, file, line, inlined, (TraceTrust)trust));

    private static readonly Gen<TraceThread> Thread = Gen.Select(Gen.Long, Name, Frame.Array[0, 30], Name, (id, name, frames, end) => new TraceThread(id, name, frames, end));

    public static readonly Gen<Trace> Any = Gen.Select(
        Gen.Select(Gen.Int[0, 6], Name, Name, Name), Gen.Select(Gen.Int[0, 64], Gen.Int, Gen.ULong, Gen.Bool), Thread.Array[0, 6], Name.Array[0, 3], (texts, numbers, threads, missing) => new Trace
        {
            Language = (TraceLanguage)texts.Item1,
            Class = new CrashClass(texts.Item2),
            Program = texts.Item3,
            Message = texts.Item4,
            Signal = numbers.Item1,
            Code = numbers.Item2,
            FaultAddress = numbers.Item4 ? numbers.Item3 : null,
            Threads = threads,
            Crashed = threads.Length / 2,
            MissingBuildIds = missing,
        });
}
