using Fleet.DeviceAgent.Reboots;
using Fleet.Protocol.Reboots;

namespace Fleet.DeviceAgent.Tests.Reboots;

public sealed class RebootReasonNamesTests
{
    [Fact]
    public void Every_reason_of_the_protocol_but_the_custom_one_has_a_name() => Assert.Equal(
        Enum.GetValues<RebootReason>().Where(reason => reason != RebootReason.Custom),
        RebootReasonNames.All.Values.Order());

    [Theory]
    [InlineData("firmware_update", RebootReason.FirmwareUpdate, true)]
    [InlineData("pin", RebootReason.PinReset, true)]
    [InlineData("unknown_error", RebootReason.Unknown, false)]
    [InlineData("night_maintenance", RebootReason.Custom, true)]
    [InlineData("!tpm-lost.2", RebootReason.Custom, false)]
    public void Names_are_reasons_and_other_words_the_products_own(string text, RebootReason reason, bool expected)
    {
        var reboot = RebootReasonNames.Parse(text, "why\0")!;
        Assert.Equal((reason, expected, "why."), (reboot.Reason, reboot.IsExpected, reboot.Details));
        Assert.Equal(text, RebootReasonNames.NameOf(reboot));
        Assert.Equal(reboot, Reboot.Decode(reboot.Encode()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("two words")]
    [InlineData("!!double")]
    [InlineData("Upper")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234x")]
    public void Anything_else_is_no_reason(string text) => Assert.Null(RebootReasonNames.Parse(text));
}
