using Fleet.Protocol.Coredumps;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>What came of the attempt to keep a core.</summary>
/// <param name="Strategy">Of what was kept.</param>
/// <param name="Bytes">Of its file.</param>
/// <param name="IsTruncated">Whether it ends before what its headers say.</param>
/// <param name="Reason">Why it is less than was asked for; empty when it is not.</param>
internal readonly record struct CaptureResult(CoreStrategy Strategy, long Bytes, bool IsTruncated, string Reason);
