using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]
[assembly: InternalsVisibleTo("Fleet.DeviceAgent.Tests")]
[assembly: InternalsVisibleTo("Fleet.Symbolication.Tests")]
