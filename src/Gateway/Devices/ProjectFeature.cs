namespace Fleet.Gateway.Devices;

/// <summary>The project that a request's key belongs to: set in <c>HttpContext.Features</c> by whoever authenticates the device.</summary>
public sealed record ProjectFeature(string Project);
