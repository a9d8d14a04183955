//! The exception types of `builtins`, bases first.

use super::BASE_DEF;
use super::fields;
use crate::heap::Ref;
use crate::objects::type_::ready;
use crate::typedef::TypeDef;
use crate::vm::Vm;

macro_rules! exceptions {
    (@def) => { fields::SIMPLE };
    (@def $def:ident) => { fields::$def };
    ($($name:ident $(($def:ident))?: $($base:ident),+;)*) => {
        /// The types of `builtins` that derive from `BaseException`.
        #[expect(non_snake_case, reason = "Python's names")]
        #[allow(missing_docs, reason = "Python's names")]
        pub struct Exceptions {
            pub BaseException: Ref,
            $(pub $name: Ref,)*
        }

        impl Exceptions {
            /// The types, not ready yet.
            pub(crate) fn allocate(make: impl Fn(&'static TypeDef) -> Ref) -> Exceptions {
                Exceptions {
                    BaseException: make(&BASE_DEF),
                    $($name: {
                        static DEF: TypeDef = TypeDef { name: stringify!($name), ..exceptions!(@def $($def)?) };
                        make(&DEF)
                    },)*
                }
            }

            /// Makes them ready.
            pub(crate) fn ready(&self, vm: &Vm) {
                ready(vm, &self.BaseException, std::slice::from_ref(&vm.types.object));
                $(ready(vm, &self.$name, &[$(&self.$base),+].map(Ref::clone));)*
            }

            /// All of them, with their names.
            pub fn all(&self) -> Vec<(&'static str, &Ref)> {
                vec![("BaseException", &self.BaseException), $((stringify!($name), &self.$name),)*]
            }
        }
    };
}

exceptions! {
    Exception: BaseException;
    GeneratorExit: BaseException;
    KeyboardInterrupt: BaseException;
    SystemExit(SYSTEM_EXIT): BaseException;
    BaseExceptionGroup(GROUP): BaseException;
    ExceptionGroup(GROUP): BaseExceptionGroup, Exception;
    ArithmeticError: Exception;
    AssertionError: Exception;
    AttributeError(ATTRIBUTE_ERROR): Exception;
    BufferError: Exception;
    EOFError: Exception;
    ImportError(IMPORT_ERROR): Exception;
    LookupError: Exception;
    MemoryError: Exception;
    NameError(NAME_ERROR): Exception;
    OSError(OS_ERROR): Exception;
    ReferenceError: Exception;
    RuntimeError: Exception;
    StopAsyncIteration: Exception;
    StopIteration(STOP_ITERATION): Exception;
    SyntaxError(SYNTAX_ERROR): Exception;
    SystemError: Exception;
    TypeError: Exception;
    ValueError: Exception;
    Warning: Exception;
    FloatingPointError: ArithmeticError;
    OverflowError: ArithmeticError;
    ZeroDivisionError: ArithmeticError;
    ModuleNotFoundError(IMPORT_ERROR): ImportError;
    IndexError: LookupError;
    KeyError(KEY_ERROR): LookupError;
    UnboundLocalError(NAME_ERROR): NameError;
    BlockingIOError: OSError;
    ChildProcessError: OSError;
    ConnectionError: OSError;
    FileExistsError: OSError;
    FileNotFoundError: OSError;
    InterruptedError: OSError;
    IsADirectoryError: OSError;
    NotADirectoryError: OSError;
    PermissionError: OSError;
    ProcessLookupError: OSError;
    TimeoutError: OSError;
    BrokenPipeError: ConnectionError;
    ConnectionAbortedError: ConnectionError;
    ConnectionRefusedError: ConnectionError;
    ConnectionResetError: ConnectionError;
    NotImplementedError: RuntimeError;
    PythonFinalizationError: RuntimeError;
    RecursionError: RuntimeError;
    IndentationError: SyntaxError;
    _IncompleteInputError: SyntaxError;
    TabError: IndentationError;
    UnicodeError: ValueError;
    UnicodeDecodeError(UNICODE_DECODE_ERROR): UnicodeError;
    UnicodeEncodeError(UNICODE_ENCODE_ERROR): UnicodeError;
    UnicodeTranslateError(UNICODE_TRANSLATE_ERROR): UnicodeError;
    BytesWarning: Warning;
    DeprecationWarning: Warning;
    EncodingWarning: Warning;
    FutureWarning: Warning;
    ImportWarning: Warning;
    PendingDeprecationWarning: Warning;
    ResourceWarning: Warning;
    RuntimeWarning: Warning;
    SyntaxWarning: Warning;
    UnicodeWarning: Warning;
    UserWarning: Warning;
}
