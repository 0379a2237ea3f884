using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Fleet.Protocol.Sync;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Management;

public sealed class AttributePolicyTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private ManagementService.ManagementServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_write_against_a_policy_is_seen_in_the_processing_log_and_loses_nothing_else()
    {
        const string Serial = "policy-device";
        Assert.Equal("policy_site", (await SetAsync("Policy_Site", AttributeWriter.Operator)).Key);
        var device = new TestDevice(server, Serial);
        var reply = await device.SendAsync([Says(device, ("policy_site", "Bern"), ("policy_color", "red"))], []);
        Assert.Empty(reply.Rejected);
        Assert.Equal([new NumberRange(1, 1)], reply.Acknowledged);
        await server.CatchUpAsync(Serial);
        var attribute = Assert.Single(await AttributesAsync(Serial));
        Assert.Equal(("policy_color", "red", AttributeAuthor.Device), (attribute.Key, attribute.Text, attribute.Author));
        var line = Assert.Single((await new ProcessingService.ProcessingServiceClient(_channel).ListProcessingEntriesAsync(
            new() { Project = Project, Serial = Serial }, server.Authorization())).Entries);
        Assert.Equal("'policy_site' may be written by operators only", line.Reason);

        await SetAsync("policy_site", AttributeWriter.Device);
        await device.SendAsync([Says(device, ("policy_site", "Bern"))], []);
        await server.CatchUpAsync(Serial);
        Assert.Equal(2, (await AttributesAsync(Serial)).Count);
    }

    [Fact]
    public async Task Policies_are_listed_by_key_and_that_of_everyone_is_none()
    {
        await SetAsync("policy_b", AttributeWriter.Operator);
        await SetAsync("policy_a", AttributeWriter.DeviceIfUnset);
        await SetAsync("policy_c", AttributeWriter.Operator);
        await SetAsync("policy_c", AttributeWriter.Device);
        var listed = (await Client.ListAttributePoliciesAsync(new() { Project = Project }, server.Authorization())).Policies;
        Assert.Equal(
            [("policy_a", AttributeWriter.DeviceIfUnset), ("policy_b", AttributeWriter.Operator)],
            listed.Where(p => p.Key is "policy_a" or "policy_b" or "policy_c").Select(p => (p.Key, p.Writer)));
    }

    [Fact]
    public async Task Mistakes_are_named_by_their_field()
    {
        Assert.StartsWith("policy.writer: ", (await Assert.ThrowsAsync<RpcException>(() => SetAsync("x", AttributeWriter.Unspecified))).Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith("policy.key: 'a b' is not a key", (await Assert.ThrowsAsync<RpcException>(() => SetAsync("a b", AttributeWriter.Operator))).Status.Detail, StringComparison.Ordinal);
    }

    private static SyncEntry Says(TestDevice device, params (string Key, string Value)[] attributes) =>
        device.Entry(EntryType.Attributes, TestDevice.NowMs, AttributesBody.Encode(attributes.ToDictionary(a => a.Key, a => AttributeValue.Of(a.Value))));

    private async Task<AttributePolicy> SetAsync(string key, AttributeWriter writer) =>
        (await Client.SetAttributePolicyAsync(new() { Project = Project, Policy = new AttributePolicy { Key = key, Writer = writer } }, server.Authorization())).Policy;

    private async Task<IReadOnlyList<Fleet.Api.V1.Attribute>> AttributesAsync(string serial) =>
        (await new DeviceService.DeviceServiceClient(_channel).GetDeviceAsync(new() { Project = Project, Serial = serial }, server.Authorization())).Device.Attributes;
}
