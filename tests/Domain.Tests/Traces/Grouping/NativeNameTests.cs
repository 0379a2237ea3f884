using CsCheck;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;

namespace Fleet.Domain.Tests.Traces.Grouping;

/// <summary>A function has one name, whatever compiled or printed it.</summary>
public sealed class NativeNameTests
{
    private static readonly Gen<string> Word = Pick.Of("app", "Sensor", "read", "write_all", "Queue", "push", "run", "x1", "operator()", "operator<<", "operator new", "~Queue");

    private static readonly Gen<string> Scoped = Word.Array[1, 5].Select(words => string.Join("::", words.Select((w, i) => w.StartsWith("operator", StringComparison.Ordinal) && i < words.Length - 1 ? "app" : w)));

    private static readonly Gen<string> Clone = Pick.Of("", ".constprop.0", ".isra.1", ".part.0", ".cold", ".cold.3", ".lto_priv.0", ".llvm.8214371", ".constprop.0.isra.0.cold");

    [Theory]
    [InlineData("main", "main")]
    [InlineData("app::Sensor::read", "app::Sensor::read")]
    [InlineData("app::Sensor::read(int, std::map<int, std::pair<char, long> > const&) const", "app::Sensor::read")]
    [InlineData("void app::each<int, (app::Kind)3>(int)", "app::each")]
    [InlineData("std::vector<int, std::allocator<int> > app::list<int>(unsigned long)", "app::list")]
    [InlineData("unsigned long app::count()", "app::count")]
    [InlineData("app::Ring<std::function<int (char)>, 16ul>::push(char&&)", "app::Ring::push")]
    [InlineData("app::parse[abi:cxx11](char const*)", "app::parse")]
    [InlineData("app::poll(int) [clone .constprop.0] [clone .cold]", "app::poll")]
    [InlineData("app::poll(int) (.cold)", "app::poll")]
    [InlineData("poll.constprop.0.isra.0", "poll")]
    [InlineData("poll.part.0.cold.12", "poll")]
    [InlineData("poll.llvm.1234567890", "poll")]
    [InlineData("helper.0", "helper")]
    [InlineData("__GI_raise", "raise")]
    [InlineData("__GI___libc_free", "__libc_free")]
    [InlineData("pthread_create@@GLIBC_2.34", "pthread_create")]
    [InlineData("memcpy@GLIBC_2.14", "memcpy")]
    [InlineData("puts@plt", "puts")]
    [InlineData("(anonymous namespace)::Impl::go(int)", "(anonymous)::Impl::go")]
    [InlineData("app::{anonymous}::go", "app::(anonymous)::go")]
    [InlineData("app::_GLOBAL__N_1::go", "app::(anonymous)::go")]
    [InlineData("app::run()::{lambda(int, char)#2}::operator()(int, char) const", "app::run::{lambda}")]
    [InlineData("app::run()::$_0::operator()(int) const", "app::run::{lambda}")]
    [InlineData("app::run()::'lambda0'(int)::operator()(int) const", "app::run::{lambda}")]
    [InlineData("app::run::<lambda(int)>::operator()", "app::run::{lambda}")]
    [InlineData("app::run::<lambda(int)>::_FUN", "app::run::{lambda}")]
    [InlineData("app::operator<<(std::ostream&, app::X const&)", "app::operator<<")]
    [InlineData("std::ostream& app::operator<< <char>(std::ostream&, char)", "app::operator<<")]
    [InlineData("app::X::operator()(int)", "app::X::operator()")]
    [InlineData("app::X::operator->() const", "app::X::operator->")]
    [InlineData("app::X::operator<=>(app::X const&) const", "app::X::operator<=>")]
    [InlineData("app::X::operator[](unsigned long)", "app::X::operator[]")]
    [InlineData("operator new(unsigned long)", "operator new")]
    [InlineData("operator new[](unsigned long)", "operator new[]")]
    [InlineData("app::X::operator bool() const", "app::X::operator bool")]
    [InlineData("non-virtual thunk to app::X::go()", "app::X::go")]
    [InlineData("app::X::~X()", "app::X::~X")]
    [InlineData("decltype(auto) app::pick<int>(int&&)", "app::pick")]
    [InlineData("app::main::h0123456789abcdef", "app::main")]
    [InlineData("app::sensor::read::{{closure}}::h0123456789abcdef", "app::sensor::read::{closure}")]
    [InlineData("app::sensor::read::{closure#3}", "app::sensor::read::{closure}")]
    [InlineData("app::sensor::{impl#2}::read<alloc::string::String>", "app::sensor::{impl}::read")]
    [InlineData("<app::sensor::Probe as app::Read>::read", "app::sensor::Probe::read")]
    [InlineData("<app::Ring<T> as core::iter::traits::Iterator>::next::h0123456789abcdef", "app::Ring::next")]
    [InlineData("<&mut app::Ring<T> as core::fmt::Write>::write_str", "app::Ring::write_str")]
    [InlineData("app::net::fetch::{async_fn#0}", "app::net::fetch::{async}")]
    [InlineData("core::ops::function::FnOnce::call_once{{vtable.shim}}::h0123456789abcdef", "core::ops::function::FnOnce::call_once")]
    [InlineData("core::slice::<impl [T]>::copy_from_slice", "core::slice::{impl}::copy_from_slice")]
    [InlineData("main.(*Server).handle", "main.(*Server).handle")]
    public void Names_from_all_sources_come_to_one(string printed, string canonical) => Assert.Equal(canonical, NativeName.Canonical(printed));

    [Fact]
    public void A_canonical_name_stays_as_it_is() => Scoped.Sample(name => Assert.Equal(name, NativeName.Canonical(name)));

    [Fact]
    public void What_compilers_add_makes_no_difference() => Gen.Select(Scoped, Clone, Gen.Bool, Gen.Bool).Sample((name, clone, versioned, hashed) =>
        Assert.Equal(name, NativeName.Canonical($"{name}{(hashed ? "::h00112233445566ff" : "")}{clone}{(versioned ? "@@LIB_1.2" : "")}")));

    [Fact]
    public void Arguments_results_and_template_arguments_make_no_difference() =>
        Gen.Select(Scoped.Where(IsNoOperator), Scoped.Where(IsNoOperator), Gen.Int[0, 3]).Sample((name, type, form) => Assert.Equal(name, NativeName.Canonical(form switch
        {
            0 => $"{name}({type}<int>&, char const*)",
            1 => $"{type}<char, {type}> {name}<{type}<int> >({type}) const",
            2 => $"{name}<({type})7>({type} (&)[4]) [clone .isra.0]",
            _ => $"unsigned {name}<std::map<int, {type}> >()",
        })));

    private static bool IsNoOperator(string name) => !name.Contains("operator", StringComparison.Ordinal);

    [Theory]
    [InlineData("<<<<<<<")]
    [InlineData("operator")]
    [InlineData("((((")]
    [InlineData(">)]}")]
    [InlineData("::::")]
    [InlineData(" ")]
    [InlineData("{{{{")]
    [InlineData("'")]
    [InlineData("$_")]
    [InlineData("operator new[")]
    [InlineData("<a as ")]
    public void Damage_has_some_name(string name) => Assert.NotEmpty(NativeName.Canonical(name));

    [Fact]
    public void Any_text_has_a_name_that_is_bounded() => Gen.String[Gen.OneOf(Pick.Of([.. "<>(){}[]:,.&* '$_@#operatla"]), Gen.Char), 1, 200].Sample(name =>
        Assert.InRange(NativeName.Canonical(name).Length, 1, Math.Max(name.Length, 8) + 100));

    [Fact]
    public void A_name_of_a_hundred_thousand_brackets_takes_no_time_and_no_stack() =>
        Assert.InRange(NativeName.Canonical(new string('<', 100_000)).Length, 1, 100_000);

    [Theory]
    [InlineData("/usr/lib/libfoo-1.2.so.3.4 (deleted)", "libfoo.so")]
    [InlineData("libc-2.31.so", "libc.so")]
    [InlineData("libc.so.6", "libc.so")]
    [InlineData("libacme-sensors.so", "libacme-sensors.so")]
    [InlineData("libacme.so.d", "libacme.so.d")]
    [InlineData("app", "app")]
    [InlineData("", "")]
    public void Modules_have_no_version(string module, string canonical) => Assert.Equal(canonical, ModuleName.Canonical(module));

    [Theory]
    [InlineData("libc.so.6", true)]
    [InlineData("libc-2.31.so", true)]
    [InlineData("libc.musl-x86_64.so.1", true)]
    [InlineData("ld-linux-x86-64.so.2", true)]
    [InlineData("libglib-2.0.so.0.7200.4", true)]
    [InlineData("libstdc++.so.6.0.30", true)]
    [InlineData("libstd-0a1b2c3d.so", true)]
    [InlineData("[vdso]", true)]
    [InlineData("libcamera.so.0", false)]
    [InlineData("libacme.so", false)]
    [InlineData("app", false)]
    [InlineData("libcurl-tools", false)]
    public void Libraries_of_the_system_are_known(string module, bool isSystem) => Assert.Equal(isSystem, SystemModules.IsSystem(module));
}
