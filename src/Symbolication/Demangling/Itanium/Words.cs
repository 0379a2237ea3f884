namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>Texts that names are made of, by number; and the builtin types (ABI 5.1.5.2) by their letters.</summary>
internal static class Words
{
    private static readonly List<string> s_texts = [""];
    private static readonly int[] s_builtins = new int[26];
    private static readonly int[] s_extendedBuiltins = new int[26];

    public static readonly int Std = Add("std");
    public static readonly int StringLiteral = Add("string literal");
    public static readonly int This = Add("this");
    public static readonly int Vtable = Add("vtable for ");
    public static readonly int Vtt = Add("VTT for ");
    public static readonly int TypeInfo = Add("typeinfo for ");
    public static readonly int TypeInfoName = Add("typeinfo name for ");
    public static readonly int ConstructionVtable = Add("construction vtable for ");
    public static readonly int NonVirtualThunk = Add("non-virtual thunk to ");
    public static readonly int VirtualThunk = Add("virtual thunk to ");
    public static readonly int CovariantThunk = Add("covariant return thunk to ");
    public static readonly int Guard = Add("guard variable for ");
    public static readonly int ReferenceTemporary = Add("reference temporary #");
    public static readonly int TlsInit = Add("TLS init function for ");
    public static readonly int TlsWrapper = Add("TLS wrapper function for ");
    public static readonly int TemplateParameterObject = Add("template parameter object for ");
    public static readonly int TransactionClone = Add("transaction clone for ");
    public static readonly int NonTransactionClone = Add("non-transaction clone for ");
    public static readonly int ModuleInitializer = Add("initializer for module ");
    public static readonly int GlobalConstructors = Add("global constructors keyed to ");
    public static readonly int GlobalDestructors = Add("global destructors keyed to ");
    public static readonly int BlockInvocation = Add("invocation function for block in ");
    public static readonly int Throw = Add("throw");
    public static readonly int RequiresExpression = Add("requires {...}");
    public static readonly int BFloat16 = Add("std::bfloat16_t");

    static Words()
    {
        Builtin('a', "signed char");
        Builtin('b', "bool");
        Builtin('c', "char");
        Builtin('d', "double");
        Builtin('e', "long double");
        Builtin('f', "float");
        Builtin('g', "__float128");
        Builtin('h', "unsigned char");
        Builtin('i', "int");
        Builtin('j', "unsigned int");
        Builtin('l', "long");
        Builtin('m', "unsigned long");
        Builtin('n', "__int128");
        Builtin('o', "unsigned __int128");
        Builtin('s', "short");
        Builtin('t', "unsigned short");
        Builtin('v', "void");
        Builtin('w', "wchar_t");
        Builtin('x', "long long");
        Builtin('y', "unsigned long long");
        Builtin('z', "...");
        Extended('a', "auto");
        Extended('c', "decltype(auto)");
        Extended('d', "decimal64");
        Extended('e', "decimal128");
        Extended('f', "decimal32");
        Extended('h', "half");
        Extended('i', "char32_t");
        Extended('n', "decltype(nullptr)");
        Extended('s', "char16_t");
        Extended('u', "char8_t");
    }

    public static string Text(int word) => s_texts[word];

    /// <summary>The word of a one-letter builtin type; 0 is none.</summary>
    public static int Builtin(char letter) => (uint)(letter - 'a') < 26 ? s_builtins[letter - 'a'] : 0;

    /// <summary>The word of a builtin type written D and a letter; 0 is none.</summary>
    public static int Extended(char letter) => (uint)(letter - 'a') < 26 ? s_extendedBuiltins[letter - 'a'] : 0;

    private static int Add(string text)
    {
        s_texts.Add(text);
        return s_texts.Count - 1;
    }

    private static void Builtin(char letter, string text) => s_builtins[letter - 'a'] = Add(text);

    private static void Extended(char letter, string text) => s_extendedBuiltins[letter - 'a'] = Add(text);
}
