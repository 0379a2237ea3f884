using Fleet.Domain.Alerts;

namespace Fleet.Grains.Alerts;

/// <summary>Where an alert stands with a device, if that is not OK.</summary>
/// <param name="Project">Of both.</param>
/// <param name="DeviceId">The event log's number for the device.</param>
/// <param name="AlertId">In the project.</param>
/// <param name="TestRevision">Of the alert when this began.</param>
/// <param name="State">The fold.</param>
/// <param name="DueMs">When its timer runs out, server's time; null when none is set, or its incident is there already.</param>
public sealed record AlertTrack(string Project, long DeviceId, int AlertId, long TestRevision, AlertState State, long? DueMs);
