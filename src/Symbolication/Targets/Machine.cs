namespace Fleet.Symbolication.Targets;

/// <summary>Architectures that are understood; the values are ELF's <c>e_machine</c>.</summary>
public enum Machine
{
    /// <summary>32-bit ARM, EABI, with Thumb.</summary>
    Arm = 40,
    X64 = 62,
    Arm64 = 183,
    RiscV64 = 243,
}
