namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>A note: where its header is, and its content.</summary>
internal readonly record struct NotePlace(int At, string Name, uint Type, int Content, int Length);
