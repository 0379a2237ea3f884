using Fleet.Symbolication.Demangling;

namespace Fleet.Symbolication.Tests.Demangling;

/// <summary>What crash signatures are made of: the spellings of docs/design/symbolication.md, Names.</summary>
public sealed class ScopeTests
{
    [Theory]
    [InlineData("_Z1fv", "f")]
    [InlineData("_ZN2ns1A1fEv.isra.0.cold", "ns::A::f")]
    [InlineData("_ZN2ns1AIiE1fIlEEvT_", "ns::A::f")]
    [InlineData("_ZN12_GLOBAL__N_11fEv", "(anonymous namespace)::f")]
    [InlineData("_ZN1AB3tag1fB3xyzEv", "A::f")]
    [InlineData("_ZN1AIiEC2IdEET_", "A::A")]
    [InlineData("_ZN1AIiED0Ev", "A::~A")]
    [InlineData("_ZN1SCI11BEi", "S::S")]
    [InlineData("_ZNSsC1Ev", "std::basic_string::basic_string")]
    [InlineData("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEED1Ev", "std::__cxx11::basic_string::~basic_string")]
    [InlineData("_ZN1AltIiEEvT_", "A::operator<")]
    [InlineData("_ZN1AclEv", "A::operator()")]
    [InlineData("_ZnwmSt11align_val_t", "operator new")]
    [InlineData("_Zli3_kmy", "operator\"\"_km")]
    [InlineData("_ZN1AcvPKcEv", "A::operator char const*")]
    [InlineData("_ZN1AcvSt6vectorIiSaIiEEEv", "A::operator std::vector")]
    [InlineData("_ZN1AcvT_IiEEv", "A::operator int")]
    [InlineData("_ZZ1fvEN1A1gEv", "f::A::g")]
    [InlineData("_ZZN2ns1fEvENKUliE3_clEi", "ns::f::{lambda}::operator()")]
    [InlineData("_ZZ1fvENK3$_0clEv", "f::{lambda}::operator()")]
    [InlineData("_ZZZ1fvENK3$_0clEvENKUlvE_clEv", "f::{lambda}::operator()::{lambda}::operator()")]
    [InlineData("_ZN3$_01mEv", "{unnamed type}::m")]
    [InlineData("_ZN9._anon_131mEv", "{unnamed type}::m")]
    [InlineData("_ZN1AUt0_1mEv", "A::{unnamed type}::m")]
    [InlineData("_ZZ1fiEd0_NKUlvE_clEv", "{lambda}::operator()")]
    [InlineData("_ZZN1A1fEiEd0_NKUlvE_clEv", "A::{lambda}::operator()")]
    [InlineData("_ZNK1xMUlvE_clEv", "{lambda}::operator()")]
    [InlineData("_ZNK1A1xMUlvE_clEv", "A::{lambda}::operator()")]
    [InlineData("_ZThn8_N1A1fEv", "A::f")]
    [InlineData("_ZTv0_n24_N1AD0Ev", "A::~A")]
    [InlineData("_ZTV1AIiE", "vtable for A")]
    [InlineData("_ZGVZ1fvE1x", "guard variable for f::x")]
    [InlineData("_ZTWN1A1xE", "TLS wrapper function for A::x")]
    [InlineData("____Z1fv_block_invoke", "f::{block}")]
    [InlineData("_ZW3foo1fv", "f")]
    [InlineData("_RNCNvC1a4main0", "a::main::{closure}")]
    [InlineData("_RNCNvC1a4mains_0", "a::main::{closure}")]
    [InlineData("_ZN1a4main28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", "a::main::{closure}")]
    [InlineData("_RINvMC1aINtB3_3FoohE3barReE", "a::Foo::bar")]
    [InlineData("_ZN1a12Foo$LT$T$GT$3bar17h0123456789abcdefE.llvm.1", "a::Foo::bar")]
    [InlineData("_RNvXs_C1aINtB4_3FoohENtNtC4core3fmt7Display3fmt", "<a::Foo as core::fmt::Display>::fmt")]
    [InlineData("_ZN54_$LT$a..Foo$LT$T$GT$$u20$as$u20$core..fmt..Display$GT$3fmt17h0123456789abcdefE", "<a::Foo as core::fmt::Display>::fmt")]
    [InlineData("_ZN4core3fmt3num52_$LT$impl$u20$core..fmt..Display$u20$for$u20$u32$GT$3fmt17h0123456789abcdefE", "<u32 as core::fmt::Display>::fmt")]
    [InlineData("_RNvXNtNtC4core3fmt3nummNtB4_7Display3fmt", "<u32 as core::fmt::Display>::fmt")]
    [InlineData("_ZN4core3str21_$LT$impl$u20$str$GT$3len17h0123456789abcdefE", "str::len")]
    [InlineData("_RNvMNtC4core3stre3len", "str::len")]
    public void A_symbol_has_the_scope(string symbol, string? scope)
    {
        Assert.Equal(scope is not null, Demangler.TryDemangle(symbol, out var name));
        Assert.Equal(scope, name.Scope);
        Assert.Equal(scope is not null, Demangler.TryDemangleScope(symbol, out var alone));
        Assert.Equal(scope ?? "", alone);
    }
}
