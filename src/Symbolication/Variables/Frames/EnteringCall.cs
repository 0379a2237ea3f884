using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Variables.Locations;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>
/// The call that a frame's function was entered by, or the jump in the place of one: the caller may have called another function, which went on to this one by a jump,
/// and left no frame. DWARF 5, 3.4.
/// </summary>
/// <param name="Caller">What was passed is known in this frame. Of a jump one that is not on the stack.</param>
internal sealed record EnteringCall(FrameView Caller, CallSite Site)
{
    /// <returns>Null when it cannot be told: there may be more than one way from what was called to this function.</returns>
    public static EnteringCall? Of(FrameView frame)
    {
        if (frame.Located is not { } function || frame.Caller is not { Function: { } calling } caller
            || calling.Unit.Variables.CallSites(calling.Offset).ReturningTo(caller.ReturnPc) is not { } site)
        {
            return null;
        }

        var call = new EnteringCall(caller, site);
        var target = site.Callee is null ? TargetOf(site, caller) : null;
        var isDirect = site.Callee is { } callee ? IsOf(callee, function.Die, frame) : target is { } address && frame.StartOf(function.Die) == address;
        if (isDirect)
        {
            return TailCalls.ComeBack(function, frame.Stack) ? null : call;
        }

        // A scan may have passed over frames.
        var called = site.Callee is not null ? frame.Stack.Definition(site, caller.Module, frame.Module) : target is { } start ? frame.Stack.FunctionStartingAt(start) : null;
        return called is { } from && caller.Trust is FrameTrust.Cfi or FrameTrust.Exidx && TailCalls.Between(from, function, frame.Stack) is { } chain ? By(chain, call, frame) : null;
    }

    /// <summary>By the last jump of a chain.</summary>
    /// <param name="call">That the chain began with.</param>
    /// <param name="frame">That the chain led to.</param>
    private static EnteringCall? By(TailCallChain chain, EnteringCall call, FrameView frame)
    {
        var entered = chain.IsWhole ? call : null;
        for (var i = chain.Jumps.Count - 1; i >= 0; i--)
        {
            var jump = chain.Jumps[i];
            var view = frame.JumpedFrom(jump, call.Caller, entered);
            if (view.Function != jump.From)
            {
                return null;
            }

            entered = new EnteringCall(view, jump.Site);
        }

        return entered;
    }

    private static ulong? TargetOf(CallSite site, FrameView caller) =>
        !site.Target.IsEmpty && caller.AsNumber(LocationExpression.Evaluate(site.Target, site.Unit, caller), out var target) is null ? target : null;

    /// <summary>Whether a function is what a call says that it calls, by this or another of its names.</summary>
    private static bool IsOf(DieReference callee, DieReference function, FrameView frame)
    {
        var (called, own) = (EntryNames.Of(callee), EntryNames.Of(function));
        return called.Last == own.Last
            || (called.Linkage.Length > 0 ? called.Linkage == own.Linkage : called.Name.Length > 0 && ((own.Linkage.Length == 0 && called.Name == own.Name) || called.Name == frame.NameOfFunction(function)));
    }
}
