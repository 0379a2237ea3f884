namespace Fleet.Symbolication.Tests.Demangling;

/// <summary>Programs whose symbols have one of everything that is mangled.</summary>
internal static class HardPrograms
{
    /// <summary>C++20, for g++ 12 and clang++ 14.</summary>
    public const string Cxx = """"
        #include <vector>
        #include <map>
        #include <string>
        #include <functional>
        #include <tuple>
        #include <type_traits>
        #include <memory>
        #include <utility>
        #include <concepts>
        #include <compare>
        template<class... A> struct L {};
        template<template<class...> class T, class... A> struct TT { using type = T<A...>; [[gnu::noinline]] void m(T<A...>*) {} };
        namespace n { struct S { int x; int f(int) const&; int g() &&; int h() volatile; int k() const noexcept; S operator+(S) const; operator int() const; template<class T> operator T*() const; auto operator<=>(const S&) const = default; template<class T> void operator()(T) const; template<class T> bool operator<(T) const; int operator[](int); void* operator new(std::size_t); void operator delete(void*); S* operator->(); ~S(); S(); S(S&&); template<class T> S(T, int); };
        int S::f(int) const& { return 1; } int S::g() && {return 2;} int S::h() volatile {return 3;} int S::k() const noexcept {return 4;} S S::operator+(S) const { return S(); } S::operator int() const {return 1;} template<class T> S::operator T*() const {return nullptr;} template<class T> void S::operator()(T) const {} template<class T> bool S::operator<(T) const {return 1;} int S::operator[](int){return 1;} void* S::operator new(std::size_t){return nullptr;} void S::operator delete(void*){} S* S::operator->(){return this;} S::~S(){} S::S(){} S::S(S&&){} template<class T> S::S(T,int){}
        template S::operator char*() const; template S::operator std::vector<int>*() const; template void S::operator()<int>(int) const; template bool S::operator< <L<>>(L<>) const; template S::S(double,int);
        inline namespace v1 { void ver(S&){} } 
        namespace { [[gnu::used]] void anon(S*){} struct P { [[gnu::used]] void q() { auto l=[](){}; l(); } }; }
        [[gnu::used]] static void useanon() { P p; p.q(); }
        }
        int operator""_km(unsigned long long){return 1;}
        template<class T> auto dec(T a, T b) -> decltype(a+b) { return a+b; } template auto dec(int,int) -> decltype(1+1); 
        template<class T, class U> auto dec2(T* a, U b) -> decltype(a->x ? (*a).x : sizeof(b)) { return 1; } template auto dec2(n::S*, int) -> decltype(true?1:sizeof(int));
        template<class T> auto sz(T (&a)[sizeof(T)+1]) -> void {} template void sz(int (&)[5]); template void sz(char (&)[2]);
        template<class... A> void packs(A&&... a) { } template void packs(int&, double&&, const char(&)[4], void(*&&)(int)); template void packs<>();
        template<class... A, class... B> void packs2(std::tuple<A...>, std::pair<A, B>*...) {} template void packs2(std::tuple<int,char>, std::pair<int,long>*, std::pair<char,float>*);
        template<int... I> void ints(std::integer_sequence<int, I...>) {} template void ints(std::integer_sequence<int,1,-2,3>); template void ints(std::integer_sequence<int>);
        template<class... A> auto sum(A... a) -> decltype((a + ...)) { return (a + ...); } template auto sum(int,long) -> long;
        template<class... A> auto sum2(A... a) -> decltype((0 + ... + a)) { return (0 + ... + a); } template auto sum2(int,long) -> long;
        template<class... A> void cnt(L<A...>, char (&)[sizeof...(A)+1]) {} template void cnt(L<int,int>, char(&)[3]);
        template<class T> std::enable_if_t<(sizeof(T)>4), T> ei(T t) {return t;} template long ei(long);
        template<class T, std::enable_if_t<std::is_integral<T>::value, int> = 0> void ei2(T) {} template void ei2(int);
        template<class T> typename std::enable_if<!std::is_pointer<T>::value && sizeof(T) == 4, int>::type ei3(T) {return 0;} template int ei3(int);
        template<auto V> void av() {} template void av<1>(); template void av<'a'>(); template void av<nullptr>(); template void av<true>(); template void av<&n::S::f>(); template void av<&n::S::x>(); enum class E : char { A, B }; template void av<E::B>(); template void av<-5l>(); int gi; template void av<&gi>(); template void av<&n::ver>();
        struct NT { int a; char b[3]; const NT* p; constexpr NT(int x):a(x),b{'a'},p(nullptr){} }; template<NT V> void ntv() {} template void ntv<NT(3)>();
        template<class F> void call(F&& f) { f(); }
        template<class T> struct Outer { template<class U> struct Inner { template<class V> [[gnu::noinline]] void m(T, U, V) { struct Loc { void z() { auto l = [](auto x, T y) { call([x,y]{ (void)x; (void)y; }); }; l(1, T()); l("a", T()); } }; Loc().z(); } }; };
        template void Outer<int>::Inner<char>::m<long>(int,char,long);
        void lambdas() { call([]{}); call([i=1]() mutable { call([&]{ ++i; }); }); auto g = [](auto... x) { call([=]{ (void)sizeof...(x); }); }; g(1,2.0,"s"); g(); auto t = []<class T>(T x, std::vector<T> v) { call([x,&v]{ (void)x; (void)v; }); }; t(1,{}); auto t2 = []<int N, template<class> class Q, class... A>(std::integral_constant<int,N>, A...) { call([]{}); }; t2.operator()<3, std::allocator, int>({}, 1); void (*fp)(int) = [](int){}; fp(1); static int st = gi; static thread_local std::string tl = "x"; (void)tl; }
        struct Mem { std::function<void()> f = []{ gi++; }; int i = []{ return gi; }(); void def(int a = []{ return gi; }(), int b = []{ return gi+1; }()) {} }; void usemem() { Mem m; m.f(); m.def(); }
        inline auto nsl = [](int a) { return a; }; int usensl() { return nsl(1); }
        template<class T> T vt = T(); int usevt() { return vt<int> + (int)vt<double>; } 
        typedef void (*fpt)(int, char*); typedef int (n::S::*mfp)(int) const&; typedef int (*(*fpfp)(fpt))(mfp);
        void fps(fpt, mfp, fpfp, int n::S::*, const fpt*, fpt (&)[3], void (*const volatile*)(), void (&)(int), void (n::S::*)() &&, int (*)[3][4], const int (&)[2], int (*(&)[2])()) {} 
        void fnoex(void (*)() noexcept, void (n::S::*)() const noexcept) {}
        void quals(const volatile int*, int* __restrict, const char* const*, volatile n::S&, __int128, unsigned __int128, char16_t, char32_t, char8_t, wchar_t, long double, decltype(nullptr), ...) {}
        typedef float v4 __attribute__((vector_size(16))); v4 vec(v4 a, _Complex double) { return a; }
        void k1(void (n::S::*)() const, void (n::S::*)() const, n::S*, void (n::S::*)(), n::S*, std::vector<n::S*>, std::vector<n::S*>&) {}
        struct [[gnu::abi_tag("t1","t2")]] Tag { Tag(); ~Tag(); void f(); }; Tag::Tag(){} Tag::~Tag(){} void Tag::f(){} Tag tagret() { return Tag(); } [[gnu::abi_tag("q")]] int tagged(Tag) { return 1; }
        struct VB { virtual ~VB(); virtual VB* cl(); int q; }; struct VC { virtual ~VC(); virtual VC* cl2(); int r; }; struct VD : virtual VB, VC { VD* cl() override; VD* cl2() override; ~VD(); }; VB::~VB(){} VB* VB::cl(){return this;} VC::~VC(){} VC* VC::cl2(){return this;} VD* VD::cl(){return this;} VD* VD::cl2(){return this;} VD::~VD(){}
        struct Inh : n::S { using n::S::S; Inh(double, double); }; Inh::Inh(double d,double) : n::S(d,1) {} void useinh() { Inh i(1.0, 2); }
        template<class T> concept Big = sizeof(T) > 2; template<Big T> void con(T) {} template void con(int); template<class T> requires Big<T> && std::integral<T> void con2(T) {} template void con2(long); void con3(Big auto x) {} template void con3(int); template<class T> void con4(T) requires Big<T> {} template void con4(int);
        template<class T> struct CL { void r() requires Big<T> {} friend void fr(CL) requires Big<T> {} }; template struct CL<int>; void usefr() { fr(CL<int>()); }
        thread_local std::string tls = "a"; std::string& usetls() { return tls; } extern thread_local int etl; int useetl() { return etl; }
        const std::string& rt = std::string("t"); 
        struct { int a; void m() { call([]{}); } } unn; void useunn() { unn.m(); } 
        auto retlam() { return [](int x) { return [x](auto y) { call([x,y]{ (void)x;(void)y;}); }; }; } void userl() { retlam()(1)(2.5); }
        std::map<std::string, std::vector<std::unique_ptr<int>>> big; void usebig() { big["a"].emplace_back(new int); big.erase("a"); for (auto& [k, v] : big) call([&kk=k]{ (void)kk; }); }
        auto [sb1, sb2] = std::pair<int,int>(gi, 2);
        template<class T> void tmplfp(T (*)(T), T (&)[2], T T::*) {} 
        template<class R, class... A> void sig(R (*)(A...), R (n::S::*)(A...) const) {} template void sig(int(*)(int), int(n::S::*)(int) const); template<class T> void rr(T&&, T&) {} template void rr<int&>(int&, int&); template void rr<int&&>(int&&, int&); template<class T> void cc(const T*, const T&, T const) {} template void cc<const int>(const int*, const int&, int); template void cc<int[3]>(const int(*)[3], const int(&)[3], const int*); template<class T> void ff(T*, T&) {} template void ff<void(int)>(void(*)(int), void(&)(int));
        template<class T> auto nw(T t) -> decltype(*new T(t) + (t ? 1 : 2) + sizeof(T) + sizeof t + alignof(T)) { return 1; } template auto nw(int) -> unsigned long;
        template<class T> auto mem(T t) -> decltype(t.f(1) + t.x + (&t)->x + t.T::x + t.template operator()<int>(1), 0) { return 1; }
        template<class T> auto br(T t) -> decltype(T{t}, n::S{}, T()) { return t; } template auto br(int) -> int;
        template<class T> auto adl(T t) -> decltype(fr(t)) {} template auto adl(CL<int>) -> void; template<class T> auto sres(T) -> decltype(T::r, std::is_same<T,int>::value, ::gi, n::S{}) { return {}; }
        #ifdef __clang__
        template<class T> auto nx(T t) noexcept(noexcept(t+t)) -> std::bool_constant<noexcept(t+t)> { return {}; } template auto nx(int) noexcept -> std::bool_constant<true>;
        #endif
        """";

    /// <summary>Rust 2021.</summary>
    public const string Rust = """"
        use std::fmt;
        mod inner { pub struct Foo<T>(pub T); impl<T: std::fmt::Debug> Foo<T> { #[inline(never)] pub fn bar<U: std::fmt::Debug>(&self, u: U) { println!("{:?}{:?}", self.0, u); let c = |x: i32| println!("{}{:?}", x, self.0); run(&c); }
         }
         #[inline(never)] pub fn run(f: &dyn Fn(i32)) { f(3) }
         pub trait Tr<A> { fn go(&self, a: A); const N: usize; }
         impl<T: std::fmt::Debug, const N: usize> Tr<[T; N]> for Foo<T> { #[inline(never)] fn go(&self, a: [T; N]) { println!("{:?} {:?}", a, self.0) } const N: usize = N; }
        }
        impl<T: fmt::Debug> fmt::Display for inner::Foo<T> { #[inline(never)] fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result { write!(f, "<{:?}>", self.0) } }
        struct C<const N: i64, const B: bool, const X: char>;
        impl<const N: i64, const B: bool, const X: char> C<N,B,X> { #[inline(never)] fn p() { println!("{} {} {}", N, B, X) } }
        #[inline(never)] fn gen<T>(t: T) -> usize { let z = std::mem::size_of::<T>(); std::hint::black_box(&t); z }
        fn größe() { println!("x"); }
        extern "C" fn cfn(x: u8) -> u8 { x }
        #[inline(never)] fn nested() { fn nested2() { println!("n") } nested2(); struct L; impl L { #[inline(never)] fn q() { let f = || println!("q"); std::hint::black_box(&f)() } } L::q(); }
        trait Ext { fn e(&self); }
        impl Ext for u32 { #[inline(never)] fn e(&self) { println!("{}", self) } }
        impl Ext for [u8] { #[inline(never)] fn e(&self) { println!("{:?}", self) } }
        impl Ext for (i32, &str) { #[inline(never)] fn e(&self) { println!("{:?}", self) } }
        impl<T> Ext for *const T { #[inline(never)] fn e(&self) { println!("{:?}", self) } }
        fn main() {
         use inner::Tr;
         let f = inner::Foo(5u8); f.bar("x"); f.go([1,2,3]); println!("{}", f);
         C::<-5, true, 'é'>::p(); C::<{i64::MIN}, false, '\n'>::p();
         gen((1u8, "a", [1i32; 4], &[1u8][..])); gen(&mut 5); gen(main as fn()); gen(cfn as extern "C" fn(u8)->u8); gen(|x: &u8| *x); gen(Box::new(|x: &u8| *x) as Box<dyn for<'a> Fn(&'a u8)->u8 + Send>);
         gen::<unsafe extern "C" fn(i32, ...)>(unsafe { std::mem::transmute(1usize) });
         gen::<for<'a,'b> fn(&'a str, &'b mut str) -> &'a str>(|a,_b| a); gen::<*const dyn fmt::Debug>(&5 as &dyn fmt::Debug);
         gen::<Box<dyn Iterator<Item=u32>>>(Box::new(0..3)); größe(); nested(); 5u32.e(); [1u8][..].e(); (1,"a").e(); (&5 as *const i32).e();
         std::thread::spawn(|| println!("t")).join().unwrap();
        }
        """";
}
