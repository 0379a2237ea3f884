namespace Fleet.Domain.Traces.Grouping;

/// <summary>What of a frame a rule looks at.</summary>
public enum GroupingSubject
{
    /// <summary>File name of the module, with and without its version.</summary>
    Module,

    /// <summary>Source file.</summary>
    Path,

    /// <summary>Name of the function, as signatures have it.</summary>
    Function,

    /// <summary>Of the module.</summary>
    BuildId,
}
