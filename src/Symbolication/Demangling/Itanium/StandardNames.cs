namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>The abbreviations of ABI 5.1.8, by their letters.</summary>
internal static class StandardNames
{
    public static string Name(char letter) => letter switch
    {
        'a' => "std::allocator",
        'b' or 's' => "std::basic_string",
        'i' => "std::basic_istream",
        'o' => "std::basic_ostream",
        _ => "std::basic_iostream",
    };

    public static string OwnName(char letter) => Name(letter)["std::".Length..];

    public static string Arguments(char letter) => letter switch
    {
        'a' or 'b' => "",
        's' => "<char, std::char_traits<char>, std::allocator<char> >",
        _ => "<char, std::char_traits<char> >",
    };
}
