namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>A number in a file.</summary>
internal readonly record struct Field(int At, int Size);
