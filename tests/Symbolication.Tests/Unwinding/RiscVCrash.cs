using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Core;
using Fleet.Symbolication.Tests.Corpus;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>
/// A program of riscv64 that crashed in the emulator, which writes no cores of it: the core is made of what the debugger sees there, and of the program's first page, as a
/// kernel keeps it. (The debugger's own core has a status note of the size of this machine's, without the last registers.)
/// </summary>
/// <param name="Program">Static, as the debugger does not find libraries in the emulator.</param>
/// <param name="Core">Empty where there is no emulator or debugger.</param>
/// <param name="Functions">Of the debugger's frames that have lines, the innermost first.</param>
internal sealed partial record RiscVCrash(string Program, string Core, IReadOnlyList<string> Functions)
{
    private const string Compiler = "riscv64-linux-gnu-gcc";
    private const string Emulator = "qemu-riscv64-static";
    private const string Debugger = "gdb-multiarch";
    private const int SegmentationFault = 11;
    private const int AuxiliaryVector = 6;
    private const int PageBytes = 4096;

    /// <summary>Of <c>struct user_regs_struct</c>.</summary>
    private const string Registers = "pc ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6";

    /// <summary>The emulator listens on a socket before it runs anything; it ends with the program, and with the script at the latest.</summary>
    private static readonly string Script = $$"""
        cd "$0" || exit 1
        {{Emulator}} -g socket ./program >/dev/null 2>&1 &
        emulator=$!
        until [ -S socket ]; do kill -0 $emulator || exit 1; done
        {{Debugger}} -nx -batch -iex 'set auto-load off' -iex 'set debuginfod enabled off' -iex 'set width 0' -ex 'file program' -ex 'target remote socket' -ex continue -ex bt -ex 'generate-core-file seen' \
          {{string.Join(' ', Registers.Split(' ').Select(name => $"-ex 'p/x (long) ${name}'"))}} -ex kill
        kill $emulator 2>/dev/null
        [ -s seen ]
        """;

    /// <summary>Whether the machine has a compiler for it.</summary>
    public static bool IsPossible => Toolbox.Has(Compiler);

    /// <param name="name">Of a program of the corpus, in C.</param>
    public static RiscVCrash Make(Toolbox tools, string name)
    {
        var folder = Directory.CreateDirectory(tools[$"riscv64/{name}"]).FullName;
        var program = Path.Combine(folder, "program");
        tools.Run(Compiler, "-g", "-O2", "-static", "-Wl,--build-id", "-o", program, Path.Combine(CorpusPrograms.Folder, $"{name}.c"), "-I", CorpusPrograms.Folder);
        if (!Toolbox.Has(Emulator) || !Toolbox.Has(Debugger))
        {
            return new RiscVCrash(program, "", []);
        }

        var told = tools.Run("sh", "-c", Script, folder);
        var registers = Register().Matches(told).Select(match => ulong.Parse(match.Groups["value"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        Assert.True(registers.Length == Registers.Split(' ').Length, told);
        var core = Path.Combine(folder, "core");
        File.WriteAllBytes(core, CoreOf(Path.Combine(folder, "seen"), program, registers));
        return new RiscVCrash(program, core, [.. Frame().Matches(told).Select(match => match.Groups["name"].Value)]);
    }

    private static byte[] CoreOf(string seen, string program, ulong[] registers)
    {
        var builder = new CoreBuilder(Machine.RiscV64).Thread(1, SegmentationFault, registers);
        using var source = ByteSource.Map(seen);
        var file = ElfFile.Open(source, seen);
        using var programSource = ByteSource.Map(program);
        var first = ElfFile.Open(programSource, program).Segments.First(segment => segment.Type == ElfSegment.Load);
        builder.Load(first.Address, File.ReadAllBytes(program)[..PageBytes], flags: 5);
        foreach (var segment in file.Segments)
        {
            if (segment.Type == ElfSegment.Note)
            {
                var notes = new NoteReader(file.Raw(segment).Span);
                while (notes.MoveNext())
                {
                    builder = notes.Type == AuxiliaryVector ? builder.Note("CORE", AuxiliaryVector, notes.Content.ToArray()) : builder;
                }
            }
            else if (segment.FileSize > 0)
            {
                builder.Load(segment.Address, file.Raw(segment).ToArray(), flags: segment.IsExecutable ? 5u : segment.IsWritable ? 6u : 4u);
            }
        }

        return builder.Build();
    }

    [GeneratedRegex(@"^\$\d+ = 0x(?<value>[0-9a-f]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Register();

    [GeneratedRegex(@"^#\d+ +(0x[0-9a-f]+ in )?(?<name>\w+) \(.* at [^ ]+:\d+$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Frame();
}
