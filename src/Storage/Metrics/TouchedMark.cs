using Fleet.Domain.Metrics;

namespace Fleet.Storage.Metrics;

/// <summary>A bucket whose stamp is to be raised.</summary>
/// <param name="Cohort">Empty for the fleet's.</param>
internal readonly record struct TouchedMark(string Project, string Cohort, Bucket Bucket);
