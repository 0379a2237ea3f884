using System.Runtime.CompilerServices;
using MessagePack;

namespace Fleet.Protocol.Wire;

/// <summary>
/// The library's writing of values, once each. Its own methods are expanded wherever they are called, which makes a body of a dozen fields eighteen
/// kilobytes of code in the device's binary.
/// </summary>
public static class OutOfLine
{
    /// <summary>An integer in the fewest bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, long value) => writer.Write(value);

    /// <summary>An integer in the fewest bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, ulong value) => writer.Write(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, bool value) => writer.Write(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, double value) => writer.Write(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, float value) => writer.Write(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, string? value) => writer.Write(value);

    /// <summary>Binary.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, ReadOnlySpan<byte> value) => writer.Write(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void PutArray(this ref MessagePackWriter writer, int count) => writer.WriteArrayHeader(count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void PutMap(this ref MessagePackWriter writer, int count) => writer.WriteMapHeader(count);
}
