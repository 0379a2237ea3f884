namespace Fleet.Grains.Projects;

/// <summary>The grain storage that operators' state lives in.</summary>
public static class OperatorStorage
{
    public const string Name = "fleet";
}
