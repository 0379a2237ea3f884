using System.Diagnostics;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs;
using Fleet.DeviceAgent.Logs.Fluent;
using Fleet.DeviceAgent.Logs.Network;
using Fleet.DeviceAgent.Logs.Records;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Logs.Fluent;

/// <summary>Logs from fluent-bit itself.</summary>
public sealed class FluentBitTests
{
    private const int Lines = 200;

    [Theory]
    [InlineData("tcp", "format=msgpack")]
    [InlineData("forward", "require_ack_response=off")]
    [InlineData("forward", "require_ack_response=on")]
    public async Task What_its_outputs_send_is_taken_as_it_is(string output, string property)
    {
        using var listener = new ListenerFixture(intake => output == "tcp" ? new FluentBitProtocol(intake) : new ForwardProtocol(intake));
        using var program = await FluentBitProgram.StartAsync(
            "-q", "-f", "1", "-i", "stdin", "-t", "app.web", "-o", output, "-p", "host=127.0.0.1", "-p", $"port={listener.EndPoint.Port}", "-p", property, "-m", "*");
        try
        {
            for (var i = 0; i < Lines; i++)
            {
                await program.StandardInput.WriteLineAsync($"{{\"message\":\"line {i}\",\"level\":\"warn\",\"n\":{i},\"odd\":[null,true,{{\"deep\":1.5}}]}}");
            }

            await program.StandardInput.WriteLineAsync("{\"MESSAGE\":17,\"on\":true}");
            await program.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            var records = await listener.WaitForAsync(Lines + 1);
            Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"line {i}").Append(""), records.Select(record => record.Message));
            Assert.All(records.SkipLast(1), record =>
            {
                Assert.Equal(4, record.Level);
                Assert.Equal($"{{\"n\":{record.Message[5..]},\"odd\":[null,true,{{\"deep\":1.5}}]}}", FieldsText.Of(record.Fields, 1000));
            });
            Assert.Equal("{\"MESSAGE\":17,\"on\":true}", FieldsText.Of(records[^1].Fields, 1000));
            Assert.All(records, record => Assert.Equal(output == "tcp" ? "" : "app.web", record.Source));
            AssertNothingIsLost(listener);
        }
        finally
        {
            await EndAsync(program);
        }
    }

    [Fact]
    public async Task Lines_of_a_file_that_it_follows_come_once_and_in_order()
    {
        using var folder = new TempDirectory();
        using var listener = new ListenerFixture(intake => new FluentBitProtocol(intake));
        var file = Path.Combine(folder.Path, "app.log");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Lines).Select(i => $"line {i}"), TestContext.Current.CancellationToken);
        using var program = await FluentBitProgram.StartAsync(
            "-q", "-f", "1", "-i", "tail", "-p", $"path={file}", "-p", "read_from_head=on", "-o", "tcp", "-p", "host=127.0.0.1", "-p", $"port={listener.EndPoint.Port}", "-p", "format=msgpack", "-m", "*");
        try
        {
            await listener.WaitForAsync(Lines);
            await File.AppendAllLinesAsync(file, Enumerable.Range(Lines, Lines).Select(i => $"line {i}"), TestContext.Current.CancellationToken);
            var records = await listener.WaitForAsync(2 * Lines);
            Assert.Equal(Enumerable.Range(0, 2 * Lines).Select(i => $"line {i}"), records.Select(record => record.Message));
            AssertNothingIsLost(listener);
        }
        finally
        {
            await EndAsync(program);
        }
    }

    private static void AssertNothingIsLost(ListenerFixture listener)
    {
        Assert.Equal(0, listener.Counters[AgentCounter.LogMalformed]);
        Assert.Equal(0, listener.Counters[AgentCounter.LogConnectionsDropped]);
    }

    private static async Task EndAsync(Process program)
    {
        program.Kill();
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
