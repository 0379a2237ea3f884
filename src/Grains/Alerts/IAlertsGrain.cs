namespace Fleet.Grains.Alerts;

/// <summary>The alerts of one project: their definitions. Key: <c>alert-rules/{project}</c>. They are read from <see cref="IAlertStore"/>.</summary>
[Alias("fleet.IAlertsGrain")]
public interface IAlertsGrain : IGrainWithStringKey
{
    /// <param name="alert">Number, times and revision are not looked at.</param>
    /// <returns>The new alert; null when there is one of this name already.</returns>
    /// <exception cref="ArgumentException">The alert is none; the message begins with the field.</exception>
    /// <exception cref="InvalidOperationException">The project has <see cref="AlertRules.MaxAlerts"/> alerts already.</exception>
    [Alias("Create")]
    Task<AlertDefinition?> Create(AlertDefinition alert);

    /// <summary>Replaces an alert. One that looks for something else afterwards begins anew, and its open incidents end.</summary>
    /// <param name="name">Of the alert; <paramref name="alert"/> may have another.</param>
    /// <param name="alert">Number, times and revision are not looked at.</param>
    /// <returns>The alert; null when there is none of this name.</returns>
    /// <exception cref="ArgumentException">The alert is none, or another has its name; the message begins with the field.</exception>
    [Alias("Update")]
    Task<AlertDefinition?> Update(string name, AlertDefinition alert);

    /// <returns>False when there is no alert of this name.</returns>
    [Alias("Delete")]
    Task<bool> Delete(string name);
}
