namespace Fleet.Cli;

/// <summary>What the process answers; part of the command line's contract.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>It was understood and tried, and did not work; or a check found a difference.</summary>
    public const int Failure = 1;

    /// <summary>The command line is not valid.</summary>
    public const int Usage = 2;

    /// <summary>The thing that was named does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>No token, or one that the server does not accept for this.</summary>
    public const int NotAuthenticated = 4;

    /// <summary>No answer from the server.</summary>
    public const int Unreachable = 5;
}
