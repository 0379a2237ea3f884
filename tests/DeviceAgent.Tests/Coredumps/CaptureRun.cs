using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>Trims a core that is in memory, with the parts that the handler uses.</summary>
internal static class CaptureRun
{
    public static readonly byte[] OwnNote = [4, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, (byte)'O', (byte)'w', (byte)'n', 0];

    public static CaptureResult Trim(byte[] core, CoredumpOptions options, TempDirectory directory, out CoreImage? image, bool hasMemory = false, int atOnce = 4096)
    {
        var input = new CoreInput(new BytesStream(core, atOnce));
        var head = CoreHead.Read(input);
        IProcessMemory memory = hasMemory ? new CoreImage(core) : NoMemory.Instance;
        var modules = new ModuleMap(head.Notes, head.Segments, memory);
        var deadline = new Deadline(TimeSpan.FromMinutes(1), TimeProvider.System);
        var capture = new CoreCapture(head, input, hasMemory ? memory : null, modules, options, deadline, () => { });
        var path = directory[$"{Guid.NewGuid():n}.core"];
        var result = capture.Write(path + ".tmp", path, _ => OwnNote);
        Assert.False(File.Exists(path + ".tmp"));
        Assert.Equal(result.Strategy != Fleet.Protocol.Coredumps.CoreStrategy.None, File.Exists(path));
        image = File.Exists(path) ? CoreImage.OfFile(path) : null;
        if (image is not null)
        {
            Assert.Equal(new FileInfo(path).Length, result.Bytes);
            File.Delete(path);
        }

        return result;
    }
}
