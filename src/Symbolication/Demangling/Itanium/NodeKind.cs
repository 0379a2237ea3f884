namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>What a <see cref="Node"/> is; behind each, what its three numbers are: nodes, unless said otherwise.</summary>
internal enum NodeKind : byte
{
    None,

    /// <summary>Item, next cell. A cell without an item is an empty list.</summary>
    List,

    /// <summary>List: an argument pack among template arguments.</summary>
    Pack,

    /// <summary>Start and length in the symbol.</summary>
    Name,

    /// <summary>Number of a text in <see cref="Words"/>.</summary>
    Word,

    /// <summary>One of the abbreviations Sa to Sd: its letter.</summary>
    StandardName,

    /// <summary>Scope, name.</summary>
    Qualified,

    /// <summary>Name, list of arguments.</summary>
    Template,

    /// <summary>Encoding of the function, entity.</summary>
    Local,

    /// <summary>Ordinal, entity.</summary>
    DefaultArgument,

    /// <summary>Name, tag.</summary>
    AbiTag,

    /// <summary>Module, or 0 and name: name@module.</summary>
    InModule,

    /// <summary>Class's own name.</summary>
    Constructor,
    Destructor,

    /// <summary>Number in <see cref="Operators"/>.</summary>
    OperatorName,

    /// <summary>Type.</summary>
    Conversion,

    /// <summary>Name: a literal's operator, or one of a vendor.</summary>
    LiteralOperator,
    VendorOperator,

    /// <summary>Parameters, ordinal (a number), declared template parameters.</summary>
    Lambda,

    /// <summary>Ordinal (a number).</summary>
    UnnamedType,
    StructuredBinding,

    /// <summary>Name, <see cref="Function"/>, constraint.</summary>
    Encoding,

    /// <summary>Number of a text in <see cref="Words"/>, node, second node: vtable for ...</summary>
    Special,

    /// <summary>The same, of something that is a function: a thunk's name is its target's.</summary>
    SpecialFunction,

    /// <summary>Result or 0, list of parameters, exception specification; flags are <see cref="Qualifiers"/>.</summary>
    Function,

    /// <summary>Type.</summary>
    Pointer,
    LvalueReference,
    RvalueReference,
    Const,
    Volatile,
    Restrict,
    Complex,
    Imaginary,

    /// <summary>Type, name of the qualifier, its template arguments.</summary>
    VendorQualified,

    /// <summary>Class, member's type.</summary>
    MemberPointer,

    /// <summary>Element, dimension or 0.</summary>
    Array,

    /// <summary>Element, dimension.</summary>
    Vector,

    /// <summary>Type or expression.</summary>
    PackExpansion,

    /// <summary>Expression.</summary>
    Decltype,

    /// <summary>Index (a number).</summary>
    TemplateParameter,

    /// <summary>Kind of the declaration (a character), type or list.</summary>
    ParameterDeclaration,

    /// <summary>Ordinal from 1, 0 for <c>this</c>.</summary>
    FunctionParameter,

    /// <summary>Type, start and length of the value; a flag says that it is negative.</summary>
    Literal,

    /// <summary>Operator (a number), operands.</summary>
    Unary,
    Postfix,
    Binary,

    /// <summary>Operator (a number), first operand, <see cref="List"/> of the other two.</summary>
    Ternary,

    /// <summary>Type or 0, list.</summary>
    Braced,

    /// <summary>Callee, list of arguments.</summary>
    Call,

    /// <summary>Type, list of operands.</summary>
    Cast,

    /// <summary>Operator (a number), type, operand: static_cast and the like.</summary>
    NamedCast,

    /// <summary>Placement, type, initialiser; flags: global, array.</summary>
    New,

    /// <summary>Operator (a number), operand, second operand or 0; the flag is the letter of the fold.</summary>
    Fold,

    /// <summary>Pack or list whose elements are counted.</summary>
    PackSize,

    /// <summary>List of types: an exception specification.</summary>
    Throws,

    /// <summary>Expression or 0.</summary>
    Noexcept,

    /// <summary>Builtin name, list of arguments.</summary>
    VendorExpression,

    /// <summary>Bits, 0 or 1 whether signed.</summary>
    BitInt,

    /// <summary>Start and length of the bits in the symbol; the flag says that it is an extended one.</summary>
    FloatN,

    /// <summary>Expression behind <c>::</c>.</summary>
    Global,
}
