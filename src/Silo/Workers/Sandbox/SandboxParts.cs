namespace Fleet.Silo.Workers.Sandbox;

/// <summary>What keeps a worker from everything that reading cores does not need.</summary>
[Flags]
internal enum SandboxParts
{
    None = 0,

    /// <summary>No program that it starts could gain privileges; the others rest on it.</summary>
    NoNewPrivileges = 1,

    /// <summary>Files: only those that it is told of, and its own temporary ones.</summary>
    Landlock = 2,

    /// <summary>No network, no other programs, no other processes.</summary>
    Seccomp = 4,

    /// <summary>Memory, sizes of files, and no cores of its own.</summary>
    Limits = 8,

    All = NoNewPrivileges | Landlock | Seccomp | Limits,
}
