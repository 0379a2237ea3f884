namespace Fleet.Protocol;

/// <summary>Why an entry was not taken. The numbers are on the wire: never renumber.</summary>
public enum RejectionCode
{
    /// <summary>The body is not what its type says.</summary>
    Malformed = 1,

    /// <summary>The server does not know this type of entry; an older server, or a mistake.</summary>
    UnknownType = 2,

    /// <summary>A size, count or length is above its limit.</summary>
    TooLarge = 3,

    /// <summary>A value is outside what can be: NaN, infinite, negative count, above the greatest magnitude.</summary>
    InvalidValue = 4,

    /// <summary>A key table that the report names does not decode, or holds an invalid key.</summary>
    InvalidKeyTable = 5,

    /// <summary>The project has no room for more metrics.</summary>
    TooManyMetrics = 6,

    /// <summary>The entry's number is zero, or too far out of order for the server to keep account of it.</summary>
    InvalidNumber = 7,

    /// <summary>The project does not take this kind of entry from this device.</summary>
    NotWanted = 8,

    /// <summary>It was captured longer ago than the project keeps its kind. Such an entry is acknowledged; only the server's processing log has this.</summary>
    Expired = 9,
}
