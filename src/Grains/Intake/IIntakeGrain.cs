namespace Fleet.Grains.Intake;

/// <summary>
/// Readings of one device that come one by one, by protocols that know no reports: added up by the hour, and handed to the device's grain as
/// reports. Key: <see cref="GrainKeys.Intake"/>.
/// </summary>
[Alias("fleet.IIntakeGrain")]
public interface IIntakeGrain : IGrainWithStringKey
{
    /// <summary>Takes readings. When the call returns, they are durable; taken again, they change nothing.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer: come back later.</exception>
    [Alias("Take")]
    Task<IntakeReply> Take(IntakeDelivery delivery);

    /// <summary>Closes the hours that are over now and hands over what is closed; does not wait for late readings.</summary>
    [Alias("Flush")]
    Task Flush();
}
