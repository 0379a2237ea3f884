namespace Fleet.Domain.Metrics;

/// <summary>
/// A sample with one number for each device: the mean of its values. Reports of one device resemble each other, so that counting each as an
/// observation would make every difference look certain; devices are what was drawn from the fleet.
/// </summary>
/// <param name="Devices">How many.</param>
/// <param name="Mean">Of the devices' means, each weighing the same; 0 without devices.</param>
/// <param name="Variance">Of the devices' means, by <c>Devices - 1</c>; 0 below two devices.</param>
public readonly record struct DeviceMeans(long Devices, double Mean, double Variance)
{
    /// <param name="means">One for each device, in any order; another order may round otherwise in the last place.</param>
    public static DeviceMeans Of(IReadOnlyCollection<double> means)
    {
        if (means.Count == 0)
        {
            return default;
        }

        var mean = means.Sum(m => m / means.Count);
        var squares = means.Sum(m => (m - mean) * (m - mean));
        return new DeviceMeans(means.Count, mean, means.Count > 1 ? squares / (means.Count - 1) : 0);
    }
}
