using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Faults;

/// <summary>A disk with room and without a single inode more: files can be written and none can be made.</summary>
public sealed class InodeFaultTests : IDisposable
{
    /// <summary>More than a segment of the queue takes.</summary>
    private const int Most = 1000;

    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_disk_without_inodes_is_said_and_passes()
    {
        // Nothing may make room while the disk is full.
        _server.Answer = (_, response) =>
        {
            response.StatusCode = 503;
            return null;
        };
        using var agent = await AgentProcess.StartOnSmallDiskAsync(AgentProcess.BuiltProgram, _directory, _server.Url, "size=16m,nr_inodes=64");
        var data = $"/proc/{agent.Id}/root{_directory["data"]}";
        var fillers = Fill(data);
        await File.WriteAllTextAsync(_directory["recording.bin"], "content", TestContext.Current.CancellationToken);

        var (code, _, errors) = await agent.CtlAsync("record", _directory["recording.bin"]);
        Assert.NotEqual(ExitCode.Success, code);
        Assert.Contains("No space left", errors, StringComparison.Ordinal);

        // Until the next segment of the queue would have to be made.
        var confirmed = new List<string>();
        var text = Noise.Text(1000);
        while ((await agent.CtlAsync("set", $"k{confirmed.Count}", text)) is { Code: ExitCode.Success })
        {
            confirmed.Add($"k{confirmed.Count}");
            Assert.True(confirmed.Count < Most);
        }

        Assert.InRange(confirmed.Count, 10, Most);
        fillers.ForEach(File.Delete);
        _server.Answer = null;
        await agent.ExpectAsync("set", "afterwards", text);
        await agent.ExpectAsync("record", _directory["recording.bin"]);
        await agent.ExpectAsync("sync");
        Assert.Equal(confirmed.Append("afterwards"), _server.Entries.Values
            .Where(entry => entry.Type == (int)EntryType.Attributes).OrderBy(entry => entry.WallMs).ThenBy(entry => entry.Number)
            .SelectMany(entry => AttributesBody.Decode(entry.Body).Keys));
        Assert.Single(_server.Entries.Values, entry => entry.Type == (int)EntryType.Recording);
        Assert.Empty(_server.Contradictions);
        Assert.Equal(0, await agent.StopAsync());
    }

    private static List<string> Fill(string folder)
    {
        var files = new List<string>();
        while (true)
        {
            var path = Path.Combine(folder, $"filler-{files.Count}");
            try
            {
                File.Create(path).Dispose();
            }
            catch (IOException)
            {
                return files;
            }

            files.Add(path);
        }
    }
}
