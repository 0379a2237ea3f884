namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>One case: what is damaged, how, and who reads it.</summary>
/// <param name="Reader">For counts: core, symbols, archive, tables, summary.</param>
/// <param name="Damage">Names of the kinds of damage, for counts.</param>
/// <param name="What">Which file, for people.</param>
/// <param name="Files">What is damaged, to be kept when the case fails.</param>
/// <param name="Run">Reads it, and fails when more comes of it than may; says whether anything came of it.</param>
internal sealed record HostileCase(string Reader, IReadOnlyList<string> Damage, string What, IReadOnlyList<(string Name, byte[] Bytes)> Files, Func<bool> Run);
