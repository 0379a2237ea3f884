using System.Buffers.Binary;
using Fleet.DeviceAgent.Coredumps;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>Frames of AArch64 code, written by hand: what a function did with its return address decides who called it.</summary>
public sealed class Arm64FrameTests
{
    private const ulong Code = 0x40_0000;
    private const ulong Stack = 0x7fff_0000_0000;

    /// <summary>Of the function that has a frame at <see cref="Stack"/>.</summary>
    private const ulong OuterReturn = Code + 0x804;

    private const ulong Caller = Code + 0x100;
    private const ulong Function = Code + 0x200;
    private const uint Nop = 0xd503201f;
    private const uint Load = 0xb9400000; // LDR w0, [x0]
    private const uint Return = 0xd65f03c0;
    private const uint CallByRegister = 0xd63f0020; // BLR x1
    private const uint StoreFrame = 0xa9be7bfd; // STP x29, x30, [sp, #-32]!
    private const uint StoreLink = 0xf81f0ffe; // STR x30, [sp, #-16]!
    private const uint Sign = 0xd503233f; // PACIASP
    private const uint StubBegin = 0x90000010; // ADRP x16
    private const uint BranchTarget = 0xd503245f; // BTI c

    /// <summary>As a kernel with 39 bits of addresses has it: bits 39 to 54.</summary>
    private const ulong SignatureBits = 0x007f_ff80_0000_0000;

    private readonly byte[] _code = new byte[0x1000];

    public Arm64FrameTests()
    {
        for (var at = Code; at < Code + (ulong)_code.Length; at += 4)
        {
            Put(at, Nop);
        }

        Put(OuterReturn - 4, CallByRegister);
    }

    [Fact]
    public void The_caller_of_a_function_without_a_frame_is_in_the_link_register()
    {
        Put(Caller, Call(Caller, Function));
        Put(Function + 8, Load);
        Assert.Equal([Function + 8, Caller + 4, OuterReturn], Frames(Function + 8, Caller + 4));
    }

    [Fact]
    public void So_it_is_in_the_first_instruction_of_any_function()
    {
        Put(Caller, Call(Caller, Function));
        Put(Function, StoreFrame);
        Assert.Equal([Function, Caller + 4, OuterReturn], Frames(Function, Caller + 4));
    }

    [Theory]
    [InlineData(CallByRegister)]
    [InlineData(0x94000100)] // BL of a stub, 0x400 bytes on.
    public void Where_a_pointer_or_a_stub_led_to_the_function_it_begins_behind_the_one_before_it(uint call)
    {
        Put(Caller, call);
        Put(Caller + 0x400, BranchTarget, StubBegin);
        Put(Function - 4, Return, Nop, Load);
        Assert.Equal([Function + 4, Caller + 4, OuterReturn], Frames(Function + 4, Caller + 4));
    }

    [Theory]
    [InlineData(StoreFrame)]
    [InlineData(StoreLink)]
    [InlineData(0xa9007bf3)] // STP x19, x30, [sp]
    [InlineData(0xf90007fe)] // STR x30, [sp, #8]
    [InlineData(CallByRegister)]
    public void The_link_register_of_a_function_that_stored_it_or_called_is_not_looked_at(uint instruction)
    {
        Put(Caller, CallByRegister);
        Put(Function - 4, Return, instruction, Nop, Load);
        Assert.Equal([Function + 8, OuterReturn], Frames(Function + 8, Caller + 4));
    }

    [Fact]
    public void A_call_of_another_function_is_no_call_of_this_one()
    {
        // A part of a function that the compiler put behind its return, with its frame in use.
        Put(Function, StoreFrame, Call(Function + 4, Code + 0x700), Nop, Return, Load);
        Assert.Equal([Function + 16, OuterReturn], Frames(Function + 16, Function + 8));
    }

    [Fact]
    public void A_link_register_that_is_no_return_address_is_nobody()
    {
        Put(Function - 4, Return, Nop, Load);
        Assert.Equal([Function + 4, OuterReturn], Frames(Function + 4, Caller + 4));
    }

    [Fact]
    public void Return_addresses_that_were_signed_are_read_without_their_signature()
    {
        const ulong signature = 0x0055_aa80_0000_0000;
        Put(Caller, Call(Caller, Function));
        Put(Function, Sign, Load);
        Assert.Equal([Function + 4], Frames(Function + 4, Caller + 4 | signature, OuterReturn | signature));
        Assert.Equal([Function + 4, Caller + 4, OuterReturn], Frames(Function + 4, Caller + 4 | signature, OuterReturn | signature, SignatureBits));

        // A call of nothing: where it came from may be signed as well.
        Assert.Equal([8, Caller + 4, OuterReturn], Frames(8, Caller + 4 | signature, OuterReturn | signature, SignatureBits));
    }

    [Fact]
    public void Code_of_any_content_ends_the_walk_and_nothing_else()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(_code);
            Put(Caller, (uint)random.Next() | 0x94000000);
            Assert.InRange(Frames(Code + (ulong)random.Next(_code.Length), Caller + 4).Count, 1, 3);
        }
    }

    private static uint Call(ulong from, ulong to) => 0x94000000 | ((uint)((long)(to - from) / 4) & 0x03ffffff);

    private void Put(ulong at, params uint[] instructions)
    {
        foreach (var instruction in instructions)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_code.AsSpan((int)(at - Code)), instruction);
            at += 4;
        }
    }

    /// <summary>Of a thread whose frame pointer is at one frame, which ends the chain.</summary>
    private List<ulong> Frames(ulong pc, ulong link, ulong saved = OuterReturn, ulong signatureBits = 0)
    {
        var stack = new byte[CoreBuilder.Page];
        BinaryPrimitives.WriteUInt64LittleEndian(stack.AsSpan(8), saved);
        var core = new CoreBuilder(CoreBuilder.Arm64Machine)
            .Arm64Thread(Stack, pc, Stack, link).Memory(Code, _code, flags: 5).Memory(Stack, stack);
        if (signatureBits != 0)
        {
            core.Note("LINUX", 0x406, [.. BitConverter.GetBytes(signatureBits), .. BitConverter.GetBytes(signatureBits)]);
        }

        var image = new CoreImage(core.Build());
        return new FrameWalker(image.Head, new MemoryWords(image, is64: true)).Walk(image.Head.Notes.Threads[0]);
    }
}
