using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Locations;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>What registers and parameters were when a function was entered, by what the call or jump to it says. DWARF 5, 2.5.1.7 and 3.4.</summary>
internal static class EntryValue
{
    /// <returns>Null when nothing is said of it, or nobody knows how the function was entered.</returns>
    public static CallParameter? Of(FrameView frame, EntryRegister wanted)
    {
        foreach (var parameter in frame.EnteredBy?.Site.Parameters ?? [])
        {
            if (EntryRegister.Of(parameter.Location.Span) is { IsPointedTo: false } passed && passed.Register == wanted.Register)
            {
                return wanted.IsPointedTo ? parameter.Data : parameter;
            }
        }

        return null;
    }

    /// <summary>By the parameter's entry.</summary>
    public static CallParameter? OfParameter(FrameView frame, DieReference? die)
    {
        foreach (var parameter in frame.EnteredBy?.Site.Parameters ?? [])
        {
            if (die is not null && parameter.Parameter == die)
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>In the frame that passed it.</summary>
    public static Location Evaluate(FrameView frame, CallParameter? parameter) =>
        parameter is null || frame.EnteredBy is not { } entered
            ? Location.Nowhere(Unavailable.OptimizedOut)
            : LocationExpression.Evaluate(parameter.Value, parameter.Unit, entered.Caller);
}
