//! Every payload an object can have, one kind for each.

use std::mem::size_of;
use std::ptr::NonNull;

use super::reference::Boxed;
use super::{Header, Home, Ref};
use crate::objects;

/// What an object holds beside its header.
///
/// Every reference it holds is shown by [`Self::traverse`] if it can be part of a cycle; a missing
/// one only hides cycles from the collector.
pub trait Payload: Kinded + Sized + 'static {
    /// The collector can look at objects of this kind.
    const TRACKED: bool = false;
    /// It does so from its birth on; else from when [`super::track`] is called.
    const TRACKED_AT_BIRTH: bool = true;
    /// Something runs when it dies, whatever its type says (generators).
    const FINALIZES: bool = false;
    /// It holds no references at all: its death runs no Python code.
    const LEAF: bool = false;

    /// Its field that wants to know the object around it.
    #[inline(always)]
    fn home(&self) -> Option<&Home> {
        None
    }

    /// Shows every reference it holds (`tp_traverse`).
    fn traverse(&self, _visit: &mut dyn FnMut(&Ref)) {}

    /// Shows every reference it holds, whether CPython's collector sees it or not.
    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        self.traverse(visit);
    }

    /// Lets go of what may be part of a cycle (`tp_clear`).
    fn clear(&self) {}
}

/// Says which kind a payload is.
///
/// # Safety
/// No two types have the same kind: [`Ref::get`] relies on it. Only the table below implements it.
pub unsafe trait Kinded {
    /// The kind.
    const KIND: Kind;
}

macro_rules! kinds {
    ($($kind:ident = $payload:ty,)*) => {
        /// Which payload an object has.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "each is documented at its payload")]
        pub enum Kind {
            $($kind,)*
        }

        $(
            // SAFETY: one row, one kind; a payload in two rows would be two implementations.
            unsafe impl Kinded for $payload {
                const KIND: Kind = Kind::$kind;
            }
        )*

        /// The bytes of header and payload.
        pub(super) fn size(kind: Kind) -> usize {
            match kind {
                $(Kind::$kind => size_of::<Boxed<$payload>>(),)*
            }
        }

        /// Can objects of this kind hold no references?
        #[inline]
        pub(super) fn is_leaf(kind: Kind) -> bool {
            match kind {
                $(Kind::$kind => <$payload as Payload>::LEAF,)*
            }
        }

        /// Drops the payload.
        ///
        /// # Safety
        /// The object has this kind and is not used after.
        #[inline]
        pub(super) unsafe fn drop_payload(at: NonNull<Header>, kind: Kind) {
            match kind {
                $(Kind::$kind => {
                    // SAFETY: as the caller says.
                    unsafe { (&raw mut (*at.cast::<Boxed<$payload>>().as_ptr()).payload).drop_in_place() }
                })*
            }
        }

        pub(super) fn traverse_payload(object: &Ref, visit: &mut dyn FnMut(&Ref)) {
            match object.kind() {
                $(Kind::$kind => object.expect::<$payload>().traverse(visit),)*
            }
        }

        pub(super) fn visit_edges(object: &Ref, visit: &mut dyn FnMut(&Ref)) {
            match object.kind() {
                $(Kind::$kind => object.expect::<$payload>().edges(visit),)*
            }
        }

        pub(super) fn clear_payload(object: &Ref) {
            match object.kind() {
                $(Kind::$kind => object.expect::<$payload>().clear(),)*
            }
        }
    };
}

// One row for each payload: `Kind = its type,`.
kinds! {
    Object = objects::object::Object,
    Type = objects::type_::Type,
    Int = objects::int::Int,
    Float = objects::float::Float,
    Complex = objects::complex::Complex,
    Str = objects::str_::Str,
    StrIterator = objects::str_::StrIterator,
    Bytes = objects::bytes::Bytes,
    BytesIterator = objects::bytes::BytesIterator,
    ByteArray = objects::bytearray::ByteArray,
    Tuple = objects::tuple::Tuple,
    List = objects::list::List,
    ListIterator = objects::list::ListIterator,
    Dict = objects::dict::Dict,
    DictView = objects::dict::DictView,
    DictIterator = objects::dict::DictIterator,
    Set = objects::set::Set,
    SetIterator = objects::set::SetIterator,
    Range = objects::range::Range,
    RangeIterator = objects::range::RangeIterator,
    LongRangeIterator = objects::range::LongRangeIterator,
    Enumerate = objects::iterators::Enumerate,
    Zip = objects::iterators::Zip,
    Map = objects::iterators::Map,
    Reversed = objects::iterators::Reversed,
    Slice = objects::slice::Slice,
    Cell = objects::cell::Cell,
    Code = objects::code::Code,
    Frame = crate::frame::Frame,
    Function = objects::function::Function,
    Method = objects::method::Method,
    NativeFunction = objects::native::NativeFunction,
    Wrapper = objects::descriptor::Wrapper,
    MethodWrapper = objects::descriptor::MethodWrapper,
    MethodDescriptor = objects::descriptor::MethodDescriptor,
    GetSet = objects::descriptor::GetSet,
    Member = objects::descriptor::Member,
    Property = objects::property::Property,
    ClassMethod = objects::method::ClassMethod,
    StaticMethod = objects::method::StaticMethod,
    Super = objects::super_::Super,
    Generator = objects::generator::Generator,
    CoroutineWrapper = objects::generator::CoroutineWrapper,
    Module = objects::module::Module,
    Exception = objects::exception::Exception,
    Traceback = objects::traceback::Traceback,
    MappingProxy = objects::mappingproxy::MappingProxy,
    FrameLocals = objects::frame_locals::FrameLocals,
    SequenceIterator = objects::iterator::SequenceIterator,
    CallableIterator = objects::iterator::CallableIterator,
    Union = objects::union::Union,
    WeakRef = objects::weakref::WeakRef,
    WrappedValue = objects::async_generator::WrappedValue,
    Awaited = objects::async_generator::Awaited,
    TypeParameter = crate::stdlib::typing::TypeParameter,
    ParameterPart = crate::stdlib::typing::ParameterPart,
    TypeAlias = crate::stdlib::typing::Alias,
    Lock = crate::stdlib::thread::Lock,
    FileIo = crate::stdlib::io::FileIo,
    Buffered = crate::stdlib::io::Buffered,
    BufferedPair = crate::stdlib::io::Pair,
    TextIo = crate::stdlib::io::TextIo,
    BytesIo = crate::stdlib::io::BytesIo,
    StringIo = crate::stdlib::io::StringIo,
    NewlineDecoder = crate::stdlib::io::NewlineDecoder,
    Context = crate::stdlib::contextvars::Context,
    ContextVariable = crate::stdlib::contextvars::Variable,
    ContextToken = crate::stdlib::contextvars::Token,
    SimpleQueue = crate::stdlib::queue::SimpleQueue,
    Socket = crate::stdlib::socket::Socket,
    Poll = crate::stdlib::select::Poll,
    RLock = crate::stdlib::thread::RLock,
    ThreadHandle = crate::stdlib::thread::Handle,
    ThreadLocal = crate::stdlib::thread::Local,
    DirEntry = crate::stdlib::posix::DirEntry,
    Scan = crate::stdlib::posix::Scan,
    MemoryView = objects::memoryview::MemoryView,
    Deque = crate::stdlib::collections::Deque,
    DequeIterator = crate::stdlib::collections::DequeIterator,
    Itertool = crate::stdlib::itertools::Itertool,
    GenericAlias = objects::generic_alias::GenericAlias,
    StructField = crate::stdlib::structseq::Field,
    Pattern = crate::stdlib::sre::Pattern,
    Match = crate::stdlib::sre::Match,
    Scanner = crate::stdlib::sre::Scanner,
    Template = crate::stdlib::sre::Template,
    Random = crate::stdlib::random::Random,
    Parts = crate::stdlib::string_::Parts,
    Struct = crate::stdlib::struct_::Struct,
    Unpacking = crate::stdlib::struct_::Unpacking,
    Getter = crate::stdlib::operator::Getter,
    KeyWrapper = crate::stdlib::functools::KeyWrapper,
    LruCache = crate::stdlib::functools::LruCache,
    Partial = crate::stdlib::functools::Partial,
    Ucd = crate::stdlib::unicodedata::Ucd,
    Array = crate::stdlib::array::Array,
    ArrayIterator = crate::stdlib::array::ArrayIterator,
    MemoryIterator = objects::memoryview::MemoryIterator,
    Tokenizer = crate::stdlib::tokenize::Tokenizer,
    Hash = crate::stdlib::hashes::Hash,
    CsvDialect = crate::stdlib::csv::Dialect,
    CsvReader = crate::stdlib::csv::Reader,
    CsvWriter = crate::stdlib::csv::Writer,
    JsonEncoder = crate::stdlib::json::Encoder,
    JsonScanner = crate::stdlib::json::JsonScanner,
    AbcData = crate::stdlib::abc::AbcData,
    TupleGetter = crate::stdlib::collections::TupleGetter,
    OrderedIterator = crate::stdlib::collections::OrderedIterator,
    ZlibCompressor = crate::stdlib::zlib::Compressor,
    ZlibDecompressor = crate::stdlib::zlib::Decompressor,
    Quitter = crate::stdlib::Quitter,
    Capsule = crate::stdlib::datetime::Capsule,
    Duration = crate::stdlib::datetime::Delta,
    Moment = crate::stdlib::datetime::Moment,
    TimeOfDay = crate::stdlib::datetime::TimeOfDay,
    Timezone = crate::stdlib::datetime::Timezone,
    AnextAwaitable = objects::anext_awaitable::AnextAwaitable,
}
