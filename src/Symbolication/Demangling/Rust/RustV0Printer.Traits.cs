namespace Fleet.Symbolication.Demangling.Rust;

internal ref partial struct RustV0Printer
{
    /// <summary><c>D dyn-bounds lifetime</c>, <c>dyn-bounds ::= [binder] { dyn-trait } E</c></summary>
    private void TraitObject()
    {
        Write("dyn ");
        var bound = Binder();
        var count = 0;
        while (!_failed && !Take('E'))
        {
            Write(count++ == 0 ? "" : " + ");
            Trait();
        }

        _boundLifetimes -= Math.Min(bound, _boundLifetimes);
        if (!Take('L'))
        {
            _failed = true;
            return;
        }

        var lifetime = Base62();
        if (lifetime != 0 && !_isScope)
        {
            Write(" + ");
            Lifetime(lifetime);
        }
    }

    /// <summary><c>dyn-trait ::= path { p undisambiguated-identifier type }</c>: the types are written among the trait's arguments.</summary>
    private void Trait()
    {
        var isOpen = OpenPath();
        while (!_failed && Take('p'))
        {
            _muted += _isScope ? 1 : 0;
            Write(isOpen ? ", " : "<");
            isOpen = true;
            Identifier();
            Write(" = ");
            Type();
            _muted -= _isScope ? 1 : 0;
        }

        Write(isOpen && !_isScope ? ">" : "");
    }

    /// <summary>A path whose arguments, if it ends in any, are left open.</summary>
    private bool OpenPath()
    {
        if (!Enter())
        {
            return false;
        }

        var isOpen = false;
        if (Take('B'))
        {
            var resume = FollowBackReference();
            if (resume >= 0)
            {
                isOpen = OpenPath();
                _at = resume;
            }
        }
        else if (Take('I'))
        {
            Path(inValue: false);
            GenericArguments(inValue: false, isOpen: true);
            isOpen = true;
        }
        else
        {
            Path(inValue: false);
        }

        _depth--;
        return isOpen;
    }

    /// <summary><c>generic-arg ::= lifetime | type | K const</c></summary>
    private void GenericArgument()
    {
        if (Take('L'))
        {
            Lifetime(Base62());
        }
        else if (Take('K'))
        {
            Constant();
        }
        else
        {
            Type();
        }
    }
}
