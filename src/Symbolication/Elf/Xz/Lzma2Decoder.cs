using System.Buffers.Binary;

namespace Fleet.Symbolication.Elf.Xz;

/// <summary>Chunks of LZMA2, up to the one that ends a block. Source: xz's <c>liblzma/lzma/lzma2_decoder.c</c>, which is the format's definition.</summary>
internal sealed class Lzma2Decoder(XzOutput output, string what)
{
    private readonly LzmaDecoder _lzma = new(output, what);
    private bool _needsDictionary;
    private bool _needsProperties;
    private bool _needsState;

    public void Decode(ref ByteReader input)
    {
        (_needsDictionary, _needsProperties, _needsState) = (true, true, true);
        while (true)
        {
            var control = input.U8();
            switch (control)
            {
                case 0:
                    return;
                case 1 or 2:
                    Stored(ref input, resetsDictionary: control == 1);
                    break;
                case < 0x80:
                    throw input.Malformed($"a chunk of the kind {control}, which does not exist");
                default:
                    Compressed(ref input, control);
                    break;
            }
        }
    }

    private void Stored(ref ByteReader input, bool resetsDictionary)
    {
        ResetDictionary(ref input, resetsDictionary);
        var size = BinaryPrimitives.ReadUInt16BigEndian(input.Take(2)) + 1;
        output.Add(input.Take((ulong)size));
    }

    private void Compressed(ref ByteReader input, byte control)
    {
        // 0: goes on; 1: forgets the state; 2: and has new properties; 3: and forgets what came out before.
        var resets = (control >> 5) & 3;
        ResetDictionary(ref input, resets == 3);
        var size = ((control & 0x1f) << 16) + BinaryPrimitives.ReadUInt16BigEndian(input.Take(2)) + 1;
        var compressed = BinaryPrimitives.ReadUInt16BigEndian(input.Take(2)) + 1;
        if (resets >= 2)
        {
            _lzma.SetProperties(input.U8());
            (_needsProperties, _needsState) = (false, false);
        }
        else if (_needsProperties)
        {
            throw input.Malformed("a chunk without properties");
        }
        else if (resets == 1)
        {
            _lzma.ResetState();
            _needsState = false;
        }
        else if (_needsState)
        {
            throw input.Malformed("a chunk that goes on where nothing was");
        }

        _lzma.Decode(new RangeDecoder(new ByteReader(input.Take((ulong)compressed), what)), size);
    }

    private void ResetDictionary(ref ByteReader input, bool isReset)
    {
        if (isReset)
        {
            _lzma.ResetDictionary();
            (_needsDictionary, _needsProperties) = (false, true);
        }
        else if (_needsDictionary)
        {
            throw input.Malformed("a first chunk that goes on where nothing was");
        }
    }
}
