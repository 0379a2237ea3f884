using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Fleet.Silo.Workers;

namespace Fleet.Silo.Tests.Workers;

/// <summary>What can be done from within a worker's sandbox; each line is an attempt and <c>allowed</c> or <c>refused</c>.</summary>
internal static partial class SandboxProbe
{
    public static IEnumerable<string> Try(string core, WorkerArguments arguments)
    {
        yield return Line("read the core", () => File.ReadAllBytes(core));
        yield return Line("write a temporary file", () => File.WriteAllText(Path.Combine(arguments.Folder, "x"), "x"));
        yield return Line("start a thread", () =>
        {
            var thread = new Thread(() => GC.Collect());
            thread.Start();
            thread.Join();
        });
        yield return Line("read /etc/passwd", () => File.ReadAllBytes("/etc/passwd"));
        yield return Line("read the parent's environment", () => File.ReadAllBytes($"/proc/{Parent()}/environ"));
        yield return Line("write beside the cores", () => File.WriteAllText(Path.Combine(arguments.Readable, "x"), "x"));
        yield return Line("read tables", () => Directory.GetFiles(arguments.Tables!));
        yield return Line("write tables", () => File.WriteAllText(Path.Combine(arguments.Tables!, "x"), "x"));
        yield return Line("write over the core", () => File.OpenWrite(core).Dispose());
        yield return Line("list /", () => Directory.GetFiles("/"));
        yield return Line("open a socket", () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Connect(IPAddress.Loopback, 22));
        yield return Line("open a Unix socket", () => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified).Dispose());
        yield return Line("start a program", () => Process.Start("/bin/true").WaitForExit());
        yield return Line("become a program", () => Check(ExecuteProgram("/bin/true", 0, 0)));
        yield return Line("trace the parent", () => Check((int)Trace(16, Parent(), 0, 0)));
        yield return Line("signal the parent", () => Check(Kill(Parent(), 0)));
    }

    private static string Line(string what, Action attempt)
    {
        try
        {
            attempt();
            return $"{what}: allowed";
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or SocketException or System.ComponentModel.Win32Exception)
        {
            return $"{what}: refused";
        }
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new IOException($"error {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int Parent();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Trace(int request, int process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecuteProgram(string path, nint arguments, nint environment);
}
