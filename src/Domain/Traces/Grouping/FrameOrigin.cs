namespace Fleet.Domain.Traces.Grouping;

/// <summary>What a frame is to the grouping.</summary>
internal enum FrameOrigin
{
    /// <summary>It is what groups.</summary>
    Application,

    /// <summary>Neither the application's, by the project's rules, nor the system's.</summary>
    Foreign,

    /// <summary>Of the system, a library of the language, or machinery between the failure and the end.</summary>
    System,
}
