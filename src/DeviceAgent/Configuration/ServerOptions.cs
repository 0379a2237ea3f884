using System.Security.Cryptography.X509Certificates;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>Where the server is and how it is reached.</summary>
/// <param name="Url">Of the server.</param>
/// <param name="Key">Project key.</param>
/// <param name="TrustedRoots">The only authorities that are trusted; null for those of the system.</param>
/// <param name="ClientCertificate">Shown to the server; null for none.</param>
/// <param name="Proxy">Null for what the environment says (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>).</param>
internal sealed record ServerOptions(Uri Url, string Key, X509Certificate2Collection? TrustedRoots, X509Certificate2? ClientCertificate, Uri? Proxy);
