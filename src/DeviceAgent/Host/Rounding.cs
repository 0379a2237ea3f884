namespace Fleet.DeviceAgent.Host;

internal static class Rounding
{
    /// <summary>Two decimals, and a value that single precision holds exactly: five bytes in a report instead of nine.</summary>
    public static double Hundredths(double value) => (float)Math.Round(value, 2);
}
