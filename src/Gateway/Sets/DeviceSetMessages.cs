using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Sets;
using DeviceSetMember = Fleet.Api.V1.DeviceSetMember;

namespace Fleet.Gateway.Sets;

/// <summary>Sets as the contract has them.</summary>
internal static class DeviceSetMessages
{
    public static DeviceSet Of(StoredDeviceSet set) => new()
    {
        Name = set.Definition.Name,
        Filter = set.Definition.Filter,
        Description = set.Definition.Description,
        CreateTime = TimeRange.Stamp(set.Definition.CreatedAtMs),
        Size = set.Size,
        Filled = set.IsFilled,
    };

    public static DeviceSetMember Of(Fleet.Grains.Sets.DeviceSetMember member) => new()
    {
        Serial = member.Serial,
        EnterTime = TimeRange.Stamp(member.EnteredAtMs),
    };

    public static DeviceSetEvent Of(MembershipChange change) => new()
    {
        Position = change.Position,
        Kind = change.IsMember ? DeviceSetEventKind.Entered : DeviceSetEventKind.Left,
        Serial = change.Serial,
        Time = TimeRange.Stamp(change.AtMs),
    };
}
