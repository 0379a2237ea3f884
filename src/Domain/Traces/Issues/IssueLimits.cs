namespace Fleet.Domain.Traces.Issues;

/// <summary>Bounds of what devices and people can make a project keep in memory of its issues.</summary>
public static class IssueLimits
{
    /// <summary>Issues of a project, some hundred bytes each. A product has thousands; a device that invents crashes must not have more.</summary>
    public const int MaxIssues = 200_000;

    /// <summary>
    /// Signatures of an issue: one for each build of each of its libraries while traces have no symbols, and each algorithm.
    /// </summary>
    public const int MaxSignatures = 4_096;

    /// <summary>Signatures of a project, some hundred bytes each: ten for each issue that it may have.</summary>
    public const int MaxAllSignatures = 2_000_000;

    /// <summary>Comments of an issue.</summary>
    public const int MaxComments = 1_000;

    /// <summary>Characters of a comment.</summary>
    public const int MaxComment = 16 * 1024;

    /// <summary>Characters of an assignee.</summary>
    public const int MaxAssignee = 255;

    /// <summary>Characters of who did something: a name of a credential, or of a person.</summary>
    public const int MaxBy = 255;

    /// <summary>Characters of an issue's title; what a device says may be longer, and is kept of its traces.</summary>
    public const int MaxTitle = 512;

    /// <summary>Characters of an issue's crash class, which holds an exception's type.</summary>
    public const int MaxClass = 512;

    /// <summary>Characters of a URL: what browsers and trackers take.</summary>
    public const int MaxUrl = 2_048;
}
