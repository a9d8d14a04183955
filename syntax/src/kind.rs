//! Every kind of token and node, with its spelling.
//!
//! Token names are those of CPython's `Grammar/Tokens`; node names follow the classes of CPython's
//! `ast` module. Tokens come first, so that their sets fit a bit mask ([`TokenSet`]).

macro_rules! kinds {
    (
        tokens { $($token:ident,)* }
        punctuation { $($p_text:literal $p_kind:ident,)* }
        keywords { $($k_text:literal $k_kind:ident,)* }
        soft_keywords { $($s_text:literal $s_kind:ident,)* }
        nodes { $($node:ident,)* }
    ) => {
        /// The kind of a token or of a node.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        #[expect(non_camel_case_types, reason = "spelled as in CPython's Grammar/Tokens")]
        #[allow(missing_docs, reason = "each name is its own description")]
        pub enum SyntaxKind {
            $($token,)*
            $($p_kind,)*
            $($k_kind,)*
            $($s_kind,)*
            $($node,)*
        }

        impl SyntaxKind {
            /// All kinds, in the order of their numbers.
            pub const ALL: &[SyntaxKind] = &[
                $(SyntaxKind::$token,)*
                $(SyntaxKind::$p_kind,)*
                $(SyntaxKind::$k_kind,)*
                $(SyntaxKind::$s_kind,)*
                $(SyntaxKind::$node,)*
            ];

            /// The spelling of a token that has only one.
            pub const fn text(self) -> Option<&'static str> {
                match self {
                    $(SyntaxKind::$p_kind => Some($p_text),)*
                    $(SyntaxKind::$k_kind => Some($k_text),)*
                    $(SyntaxKind::$s_kind => Some($s_text),)*
                    _ => None,
                }
            }

            /// The hard keyword that `text` spells, `None` for any other word.
            pub fn from_keyword(text: &str) -> Option<SyntaxKind> {
                match text {
                    $($k_text => Some(SyntaxKind::$k_kind),)*
                    _ => None,
                }
            }

            /// A reserved word (`keyword.kwlist`).
            pub const fn is_keyword(self) -> bool {
                matches!(self, $(SyntaxKind::$k_kind)|*)
            }
        }
    };
}

kinds! {
    tokens {
        WHITESPACE,
        COMMENT,
        NEWLINE,
        INDENT,
        DEDENT,
        ENDMARKER,
        ERRORTOKEN,
        NAME,
        INT,
        FLOAT,
        IMAGINARY,
        STRING,
        FSTRING_START,
        FSTRING_MIDDLE,
        FSTRING_END,
        TSTRING_START,
        TSTRING_MIDDLE,
        TSTRING_END,
    }
    punctuation {
        "(" LPAR,
        ")" RPAR,
        "[" LSQB,
        "]" RSQB,
        "{" LBRACE,
        "}" RBRACE,
        ":" COLON,
        "," COMMA,
        ";" SEMI,
        "+" PLUS,
        "-" MINUS,
        "*" STAR,
        "/" SLASH,
        "|" VBAR,
        "&" AMPER,
        "<" LESS,
        ">" GREATER,
        "=" EQUAL,
        "." DOT,
        "%" PERCENT,
        "==" EQEQUAL,
        "!=" NOTEQUAL,
        "<=" LESSEQUAL,
        ">=" GREATEREQUAL,
        "~" TILDE,
        "^" CIRCUMFLEX,
        "<<" LEFTSHIFT,
        ">>" RIGHTSHIFT,
        "**" DOUBLESTAR,
        "+=" PLUSEQUAL,
        "-=" MINEQUAL,
        "*=" STAREQUAL,
        "/=" SLASHEQUAL,
        "%=" PERCENTEQUAL,
        "&=" AMPEREQUAL,
        "|=" VBAREQUAL,
        "^=" CIRCUMFLEXEQUAL,
        "<<=" LEFTSHIFTEQUAL,
        ">>=" RIGHTSHIFTEQUAL,
        "**=" DOUBLESTAREQUAL,
        "//" DOUBLESLASH,
        "//=" DOUBLESLASHEQUAL,
        "@" AT,
        "@=" ATEQUAL,
        "->" RARROW,
        "..." ELLIPSIS,
        ":=" COLONEQUAL,
        "!" EXCLAMATION,
        "<>" LESSGREATER,
    }
    keywords {
        "False" FALSE_KW,
        "None" NONE_KW,
        "True" TRUE_KW,
        "and" AND_KW,
        "as" AS_KW,
        "assert" ASSERT_KW,
        "async" ASYNC_KW,
        "await" AWAIT_KW,
        "break" BREAK_KW,
        "class" CLASS_KW,
        "continue" CONTINUE_KW,
        "def" DEF_KW,
        "del" DEL_KW,
        "elif" ELIF_KW,
        "else" ELSE_KW,
        "except" EXCEPT_KW,
        "finally" FINALLY_KW,
        "for" FOR_KW,
        "from" FROM_KW,
        "global" GLOBAL_KW,
        "if" IF_KW,
        "import" IMPORT_KW,
        "in" IN_KW,
        "is" IS_KW,
        "lambda" LAMBDA_KW,
        "nonlocal" NONLOCAL_KW,
        "not" NOT_KW,
        "or" OR_KW,
        "pass" PASS_KW,
        "raise" RAISE_KW,
        "return" RETURN_KW,
        "try" TRY_KW,
        "while" WHILE_KW,
        "with" WITH_KW,
        "yield" YIELD_KW,
    }
    soft_keywords {
        "match" MATCH_KW,
        "case" CASE_KW,
        "type" TYPE_KW,
    }
    nodes {
        FILE,
        BLOCK,
        ERROR,

        EXPR_STMT,
        ASSIGN_STMT,
        ANN_ASSIGN_STMT,
        AUG_ASSIGN_STMT,
        RETURN_STMT,
        IMPORT_STMT,
        IMPORT_FROM_STMT,
        GLOBAL_STMT,
        NONLOCAL_STMT,
        PASS_STMT,
        BREAK_STMT,
        CONTINUE_STMT,
        DELETE_STMT,
        ASSERT_STMT,
        RAISE_STMT,
        TYPE_ALIAS_STMT,

        IF_STMT,
        WHILE_STMT,
        FOR_STMT,
        TRY_STMT,
        WITH_STMT,
        FUNCTION_DEF,
        CLASS_DEF,
        MATCH_STMT,

        ELIF_CLAUSE,
        ELSE_CLAUSE,
        EXCEPT_CLAUSE,
        FINALLY_CLAUSE,
        CASE_CLAUSE,
        GUARD,
        WITH_ITEM,
        DECORATOR,
        DOTTED_NAME,
        IMPORT_ALIAS,

        PARAM_LIST,
        PARAM,
        VARARG_PARAM,
        KWARG_PARAM,
        TYPE_PARAM_LIST,
        TYPE_VAR,
        TYPE_VAR_TUPLE,
        PARAM_SPEC,
        ARG_LIST,
        KEYWORD_ARG,

        NAME_EXPR,
        CONSTANT_EXPR,
        STRING_EXPR,
        TUPLE_EXPR,
        PAREN_EXPR,
        LIST_EXPR,
        SET_EXPR,
        DICT_EXPR,
        LIST_COMP_EXPR,
        SET_COMP_EXPR,
        DICT_COMP_EXPR,
        GENERATOR_EXPR,
        BIN_EXPR,
        UNARY_EXPR,
        BOOL_EXPR,
        COMPARE_EXPR,
        IF_EXPR,
        LAMBDA_EXPR,
        NAMED_EXPR,
        AWAIT_EXPR,
        YIELD_EXPR,
        YIELD_FROM_EXPR,
        STARRED_EXPR,
        CALL_EXPR,
        ATTRIBUTE_EXPR,
        SUBSCRIPT_EXPR,
        SLICE_EXPR,

        FSTRING,
        TSTRING,
        REPLACEMENT_FIELD,
        CONVERSION,
        FORMAT_SPEC,
        DICT_ITEM,
        DICT_UNPACK,
        COMP_FOR,
        COMP_IF,

        LITERAL_PATTERN,
        VALUE_PATTERN,
        CAPTURE_PATTERN,
        WILDCARD_PATTERN,
        GROUP_PATTERN,
        SEQUENCE_PATTERN,
        STAR_PATTERN,
        MAPPING_PATTERN,
        MAPPING_ITEM,
        DOUBLE_STAR_PATTERN,
        CLASS_PATTERN,
        KEYWORD_PATTERN,
        OR_PATTERN,
        AS_PATTERN,
    }
}

impl SyntaxKind {
    /// White space (with line ends inside brackets and blank lines) and comments.
    pub const fn is_trivia(self) -> bool {
        matches!(self, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT)
    }

    /// A leaf of the tree.
    pub const fn is_token(self) -> bool {
        (self as u16) < SyntaxKind::FILE as u16
    }
}

/// A set of token kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenSet(u128);

impl TokenSet {
    /// The set of `kinds`, which must be tokens.
    pub const fn new(kinds: &[SyntaxKind]) -> TokenSet {
        let mut bits = 0;
        let mut i = 0;
        while i < kinds.len() {
            assert!(kinds[i].is_token());
            bits |= 1 << kinds[i] as u16;
            i += 1;
        }
        TokenSet(bits)
    }

    /// All of `self` and all of `other`.
    pub const fn union(self, other: TokenSet) -> TokenSet {
        TokenSet(self.0 | other.0)
    }

    /// Is `kind` one of the set? False for nodes.
    pub const fn contains(self, kind: SyntaxKind) -> bool {
        kind.is_token() && self.0 & (1 << kind as u16) != 0
    }
}

// The sets need one bit for each token.
const _: () = assert!((SyntaxKind::FILE as u16) < 128);

/// The language tag that rowan's generic types want.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Python {}

impl rowan::Language for Python {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        SyntaxKind::ALL[raw.0 as usize]
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        rowan::SyntaxKind(kind as u16)
    }
}
