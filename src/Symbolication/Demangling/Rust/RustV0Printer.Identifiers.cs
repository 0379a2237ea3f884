namespace Fleet.Symbolication.Demangling.Rust;

internal ref partial struct RustV0Printer
{
    /// <summary><c>undisambiguated-identifier ::= [u] decimal-number [_] bytes</c></summary>
    private void Identifier()
    {
        var isPunycode = Take('u');
        var length = 0;
        if (!char.IsAsciiDigit(Peek))
        {
            _failed = true;
            return;
        }

        if (!Take('0'))
        {
            while (char.IsAsciiDigit(Peek) && length <= DemanglingLimits.MaxSymbol)
            {
                length = (length * 10) + Next() - '0';
            }
        }

        Take('_');
        if (length > _symbol.Length - _at)
        {
            _failed = true;
            return;
        }

        var bytes = _symbol.Slice(_at, length);
        _at += length;
        if (!isPunycode)
        {
            Write(bytes);
            return;
        }

        var end = bytes.LastIndexOf('_');
        var plain = end < 0 ? default : bytes[..end];
        var encoded = end < 0 ? bytes : bytes[(end + 1)..];
        if (_muted == 0 && !Punycode.TryDecode(plain, encoded, _output))
        {
            Write("punycode{");
            Write(plain);
            Write(plain.IsEmpty ? "" : "-");
            Write(encoded);
            Write("}");
        }
    }
}
