namespace Fleet.Symbolication;

/// <summary>Bytes are not what their format says. The message names what and where; callers go on with what else they have.</summary>
public sealed class MalformedException : Exception
{
    /// <param name="what">Of what: a file, a section, a note.</param>
    /// <param name="offset">Where in it, in bytes.</param>
    /// <param name="detail">What is wrong.</param>
    public MalformedException(string what, long offset, string detail)
        : base($"{what}, byte 0x{offset:x}: {detail}")
    {
    }

    public MalformedException(string what, string detail)
        : base($"{what}: {detail}")
    {
    }
}
