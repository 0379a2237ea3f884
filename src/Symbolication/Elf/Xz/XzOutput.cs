namespace Fleet.Symbolication.Elf.Xz;

/// <summary>What has come out, which is also what later bytes are copied from.</summary>
/// <param name="most">Bytes that it may have.</param>
internal sealed class XzOutput(int most, string what)
{
    private const int FirstBytes = 64 * 1024;

    private byte[] _bytes = new byte[Math.Min(FirstBytes, most)];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public byte Last => Length > 0 ? _bytes[Length - 1] : (byte)0;

    public void Add(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <param name="distance">1 for the byte before; checked by the caller.</param>
    public void Copy(int distance, int count)
    {
        Reserve(count);
        for (var i = 0; i < count; i++)
        {
            // One by one: a copy may run into what it has just written.
            _bytes[Length] = _bytes[Length - distance];
            Length++;
        }
    }

    public byte At(int distance) => _bytes[Length - distance];

    private void Reserve(int count)
    {
        if (count > most - Length)
        {
            throw new MalformedException(what, $"becomes more than {most} bytes");
        }

        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(most, Math.Max(2L * _bytes.Length, Length + count)));
        }
    }
}
