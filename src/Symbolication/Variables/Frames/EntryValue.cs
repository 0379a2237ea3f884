using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Locations;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>What registers and parameters were when a function was called, by what its caller says of the call. DWARF 5, 2.5.1.7 and 3.4.</summary>
internal static class EntryValue
{
    /// <returns>Null when the caller says nothing of it, or did not call this function.</returns>
    public static CallParameter? Of(FrameView frame, EntryRegister wanted)
    {
        foreach (var parameter in SiteOf(frame)?.Parameters ?? [])
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
        foreach (var parameter in SiteOf(frame)?.Parameters ?? [])
        {
            if (die is not null && parameter.Parameter == die)
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>In the caller's frame.</summary>
    public static Location Evaluate(FrameView frame, CallParameter? parameter) =>
        parameter is null || frame.Caller is not { } caller
            ? Location.Nowhere(Unavailable.OptimizedOut)
            : LocationExpression.Evaluate(parameter.Value, parameter.Unit, caller);

    /// <summary>The call that made the frame. None when the caller called another function, which went on to this one by a jump: it passed that one's parameters.</summary>
    private static CallSite? SiteOf(FrameView frame)
    {
        if (frame.Function is not { } function || frame.Caller is not { Function: { } calling } caller)
        {
            return null;
        }

        return calling.Unit.Variables.CallSites(calling.Offset).ReturningTo(caller.ReturnPc) is { } site && IsOf(site, function, frame, caller) ? site : null;
    }

    private static bool IsOf(CallSite site, DieReference function, FrameView frame, FrameView caller)
    {
        if (site.Callee is { } callee)
        {
            var (called, own) = (EntryNames.Of(callee), EntryNames.Of(function));
            return called.Last == own.Last
                || (called.Linkage.Length + own.Linkage.Length == 0 ? called.Name == own.Name : called.Linkage == own.Linkage)
                || (called.Linkage.Length == 0 && called.Name == frame.NameOfFunction(function));
        }

        return !site.Target.IsEmpty
            && caller.AsNumber(LocationExpression.Evaluate(site.Target, site.Unit, caller), out var target) is null
            && frame.StartOf(function) is { } start
            && target == start;
    }
}
