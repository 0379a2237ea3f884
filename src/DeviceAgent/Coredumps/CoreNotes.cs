using System.Buffers.Binary;
using System.Text;
using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// What a core's notes say: threads, mapped files, auxiliary vector, signal. Everything in them is the crashed process's or a stranger's: what does
/// not fit its note is left out, and all is bounded by the notes' own length, which the reader of the core bounds.
/// </summary>
internal sealed class CoreNotes
{
    /// <summary>More threads than any device runs in one process.</summary>
    public const int MaxThreads = 4096;

    private const uint StatusType = 1;
    private const uint ProcessType = 3;
    private const uint AuxiliaryType = 6;
    private const uint FilesType = 0x46494c45;
    private const uint SignalType = 0x53494749;
    private const uint PointerMaskType = 0x406; // NT_ARM_PAC_MASK
    private const int MaxProgramName = 16;

    private readonly byte[] _notes;
    private readonly int _word;
    private readonly Dictionary<ulong, ulong> _auxiliary = [];

    /// <param name="notes">Content of the core's PT_NOTE.</param>
    /// <param name="header">Of the core.</param>
    public CoreNotes(byte[] notes, ElfHeader header)
    {
        _notes = notes;
        _word = header.Is64 ? 8 : 4;
        var architecture = CoreArchitecture.Find(header);
        var reader = new NoteReader(notes);
        while (reader.MoveNext())
        {
            if (!reader.Name.SequenceEqual("CORE"u8))
            {
                // struct user_pac_mask: of data, then of code.
                if (reader.Type == PointerMaskType && reader.Name.SequenceEqual("LINUX"u8) && reader.Content.Length >= 2 * sizeof(ulong))
                {
                    SignatureBits = BinaryPrimitives.ReadUInt64LittleEndian(reader.Content[sizeof(ulong)..]);
                }

                continue;
            }

            switch (reader.Type)
            {
                case StatusType when Threads.Count < MaxThreads && architecture?.Read(reader.Content) is { } thread:
                    Threads.Add(thread);
                    break;
                case ProcessType:
                    ProgramName = ReadProgramName(reader.Content);
                    break;
                case AuxiliaryType:
                    ReadAuxiliary(reader.Content);
                    break;
                case FilesType when Files.Count == 0:
                    ReadFiles(reader.Content);
                    break;
                case SignalType:
                    Signal = ReadSignal(reader.Content);
                    break;
            }
        }

        WholeBytes = reader.Position;
    }

    /// <summary>The first is the one that crashed.</summary>
    public List<ThreadState> Threads { get; } = [];

    /// <summary>Ascending by address, as the kernel writes them.</summary>
    public List<MappedFile> Files { get; } = [];

    public SignalState? Signal { get; private set; }

    /// <summary>Bits of a return address that hold its signature, where the machine signs them (AArch64's pointer authentication); else 0.</summary>
    public ulong SignatureBits { get; private set; }

    /// <summary>Name of the process; empty when there is none.</summary>
    public string ProgramName { get; private set; } = "";

    /// <summary>Bytes of all notes that are whole.</summary>
    public int WholeBytes { get; }

    /// <summary>An entry of the auxiliary vector; 0 when it has none.</summary>
    public ulong Auxiliary(ulong type) => _auxiliary.GetValueOrDefault(type);

    public string PathOf(MappedFile file) => Encoding.UTF8.GetString(_notes, file.NameAt, file.NameLength);

    public bool AreSameFile(MappedFile one, MappedFile other) =>
        _notes.AsSpan(one.NameAt, one.NameLength).SequenceEqual(_notes.AsSpan(other.NameAt, other.NameLength));

    /// <summary>Overwrites <c>pr_psargs</c> with zeros.</summary>
    public void HideArguments()
    {
        var reader = new NoteReader(_notes);
        while (reader.MoveNext())
        {
            if (reader.Type == ProcessType && reader.Name.SequenceEqual("CORE"u8))
            {
                var at = ProgramNameAt + MaxProgramName;
                _notes.AsSpan(OffsetOf(reader.Content), reader.Content.Length)[Math.Min(at, reader.Content.Length)..].Clear();
            }
        }
    }

    /// <summary>Of <c>pr_fname</c> in <c>struct elf_prpsinfo</c>; the arguments follow it.</summary>
    private int ProgramNameAt => _word == 8 ? 40 : 28;

    private ulong Long(ReadOnlySpan<byte> bytes) => _word == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private string ReadProgramName(ReadOnlySpan<byte> process)
    {
        if (process.Length < ProgramNameAt + MaxProgramName)
        {
            return "";
        }

        var name = process.Slice(ProgramNameAt, MaxProgramName);
        var end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }

    private void ReadAuxiliary(ReadOnlySpan<byte> vector)
    {
        // Some twenty in truth.
        const int most = 64;
        for (; vector.Length >= 2 * _word && _auxiliary.Count < most; vector = vector[(2 * _word)..])
        {
            _auxiliary.TryAdd(Long(vector), Long(vector[_word..]));
        }
    }

    private SignalState? ReadSignal(ReadOnlySpan<byte> signal)
    {
        var addressAt = _word == 8 ? 16 : 12;
        if (signal.Length < addressAt + _word)
        {
            return null;
        }

        var number = BinaryPrimitives.ReadInt32LittleEndian(signal);
        var code = BinaryPrimitives.ReadInt32LittleEndian(signal[8..]);

        // Positive codes are the kernel's. SI_KERNEL comes without an address: a non-canonical one, for example.
        const int segmentationFault = 11, busError = 7, fromKernel = 0x80;
        var hasAddress = number is segmentationFault or busError && code is > 0 and < fromKernel;
        return new SignalState(number, code, hasAddress ? Long(signal[addressAt..]) : null);
    }

    /// <summary><c>count, page size, count x (start, end, page)</c>, then as many paths, each ended by a zero.</summary>
    private void ReadFiles(ReadOnlySpan<byte> content)
    {
        if (content.Length < 2 * _word)
        {
            return;
        }

        var entrySize = 3 * _word;
        var entries = content[(2 * _word)..];
        var claimed = Long(content);
        var pageSize = Long(content[_word..]);
        if (claimed > (ulong)(entries.Length / entrySize) || pageSize == 0)
        {
            return;
        }

        var count = (int)claimed;
        var names = entries[(count * entrySize)..];
        var nameAt = OffsetOf(names);
        for (var i = 0; i < count; i++)
        {
            var entry = entries[(i * entrySize)..];
            var length = names.IndexOf((byte)0);
            if (length < 0)
            {
                return;
            }

            var memory = new AddressRange(Long(entry), Long(entry[_word..]));
            if (!memory.IsEmpty)
            {
                Files.Add(new MappedFile(memory, Long(entry[(2 * _word)..]), nameAt, length));
            }

            names = names[(length + 1)..];
            nameAt += length + 1;
        }
    }

    private int OffsetOf(ReadOnlySpan<byte> part)
    {
        _notes.AsSpan().Overlaps(part, out var offset);
        return offset;
    }
}
