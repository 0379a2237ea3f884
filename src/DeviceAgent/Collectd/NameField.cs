namespace Fleet.DeviceAgent.Collectd;

/// <summary>One of the names of a value list, kept without allocating.</summary>
internal sealed class NameField
{
    /// <summary>As in collectd, less the zero at the end.</summary>
    public const int MaxBytes = 127;

    private readonly byte[] _bytes = new byte[MaxBytes];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>False, and the field is empty, when the name is longer than collectd's are.</summary>
    public bool TrySet(ReadOnlySpan<byte> name)
    {
        _length = 0;
        if (name.Length > MaxBytes)
        {
            return false;
        }

        name.CopyTo(_bytes);
        _length = name.Length;
        return true;
    }
}
