using System.Buffers.Binary;
using System.Text;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>
/// What a core's notes say, the kernel's, gdb's and our agent's. Sources: <c>fs/binfmt_elf.c</c> and <c>include/uapi/linux/elf.h</c> of Linux. Notes behind an
/// <c>NT_PRSTATUS</c> are that thread's, up to the next. What does not fit its note is left out.
/// </summary>
internal sealed class CoreNotes
{
    /// <summary>More threads than any device runs in one process.</summary>
    public const int MaxThreads = 4096;

    /// <summary>Some thousand threads with all their vector registers.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const uint StatusType = 1;
    private const uint FloatingType = 2;
    private const uint ProcessType = 3;
    private const uint AuxiliaryType = 6;
    private const uint FilesType = 0x46494c45;
    private const uint SignalType = 0x53494749;
    private const uint ExtendedStateType = 0x202; // NT_X86_XSTATE
    private const uint ArmVectorType = 0x400; // NT_ARM_VFP
    private const uint ArmThreadPointerType = 0x401; // NT_ARM_TLS
    private const uint PointerMaskType = 0x406; // NT_ARM_PAC_MASK

    /// <summary>Some twenty in truth.</summary>
    private const int MaxAuxiliary = 64;

    private readonly Machine _machine;
    private readonly Dictionary<ulong, ulong> _auxiliary = [];
    private readonly List<ThreadState> _threads = [];
    private readonly StatusLayout _layout;
    private readonly DeviceNotesReader _device;
    private int _left;

    private CoreNotes(Machine machine, CoreWarnings warnings)
    {
        _machine = machine;
        _layout = StatusLayout.Of(machine);
        _device = new DeviceNotesReader(warnings);
    }

    public IReadOnlyList<ThreadState> Threads => _threads;

    public CoreSignal? Signal { get; private set; }

    public CoreProcess? Process { get; private set; }

    /// <summary>As the kernel writes them, ascending by address.</summary>
    public MappedFile[] Files { get; private set; } = [];

    /// <summary>Bits of a code address that hold its signature (AArch64's pointer authentication); else 0.</summary>
    public ulong SignatureBits { get; private set; }

    public DeviceNotes? Device => _device.Notes;

    /// <summary>An entry of the auxiliary vector; 0 when it has none.</summary>
    public ulong Auxiliary(ulong type) => _auxiliary.GetValueOrDefault(type);

    public static CoreNotes Read(ElfFile core, CoreWarnings warnings)
    {
        var notes = new CoreNotes(core.Machine, warnings);
        var left = MaxBytes;
        var hasNotes = false;
        foreach (var segment in core.Segments)
        {
            if (segment.Type != ElfSegment.Note)
            {
                continue;
            }

            hasNotes = true;
            var wanted = (int)Math.Min(segment.FileSize, (ulong)left);

            var there = segment.Offset >= (ulong)core.Source.Length ? 0 : (int)Math.Min((ulong)wanted, (ulong)core.Source.Length - segment.Offset);
            var bytes = core.Source.View(there == 0 ? 0 : segment.Offset, (ulong)there, core.What);
            left -= there;
            var whole = notes.Parse(bytes, segment.Alignment == 8 ? 8 : 4);
            if ((ulong)there < segment.FileSize)
            {
                warnings.Add($"Of {segment.FileSize} bytes of notes {there} could be read: threads, registers or the list of files may be missing.");
            }
            else if (!whole)
            {
                warnings.Add("The notes end in the middle of one: what follows is missing.");
            }
        }

        if (!hasNotes)
        {
            warnings.Add("The core has no notes, so no threads and no registers.");
        }

        if (notes._left > 0)
        {
            warnings.Add($"The core has {notes._left + MaxThreads} threads; the first {MaxThreads} were read.");
        }

        return notes;
    }

    /// <returns>Whether all bytes belonged to notes.</returns>
    private bool Parse(ReadOnlyMemory<byte> bytes, int alignment)
    {
        var reader = new NoteReader(bytes.Span, alignment);
        while (reader.MoveNext())
        {
            var content = bytes.Slice(reader.ContentAt, reader.ContentLength);
            if (reader.Name.SequenceEqual("CORE"u8))
            {
                AddCore(reader.Type, content);
            }
            else if (reader.Name.SequenceEqual("LINUX"u8))
            {
                AddLinux(reader.Type, content);
            }
            else if (reader.Name.SequenceEqual(DeviceNotesReader.Name))
            {
                _device.Add(reader.Type, Kept(content));
            }
        }

        return reader.Remaining < 4;
    }

    private void AddCore(uint type, ReadOnlyMemory<byte> content)
    {
        switch (type)
        {
            case StatusType when _layout.Read(content.Span) is { } status:
                if (_threads.Count < MaxThreads)
                {
                    _threads.Add(new ThreadState(status));
                }
                else
                {
                    _left++;
                }

                break;
            case FloatingType when Current is { } thread && _machine != Machine.Arm:
                thread.Floating = Kept(content);
                break;
            case ProcessType:
                Process ??= ReadProcess(content.Span);
                break;
            case AuxiliaryType when _auxiliary.Count == 0:
                ReadAuxiliary(content.Span);
                break;
            case FilesType when Files.Length == 0:
                Files = MappedFileReader.Read(content.Span, _machine.Is64);
                break;
            case SignalType:
                // gdb writes one for each thread: the first is that of the one that crashed.
                Signal ??= ReadSignal(content.Span);
                break;
        }
    }

    private void AddLinux(uint type, ReadOnlyMemory<byte> content)
    {
        if (type == PointerMaskType && content.Length >= 2 * sizeof(ulong))
        {
            // struct user_pac_mask: of data, then of code.
            SignatureBits = BinaryPrimitives.ReadUInt64LittleEndian(content.Span[sizeof(ulong)..]);
        }

        if (Current is not { } thread)
        {
            return;
        }

        switch (type)
        {
            case ExtendedStateType when _machine == Machine.X64:
                thread.Extended = Kept(content);
                break;
            case ArmVectorType when _machine == Machine.Arm:
                thread.Floating = Kept(content);
                break;
            case ArmThreadPointerType when _machine is Machine.Arm or Machine.Arm64 && content.Length >= _machine.WordSize:
                thread.ThreadPointer = Word(content.Span);
                break;
        }
    }

    /// <summary>The thread whose notes these are; beyond the bound on threads none.</summary>
    private ThreadState? Current => _left == 0 && _threads.Count > 0 ? _threads[^1] : null;

    /// <summary>A copy: it outlives the core's memory, which the next core may take the place of. Many small ones, since one of all notes would be a large object.</summary>
    private static ReadOnlyMemory<byte> Kept(ReadOnlyMemory<byte> content)
    {
        var copy = GC.AllocateUninitializedArray<byte>(content.Length);
        content.CopyTo(copy);
        return copy;
    }

    private ulong Word(ReadOnlySpan<byte> bytes) => _machine.Is64 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary><c>struct elf_prpsinfo</c>; of 32-bit ARM with ids of 16 bits.</summary>
    private CoreProcess? ReadProcess(ReadOnlySpan<byte> process)
    {
        var (pidAt, nameAt) = _machine.Is64 ? (24, 40) : (12, 28);
        const int nameBytes = 16, argumentBytes = 80;
        return process.Length < nameAt + nameBytes + argumentBytes
            ? null
            : new CoreProcess(
                BinaryPrimitives.ReadInt32LittleEndian(process[pidAt..]),
                Text(process.Slice(nameAt, nameBytes)),
                Text(process.Slice(nameAt + nameBytes, argumentBytes)).TrimEnd(' '));
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private void ReadAuxiliary(ReadOnlySpan<byte> vector)
    {
        var word = _machine.WordSize;
        for (; vector.Length >= 2 * word && _auxiliary.Count < MaxAuxiliary; vector = vector[(2 * word)..])
        {
            _auxiliary.TryAdd(Word(vector), Word(vector[word..]));
        }
    }

    private CoreSignal? ReadSignal(ReadOnlySpan<byte> signal)
    {
        var addressAt = _machine.Is64 ? 16 : 12;
        if (signal.Length < addressAt + _machine.WordSize)
        {
            return null;
        }

        var number = BinaryPrimitives.ReadInt32LittleEndian(signal);
        var code = BinaryPrimitives.ReadInt32LittleEndian(signal[8..]);

        // Positive codes are the kernel's. SI_KERNEL comes without an address: a non-canonical one, for example.
        const int illegal = 4, trap = 5, bus = 7, arithmetic = 8, segmentation = 11, fromKernel = 0x80;
        var hasAddress = number is illegal or trap or bus or arithmetic or segmentation && code is > 0 and < fromKernel;
        return new CoreSignal(number, code, hasAddress ? Word(signal[addressAt..]) : null);
    }
}
