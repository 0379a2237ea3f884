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

    /// <summary>Makes alerts be there, all of them or none: those of other names stay, unless they are to go.</summary>
    /// <param name="alerts">Number, times and revision are not looked at. Each name once.</param>
    /// <param name="isWhole">Whether others go.</param>
    /// <param name="isDryRun">Whether it is only asked what would change.</param>
    /// <exception cref="ArgumentException">One is none; the message begins with its place and field.</exception>
    /// <exception cref="InvalidOperationException">The project would have more than <see cref="AlertRules.MaxAlerts"/>.</exception>
    [Alias("Apply")]
    Task<AlertApplication> Apply(IReadOnlyList<AlertDefinition> alerts, bool isWhole, bool isDryRun);

    /// <summary>Names of metrics, or which of their values are valid, changed: copies of the alerts are compiled anew.</summary>
    [Alias("MetricsChanged")]
    Task MetricsChanged();
}
