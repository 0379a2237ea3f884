namespace Fleet.Storage.Columns.Scanning;

/// <summary>
/// Whose the rows of a file are and when each ends, which is the same for every metric. Rows lie by device and time, so that a device is told once for a run
/// of rows, and a row is four bytes: milliseconds after the first end of its run.
/// </summary>
internal sealed class FileSpine
{
    private readonly long[] _devices;
    private readonly long[] _firstEnds;
    private readonly int[] _starts;
    private readonly uint[] _offsets;

    private FileSpine(long[] devices, long[] firstEnds, int[] starts, uint[] offsets) =>
        (_devices, _firstEnds, _starts, _offsets) = (devices, firstEnds, starts, offsets);

    public int Rows => _offsets.Length;

    /// <summary>Of memory, about.</summary>
    public long Bytes => (4L * _offsets.Length) + (20L * _devices.Length);

    /// <summary>Rows of one device, one after the other.</summary>
    public int Runs => _devices.Length;

    /// <summary>The event log's number for the device of a run.</summary>
    public long DeviceOf(int run) => _devices[run];

    /// <summary>The row after a run's last.</summary>
    public int EndOf(int run) => run + 1 < _starts.Length ? _starts[run + 1] : Rows;

    /// <summary>End of a run's first row, milliseconds since 1970 UTC.</summary>
    public long FirstEndOf(int run) => _firstEnds[run];

    /// <summary>Of each row: how many milliseconds after the first of its run it ends.</summary>
    public ReadOnlySpan<uint> Offsets => _offsets;

    /// <summary>Makes a spine of a file's rows, in their order.</summary>
    /// <param name="rows">That the file has.</param>
    internal sealed class Builder(int rows)
    {
        private readonly List<long> _devices = [];
        private readonly List<long> _firstEnds = [];
        private readonly List<int> _starts = [];
        private readonly uint[] _offsets = new uint[rows];
        private int _rows;

        /// <summary>Rows that are still to come.</summary>
        public int Missing => _offsets.Length - _rows;

        /// <param name="devices">Of the next rows, at most those that are missing.</param>
        /// <param name="ends">Of the same.</param>
        public void Add(ReadOnlySpan<long> devices, ReadOnlySpan<long> ends)
        {
            for (var i = 0; i < devices.Length; i++)
            {
                var offset = _rows == 0 ? 0 : ends[i] - _firstEnds[^1];
                if (_rows == 0 || devices[i] != _devices[^1] || offset is < 0 or > uint.MaxValue)
                {
                    _devices.Add(devices[i]);
                    _firstEnds.Add(ends[i]);
                    _starts.Add(_rows);
                    offset = 0;
                }

                _offsets[_rows++] = (uint)offset;
            }
        }

        public FileSpine Build() => new([.. _devices], [.. _firstEnds], [.. _starts], _offsets);
    }
}
