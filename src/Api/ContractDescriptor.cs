using Google.Protobuf.Reflection;

namespace Fleet.Api;

/// <summary>The contract as protoc has read it, comments included.</summary>
public static class ContractDescriptor
{
    private const string Resource = "fleet.v1.binpb";

    public static FileDescriptorSet Load()
    {
        using var stream = typeof(ContractDescriptor).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the resource {Resource} is missing");
        return FileDescriptorSet.Parser.WithExtensionRegistry(new() { global::Google.Api.AnnotationsExtensions.Http }).ParseFrom(stream);
    }
}
