using CsCheck;
using Fleet.Domain.Traces;

namespace Fleet.Domain.Tests.Traces;

/// <summary>Traces of every kind, as they are stored.</summary>
internal static class TraceGen
{
    private static readonly Gen<string> Name = Gen.OneOf(Gen.Const(""), Pick.Of("app::run", "main", "libc.so.6", "app", "/src/main.c", "ü💥"), Gen.String[Gen.Char['a', 'z'], 1, 12]);

    private static readonly Gen<TraceVariable> Variable = Gen.Select(Name, Name, Gen.OneOf(Name, Pick.Of(TraceVariable.OptimizedOut, TraceVariable.NotInCore, "{a = 1}")), Gen.Bool, (name, type, value, isArgument) =>
        new TraceVariable(name, type, value, isArgument));

    private static readonly Gen<TraceFrame> Plain = Gen.Select(Name, Name, Gen.ULong, Name, Name, Gen.Int[0, int.MaxValue], Gen.Bool, Gen.Int[0, 7], (module, id, offset, function, file, line, inlined, trust) =>
        new TraceFrame(module, id, offset, function, file, line, inlined, (TraceTrust)trust));

    private static readonly Gen<TraceFrame> Frame = Gen.Select(Plain, Gen.OneOf(Gen.Const(Array.Empty<TraceVariable>()), Variable.Array[0, 4]), (frame, variables) => frame with { Variables = variables });

    private static readonly Gen<TraceRegister> Register = Gen.Select(Name, Gen.ULong, (name, value) => new TraceRegister(name, value));

    private static readonly Gen<TraceThread> Thread = Gen.Select(Gen.Long, Name, Frame.Array[0, 30], Name, Register.Array[0, 5], (id, name, frames, end, registers) =>
        new TraceThread(id, name, frames, end) { Registers = registers });

    private static readonly Gen<TraceModule> Module = Gen.Select(Name, Name, Gen.ULong, Gen.ULong, Gen.Int[0, 3], (path, id, start, size, files) => new TraceModule(path, id, start, size, (TraceModuleFiles)files));

    private static readonly Gen<TraceLogLine> LogLine = Gen.Select(Gen.Long, Gen.Int[0, 7], Name, Name, (time, level, source, text) => new TraceLogLine(time, level, source, text));

    public static readonly Gen<Trace> Any = Gen.Select(
        Gen.Select(Gen.Int[0, 6], Name, Name, Name), Gen.Select(Gen.Int[0, 64], Gen.Int, Gen.ULong, Gen.Bool), Thread.Array[0, 6], Name.Array[0, 3], Gen.Select(Module.Array[0, 4], LogLine.Array[0, 3]), (texts, numbers, threads, missing, modules) => new Trace
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
            Modules = modules.Item1,
            Log = modules.Item2,
        });
}
