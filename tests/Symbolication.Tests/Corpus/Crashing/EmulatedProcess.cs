using System.Globalization;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Coredumps;
using Fleet.Symbolication.Elf;
using Microsoft.Win32.SafeHandles;

namespace Fleet.Symbolication.Tests.Corpus.Crashing;

/// <summary>
/// Has the agent's handler trim the core of a process that the emulator had at other addresses than the program's own: with the memory that is in the core,
/// and what the core has not of the program's file, in place of the process's.
/// </summary>
internal static class EmulatedProcess
{
    private const int Pid = 1;

    public static void Trim(string program, string core, string data, int signal)
    {
        var proc = Directory.CreateDirectory(Path.Combine(data, "proc")).FullName;
        var process = Directory.CreateDirectory(Path.Combine(proc, Pid.ToString(CultureInfo.InvariantCulture))).FullName;
        using (var memory = File.OpenHandle(Path.Combine(process, "mem"), FileMode.CreateNew, FileAccess.Write))
        {
            Load(memory, program);
            Load(memory, core);
        }

        var time = TimeProvider.System;
        var options = new CoredumpOptions();
        var context = new CrashContext(options, CrashFolder.Under(data), new HostRoots(proc, proc), new DeviceClock(time), "", "", Path.Combine(data, "none"));
        using var stream = new FileCore(core);
        new CoredumpHandler(context, new CoreArguments(Pid, signal, "", Pid)).Run(stream, () => { }, new Deadline(options.Timeout, time));
        Directory.Delete(proc, recursive: true);
    }

    /// <summary>Each byte at its address; what no file has is a hole.</summary>
    private static void Load(SafeFileHandle memory, string path)
    {
        using var source = ByteSource.Map(path);
        var file = ElfFile.Open(source, path);
        foreach (var segment in file.Segments.Where(segment => segment.Type == ElfSegment.Load && segment.FileSize > 0))
        {
            RandomAccess.Write(memory, file.Raw(segment).Span, (long)segment.Address);
        }
    }

    private sealed class FileCore(string path) : ICoreStream, IDisposable
    {
        private readonly FileStream _file = File.OpenRead(path);

        public int Read(Span<byte> buffer) => _file.Read(buffer);

        public void Dispose() => _file.Dispose();
    }
}
