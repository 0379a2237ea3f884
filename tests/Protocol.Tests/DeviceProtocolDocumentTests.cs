using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Sync;
using Fleet.Tests.Shared;

namespace Fleet.Protocol.Tests;

/// <summary><c>docs/design/device-protocol.md</c> is what others build agents from: it says what the code says.</summary>
public sealed class DeviceProtocolDocumentTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "design", "device-protocol.md"));

    [Fact]
    public void Every_limit_is_in_its_table_with_its_value()
    {
        foreach (var limit in typeof(ProtocolLimits).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            Assert.Contains($"| `{limit.Name}` | {Convert.ToString(limit.GetRawConstantValue(), CultureInfo.InvariantCulture)} |", Text);
        }
    }

    [Fact]
    public void Every_number_on_the_wire_is_named()
    {
        foreach (var code in Enum.GetValues<RejectionCode>())
        {
            Assert.Contains($"| {(int)code} | {code} |", Text);
        }

        foreach (var kind in Enum.GetValues<MetricKind>())
        {
            Assert.Contains($"| {(int)kind} | {kind} |", Text);
        }

        foreach (var type in Enum.GetValues<EntryType>())
        {
            Assert.Contains($"| {(int)type} | {type} |", Text);
        }

        foreach (var kind in Enum.GetValues<RequestKind>())
        {
            Assert.Contains($"| {(int)kind} | {kind} |", Text);
        }

        foreach (var outcome in Enum.GetValues<RequestOutcome>())
        {
            Assert.Contains($"| {(int)outcome} | {outcome} |", Text);
        }

        foreach (var reason in Enum.GetValues<RebootReason>())
        {
            Assert.Contains($"| {(int)reason} | {reason} |", Text);
        }

        foreach (var strategy in Enum.GetValues<CoreStrategy>())
        {
            Assert.Matches($@"{(int)strategy} \({strategy}[:)]", Text);
        }

        foreach (var cause in Enum.GetValues<LogCause>())
        {
            Assert.Matches($@"{(int)cause} \({cause}[:)]", Text);
        }

        foreach (var kind in Enum.GetValues<ReportKind>())
        {
            Assert.Contains($"{(int)kind} ({kind}:", Text);
        }

        Assert.Contains("count from 1 to 2^32", Text);
        Assert.Equal(1L << 32, MetricLimits.MaxReportSamples);
        Assert.Contains("magnitude up to 1e24", Text);
        Assert.Equal(1e24, MetricLimits.MaxMagnitude);
    }

    [Fact]
    public void The_annotated_dump_is_the_golden_vector()
    {
        var dump = Regex.Match(Text, "```hexdump\n(.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Value;
        var hex = "";
        foreach (Match line in Regex.Matches(dump, "^(?<at>[0-9a-f]{4})  (?<bytes>([0-9a-f]{2} ?)+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)))
        {
            Assert.Equal(hex.Length / 2, int.Parse(line.Groups["at"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            hex += line.Groups["bytes"].Value.Replace(" ", "", StringComparison.Ordinal);
        }

        Assert.Equal(Convert.ToHexStringLower(GoldenVectors.All.Single(v => v.Name == "request-all-kinds").Bytes), hex);
    }
}
