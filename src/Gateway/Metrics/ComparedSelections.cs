using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Protocol.Devices;

namespace Fleet.Gateway.Metrics;

/// <summary>What may be compared.</summary>
internal static class ComparedSelections
{
    /// <summary>Lines that a person can tell apart in a chart.</summary>
    private const int Max = 10;

    private const int MaxName = 64;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static void Check(IReadOnlyList<Selection> selections)
    {
        if (selections.Count is < 2 or > Max)
        {
            throw ApiErrors.Invalid("selections", $"{selections.Count} given, from 2 to {Max} allowed");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < selections.Count; i++)
        {
            var (selection, field) = (selections[i], $"selections[{i}]");
            if (selection.Name.Length is 0 or > MaxName)
            {
                throw ApiErrors.Invalid($"{field}.name", $"must have 1 to {MaxName} characters");
            }

            if (!names.Add(selection.Name))
            {
                throw ApiErrors.Invalid($"{field}.name", $"'{selection.Name}' is taken by another selection");
            }

            if (selection.Cohort.Length > 0 && !DeviceSerial.IsValid(selection.Cohort))
            {
                throw ApiErrors.Invalid($"{field}.cohort", "is not a cohort's name");
            }

            if (selection.SoftwareType.Length == 0 != (selection.SoftwareVersion.Length == 0))
            {
                throw ApiErrors.Invalid($"{field}.software_version", "software_type and software_version go together");
            }
        }
    }
}
