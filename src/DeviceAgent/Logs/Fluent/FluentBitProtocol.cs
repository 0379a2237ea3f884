using Fleet.DeviceAgent.Logs.Network;

namespace Fleet.DeviceAgent.Logs.Fluent;

/// <summary>fluent-bit's <c>tcp</c> output with <c>format msgpack</c>: entries one behind the other, without anything around them.</summary>
internal sealed class FluentBitProtocol(LogIntake intake) : ILogProtocol
{
    private const string Name = "logs.fluent_bit";

    public async Task<bool> ServeAsync(Stream peer, CancellationToken stop)
    {
        var feed = new MessagePackFeed(peer);
        var entries = new FluentEntries(intake, Name);
        while (true)
        {
            switch (await feed.ReadValueAsync(stop))
            {
                case FeedResult.Value:
                    entries.Take(feed.Value, "");
                    break;
                case FeedResult.TooLong:
                    intake.Malformed(Name, "a record that is too long"u8);
                    break;
                case FeedResult.End:
                    return true;
                default:
                    return false;
            }
        }
    }
}
