namespace Fleet.Domain.Devices;

/// <summary>Who may write an attribute. The numbers are stored: never renumber.</summary>
public enum AttributeWritePolicy
{
    /// <summary>The device and people.</summary>
    Device = 0,

    /// <summary>The device while the attribute has no value, people always.</summary>
    Unset = 1,

    /// <summary>People only.</summary>
    Operator = 2,
}
