namespace Fleet.Silo.Workers;

/// <summary>What a message between a silo and its worker is.</summary>
internal enum WorkerMessageKind : byte
{
    /// <summary>From the worker, once: it has started. <c>[sandbox parts]</c>.</summary>
    Ready = 1,

    /// <summary>To the worker: make a trace of a core. <c>[what it is, for messages; path]</c>.</summary>
    Core = 2,

    /// <summary>To the worker: name the frames of a summary. <c>[format of the trace; its payload]</c>.</summary>
    Summary = 3,

    /// <summary>From the worker: where is a file of symbols? <c>[id; kind]</c>.</summary>
    Find = 4,

    /// <summary>To the worker, for each <see cref="Find"/>: <c>[path]</c>, empty when nobody has it.</summary>
    Found = 5,

    /// <summary>From the worker: the answer. <c>[format of the trace; its payload]</c>.</summary>
    Trace = 6,

    /// <summary>From the worker: it is no core that can be read. <c>[reason]</c>.</summary>
    Refused = 7,

    /// <summary>From the worker: its disk is full, or the file is not there any more. <c>[reason]</c>.</summary>
    Unavailable = 8,

    /// <summary>To the worker: make tables of a file of symbols, in its own folder. <c>[path]</c>.</summary>
    Tables = 9,

    /// <summary>From the worker: it has gone through that file. <c>[1 when there are tables now, 0 when they would not pay]</c>.</summary>
    Made = 10,
}
