namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>How far a source was read, kept beside the lines that were read.</summary>
/// <param name="Source">Names the source: <c>journal</c>, <c>file:/var/log/app.log</c>.</param>
/// <param name="Text">In the source's own words; empty when the source is gone.</param>
internal readonly record struct SourcePosition(string Source, string Text);
