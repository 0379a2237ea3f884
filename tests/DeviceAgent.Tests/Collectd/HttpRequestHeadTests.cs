using System.Text;
using Fleet.DeviceAgent.Collectd;

namespace Fleet.DeviceAgent.Tests.Collectd;

public sealed class HttpRequestHeadTests
{
    private const string Real =
        "POST /collectd HTTP/1.1\r\nHost: 127.0.0.1:8126\r\nUser-Agent: collectd/5.12.0.git\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: 65369";

    [Fact]
    public void The_head_of_the_real_collectd_is_read()
    {
        Assert.True(Try(Real, out var head));
        Assert.True(head is { IsPost: true, IsPath: true, IsJson: true, ContentLength: 65369, KeepsAlive: true, ExpectsContinue: false }, head.ToString());
    }

    [Theory]
    [InlineData("GET /collectd HTTP/1.1")]
    [InlineData("POST /other HTTP/1.1")]
    [InlineData("POST /collectd/x HTTP/1.0\r\nContent-type: text/json")]
    [InlineData("POST /collectd HTTP/1.1\r\ncontent-TYPE: Application/JSON; charset=utf-8\r\nEXPECT: 100-Continue\r\nConnection: Close\r\nTransfer-Encoding: chunked")]
    public void What_is_asked_for_is_told_apart(string text)
    {
        Assert.True(Try(text, out var head));
        Assert.Equal(text.StartsWith("POST", StringComparison.Ordinal), head.IsPost);
        Assert.Equal(text.Contains("/collectd HTTP", StringComparison.Ordinal), head.IsPath);
        Assert.Equal(text.Contains("Application/JSON", StringComparison.Ordinal), head.IsJson);
        Assert.Equal(text.Contains("EXPECT", StringComparison.Ordinal), head.ExpectsContinue);
        Assert.Equal(!text.Contains("Close", StringComparison.Ordinal) && !text.Contains("1.0", StringComparison.Ordinal), head.KeepsAlive);
        Assert.Null(head.ContentLength);
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST")]
    [InlineData("POST /collectd")]
    [InlineData("POST /collectd HTTP/2")]
    [InlineData(" /collectd HTTP/1.1")]
    [InlineData("POST /collectd HTTP/1.1\r\nno colon")]
    [InlineData("POST /collectd HTTP/1.1\r\n: no name")]
    [InlineData("POST /collectd HTTP/1.1\r\nName : x")]
    [InlineData("POST /collectd HTTP/1.1\r\nA: x\r\n folded: y")]
    [InlineData("POST /collectd HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1")]
    [InlineData("POST /collectd HTTP/1.1\r\nContent-Length: -1")]
    [InlineData("POST /collectd HTTP/1.1\r\nContent-Length: 1x")]
    [InlineData("POST /collectd HTTP/1.1\r\nContent-Length: 4000000000")]
    [InlineData("POST /collectd HTTP/1.1\r\nContent-Length: 99999999999999999999")]
    public void A_head_that_is_none_is_refused(string text) => Assert.False(Try(text, out _));

    [Fact]
    public void A_head_with_any_bytes_changed_never_throws()
    {
        var random = new Random(1);
        for (var round = 0; round < 10_000; round++)
        {
            var changed = Encoding.ASCII.GetBytes(Real);
            for (var change = random.Next(1, 10); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            Assert.True(!HttpRequestHead.TryParse(changed, "/collectd"u8, out var head) || head.ContentLength is null or >= 0);
        }
    }

    private static bool Try(string text, out HttpRequestHead head) => HttpRequestHead.TryParse(Encoding.ASCII.GetBytes(text), "/collectd"u8, out head);
}
