using Google.Protobuf.Reflection;

namespace Fleet.Gateway.OpenApi;

/// <summary>The comments of the contract by the full name of what they stand before.</summary>
internal sealed class ContractTexts
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The text on one line; empty when there is none.</summary>
    public string Of(string fullName) => _texts.GetValueOrDefault(fullName, "");

    public void Read(FileDescriptorProto file)
    {
        foreach (var location in file.SourceCodeInfo.Location.Where(l => l.LeadingComments.Length > 0))
        {
            if (NameOf(file, location.Path) is { } name)
            {
                _texts[name] = string.Join(' ', location.LeadingComments.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    /// <summary>
    /// A path of field numbers and indexes as descriptor.proto has them: messages are field 4 of a file, enums 5, services 6; fields and
    /// methods are 2 of theirs, enum values too. The contract nests no messages.
    /// </summary>
    private static string? NameOf(FileDescriptorProto file, IList<int> path)
    {
        if (path.Count is not (2 or 4) || (path.Count == 4 && path[2] != 2))
        {
            return null;
        }

        var (owner, part) = path[0] switch
        {
            4 => (file.MessageType[path[1]].Name, path.Count == 4 ? file.MessageType[path[1]].Field[path[3]].Name : ""),
            5 => (file.EnumType[path[1]].Name, path.Count == 4 ? file.EnumType[path[1]].Value[path[3]].Name : ""),
            6 => (file.Service[path[1]].Name, path.Count == 4 ? file.Service[path[1]].Method[path[3]].Name : ""),
            _ => ("", ""),
        };
        return owner.Length == 0 ? null : part.Length == 0 ? $"{file.Package}.{owner}" : $"{file.Package}.{owner}.{part}";
    }
}
