namespace Fleet.Grains.Columns;

/// <summary>What a question's series are told apart by.</summary>
public enum ColumnGrouping
{
    /// <summary>One series of all rows.</summary>
    None = 0,

    /// <summary>The cohort that the device was in at the report.</summary>
    Cohort,

    /// <summary>The software that captured the report.</summary>
    Software,

    /// <summary>The device.</summary>
    Device,

    /// <summary>The group that <see cref="ColumnSelection"/> puts the device in.</summary>
    Selection,
}
