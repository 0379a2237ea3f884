namespace Fleet.Symbolication.Variables.Locations;

/// <summary>Where an object is: in one place, or in pieces, the first of which has its lowest bits.</summary>
/// <param name="Pieces">Null when it is in one place.</param>
internal readonly record struct Location(Place Place, Place[]? Pieces)
{
    public static Location In(Place place) => new(place, null);

    public static Location Nowhere(string why) => new(Place.None(why), null);
}
