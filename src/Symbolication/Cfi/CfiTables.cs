using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Cfi;

/// <summary>The call frame information of a program or library: of its file, and of its debug file. Opened when first asked for, and kept.</summary>
internal sealed class CfiTables(ElfFile? executable, ElfFile? debug)
{
    private readonly Lazy<(CfiTable[] Tables, string Missing)> _opened = new(() => Open(executable, debug));

    /// <summary>Why nothing is found, for a person; empty when there are tables.</summary>
    public string Missing => _opened.Value.Missing;

    public IReadOnlyList<CfiTable> All => _opened.Value.Tables;

    /// <summary>The row at an address of the file; one with a <see cref="CfiRow.Problem"/> when there is none.</summary>
    public CfiRow Find(ulong address)
    {
        var none = CfiRow.None;
        foreach (var table in _opened.Value.Tables)
        {
            var row = table.Find(address);
            if (row.Problem is null)
            {
                return row;
            }

            none = row.Problem.Length > 0 ? row : none;
        }

        return none;
    }

    private static (CfiTable[] Tables, string Missing) Open(ElfFile? executable, ElfFile? debug)
    {
        List<CfiTable> tables = [];
        var missing = "";
        foreach (var (file, isEhFrame) in new[] { (executable, true), (debug, true), (debug, false), (executable, false) })
        {
            try
            {
                if (file is not null && (isEhFrame ? OpenEhFrame(file) : OpenDebugFrame(file)) is { } table)
                {
                    tables.Add(table);
                }
            }
            catch (MalformedException e)
            {
                missing = e.Message;
            }
        }

        return ([.. tables], tables.Count > 0 ? "" : missing.Length > 0 ? missing : WhyNone(executable, debug));
    }

    private static CfiTable? OpenEhFrame(ElfFile file)
    {
        var header = EhFrameHeader.Open(file);
        ReadOnlyMemory<byte> bytes;
        ulong address;
        if (file.Section(".eh_frame") is { } section)
        {
            (bytes, address) = (file.Content(".eh_frame"), section.Address);
            header = header?.EhFrame == address ? header : null;
        }
        else if (header is not null && file.Sections.IsEmpty)
        {
            (bytes, address) = (FileImage.From(file, header.EhFrame), header.EhFrame);
        }
        else
        {
            return null;
        }

        return bytes.IsEmpty ? null : new CfiTable(Source(file, bytes, address, isEhFrame: true, ".eh_frame"), header, address);
    }

    private static CfiTable? OpenDebugFrame(ElfFile file)
    {
        var bytes = file.Content(".debug_frame");
        return bytes.IsEmpty ? null : new CfiTable(Source(file, bytes, 0, isEhFrame: false, ".debug_frame"), null, 0);
    }

    private static SectionSource Source(ElfFile file, ReadOnlyMemory<byte> bytes, ulong address, bool isEhFrame, string name) => new(bytes, address, isEhFrame, file, name)
    {
        TextBase = file.Section(".text")?.Address ?? 0,
        DataBase = file.Section(".got.plt")?.Address ?? file.Section(".got")?.Address ?? 0,
    };

    private static string WhyNone(ElfFile? executable, ElfFile? debug) => (executable, debug) switch
    {
        (null, null) => "neither its file nor its debug file is here",
        (null, _) when debug.Section(".eh_frame") is { HasNoBytes: true } => "only its debug file is here, which has no unwind tables: the executable is needed too",
        _ => "its file has no unwind tables",
    };
}
