namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>Programs with what names and lines have to cope with: templates, lambdas, local and nested types, inlining into inlined calls, cold parts.</summary>
internal static class Sources
{
    public const string C = """
        #include <stdio.h>
        #include <stdlib.h>
        struct node { struct node *next; int value; };
        static inline __attribute__((always_inline)) int leaf(int x) { if (x > 3) return x * x; return x + 1; }
        static inline __attribute__((always_inline)) int middle(int x) { return leaf(x) + leaf(x + 2); }
        static int compare(const void *a, const void *b) { return middle(*(const int *)a) - middle(*(const int *)b); }
        __attribute__((cold, noinline)) static void fail(const char *what) { fprintf(stderr, "%s\n", what); exit(2); }
        __attribute__((noinline)) int sum(struct node *list) {
            int total = 0;
            for (; list; list = list->next) { if (list->value < 0) fail("negative"); total += middle(list->value); }
            return total;
        }
        int main(int argc, char **argv) {
            int nested(int x) { return x + argc; }
            int numbers[16];
            struct node *list = NULL;
            for (int i = 0; i < 16; i++) {
                struct node *n = malloc(sizeof *n);
                if (!n) fail(argv[0]);
                n->next = list; n->value = numbers[i] = nested(i * 7919 % 13); list = n;
            }
            qsort(numbers, 16, sizeof *numbers, compare);
            printf("%d %d\n", sum(list), numbers[3]);
            return 0;
        }
        """;

    public const string Cpp = """
        #include <vector>
        #include <algorithm>
        #include <cstdio>
        #define KEPT __attribute__((noinline, used))
        #define INLINED inline __attribute__((always_inline))
        namespace outer {
        namespace { struct Hidden { int value; KEPT int twice() const { return value * 2; } }; }
        template <typename T> struct Box {
            T value;
            KEPT T get() const { return value; }
            KEPT bool operator<(const Box &o) const { return value < o.value; }
            struct Nested { KEPT int deep(int x) { return x + 7; } };
        };
        template <typename T> KEPT bool operator<<(const Box<T> &a, int b) { return a < Box<T>{T(b)}; }
        static INLINED int leaf(int x) { if (x > 3) return x * x; return x + 1; }
        static INLINED int middle(int x) { return leaf(x) + leaf(x + 2); }
        KEPT int work(std::vector<int> &v) {
            std::sort(v.begin(), v.end(), [](int a, int b) { return a > b; });
            int sum = 0;
            for (int x : v) sum += middle(x);
            return sum;
        }
        auto global = [](int x) KEPT { return x * 3; };
        }
        __attribute__((noinline, cold)) void fail(const char *what) { fprintf(stderr, "%s\n", what); }
        int main(int argc, char **argv) {
            std::vector<int> v;
            for (int i = 0; i < argc + 10; i++) v.push_back((i * 7919) % 13);
            auto add = [&](int x) KEPT { v.push_back(x); return outer::work(v); };
            if (argc > 5) { fail(argv[0]); return 2; }
            outer::Box<int> b{argc};
            outer::Box<long>::Nested n;
            outer::Hidden h{argc};
            struct Local { int v; KEPT int go() { return v + 1; } } local{argc};
            printf("%d %d %d %d %d %d %d\n", add(3), b.get(), n.deep(argc), h.twice(), local.go(), (int)(b << 3), outer::global(argc));
            return 0;
        }
        """;

    public const string Rust = """
        struct Point<T> { x: T }
        trait Speak { fn speak(&self) -> i32; }
        impl Speak for Point<i32> { #[inline(never)] fn speak(&self) -> i32 { self.x * 2 } }
        impl<T: Copy> Point<T> { #[inline(never)] fn get(&self) -> T { self.x } }
        #[inline(always)] fn add(a: i32, b: i32) -> i32 { a.wrapping_mul(b) + 1 }
        #[no_mangle] #[inline(never)] pub extern "C" fn plain(a: i32) -> i32 { a ^ 5 }
        mod inner {
            #[inline(never)] pub fn work(v: &mut Vec<i32>) -> i32 { v.sort_by(|a, b| b.cmp(a)); v.iter().map(|x| super::add(*x, 3)).sum() }
        }
        fn main() {
            let mut v: Vec<i32> = std::env::args().map(|a| a.len() as i32).collect();
            let p = Point { x: v.len() as i32 };
            println!("{} {} {} {}", inner::work(&mut v), p.speak(), p.get(), plain(p.x));
        }
        """;
}
