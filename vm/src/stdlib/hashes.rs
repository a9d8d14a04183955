//! `_md5`, `_sha1`, `_sha2`, `_sha3` and `_blake2`: what `hashlib` is made of.
//!
//! The functions are those of the RustCrypto crates; the objects behave as CPython's.

mod blake2_;
mod digest;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::typedef::{FINAL, ModuleDef, TypeDef, flag, function, getter, method};
use crate::vm::Vm;

use digest::{Algorithm, State};

/// A hash that is fed.
pub(crate) struct Hash {
    algorithm: &'static Algorithm,
    state: std::cell::RefCell<State>,
}

impl Payload for Hash {
    const LEAF: bool = true;
}

impl Hash {
    fn update(&self, vm: &Vm, data: &Ref) -> Res<()> {
        let bytes = bytes_of(vm, data)?;
        vm.charge_len(bytes.len())?;
        self.state.borrow_mut().update(&bytes);
        Ok(())
    }
}

/// `GET_BUFFER_VIEW_OR_ERROUT`.
fn bytes_of(vm: &Vm, data: &Ref) -> Res<Vec<u8>> {
    if data.get::<Str>().is_some() {
        return Err(vm.type_error("Strings must be encoded before hashing".to_owned()));
    }
    match vm.buffer(data)? {
        Some(buffer) if buffer.shape.len() > 1 => {
            Err(vm.buffer_error("Buffer must be single dimension".to_owned()))
        }
        Some(buffer) => Ok(buffer.to_vec()),
        None => Err(no_buffer(vm)),
    }
}

fn no_buffer(vm: &Vm) -> Raised {
    vm.type_error("object supporting the buffer API required".to_owned())
}

fn of(object: &Ref) -> &Hash {
    object.expect::<Hash>()
}

fn hex(vm: &Vm, bytes: &[u8]) -> Ref {
    vm.str(&bytes.iter().map(|it| format!("{it:02x}")).collect::<String>())
}

/// `hash(string=b'', *, usedforsecurity=True)`.
fn new(vm: &Vm, class: &'static TypeDef, algorithm: &'static Algorithm, args: &Args) -> Res {
    let it = Hash { algorithm, state: std::cell::RefCell::new((algorithm.start)()) };
    if let Some(data) = args.get(0) {
        it.update(vm, data)?;
    }
    Ok(Ref::new(Some(vm.type_of(class)), it))
}

macro_rules! hashes {
    ($($class:ident = $name:literal, $methods:ident;)*) => {
        $(static $class: TypeDef = TypeDef {
            name: $name,
            flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
            methods: $methods,
            getset: GETSET,
            size: (72, 0),
            ..FINAL
        };)*
    };
}

const UPDATE: crate::typedef::NativeDef = method("update(self, obj, /)", |vm, object, args| {
    of(object).update(vm, &args[0])?;
    Ok(vm.none.clone())
});

const COPY: crate::typedef::NativeDef = method("copy(self, /)", |_, object, _| {
    let it = of(object);
    let state = std::cell::RefCell::new(it.state.borrow().clone());
    Ok(Ref::new(Some(object.class()), Hash { algorithm: it.algorithm, state }))
});

const FIXED: &[crate::typedef::NativeDef] = &[
    UPDATE,
    COPY,
    method("digest(self, /)", |vm, object, _| Ok(vm.bytes(of(object).state.borrow().digest(0)))),
    method("hexdigest(self, /)", |vm, object, _| {
        let digest = of(object).state.borrow().digest(0);
        Ok(hex(vm, &digest))
    }),
];

/// The caller says how long the digest is to be.
const SHAKE: &[crate::typedef::NativeDef] = &[
    UPDATE,
    COPY,
    method("digest(self, length, /)", |vm, object, args| {
        Ok(vm.bytes(squeezed(vm, object, &args[0])?))
    }),
    method("hexdigest(self, length, /)", |vm, object, args| {
        Ok(hex(vm, &squeezed(vm, object, &args[0])?))
    }),
];

fn squeezed(vm: &Vm, object: &Ref, length: &Ref) -> Res<Vec<u8>> {
    let length = vm.index_or_overflow(length)?;
    let Ok(length) = usize::try_from(length) else {
        return Err(vm.value_error("value must be positive".to_owned()));
    };
    if length >= 1 << 29 {
        return Err(vm.value_error("length is too large".to_owned()));
    }
    vm.charge_len(length)?;
    Ok(of(object).state.borrow().digest(length))
}

const GETSET: &[crate::typedef::GetSetDef] = &[
    getter("block_size", |vm, object| Ok(vm.int(of(object).algorithm.block as i64))),
    getter("name", |vm, object| Ok(vm.str(of(object).algorithm.name))),
    getter("digest_size", |vm, object| Ok(vm.int(of(object).state.borrow().len() as i64))),
];

hashes! {
    MD5_TYPE = "_md5.md5", FIXED;
    SHA1_TYPE = "_sha1.sha1", FIXED;
    SHA224_TYPE = "_sha2.SHA224Type", FIXED;
    SHA256_TYPE = "_sha2.SHA256Type", FIXED;
    SHA384_TYPE = "_sha2.SHA384Type", FIXED;
    SHA512_TYPE = "_sha2.SHA512Type", FIXED;
    SHA3_224_TYPE = "_sha3.sha3_224", FIXED;
    SHA3_256_TYPE = "_sha3.sha3_256", FIXED;
    SHA3_384_TYPE = "_sha3.sha3_384", FIXED;
    SHA3_512_TYPE = "_sha3.sha3_512", FIXED;
    SHAKE_128_TYPE = "_sha3.shake_128", SHAKE;
    SHAKE_256_TYPE = "_sha3.shake_256", SHAKE;
}

macro_rules! make {
    ($signature:literal, $class:ident, $algorithm:ident) => {
        function($signature, |vm, _, args| new(vm, &$class, &digest::$algorithm, &args))
    };
}

/// `_md5`.
pub(super) static MD5: ModuleDef = ModuleDef {
    name: "_md5",
    doc: "",
    functions: &[make!("md5(string=b'', *, usedforsecurity=True)", MD5_TYPE, MD5)],
    fill: |vm, module| {
        module.expect::<Module>().set(vm, "MD5Type", vm.type_of(&MD5_TYPE));
        Ok(())
    },
};

/// `_sha1`.
pub(super) static SHA1: ModuleDef = ModuleDef {
    name: "_sha1",
    doc: "",
    functions: &[make!("sha1(string=b'', *, usedforsecurity=True)", SHA1_TYPE, SHA1)],
    fill: |vm, module| {
        module.expect::<Module>().set(vm, "SHA1Type", vm.type_of(&SHA1_TYPE));
        Ok(())
    },
};

/// `_sha2`.
pub(super) static SHA2: ModuleDef = ModuleDef {
    name: "_sha2",
    doc: "",
    functions: &[
        make!("sha224(string=b'', *, usedforsecurity=True)", SHA224_TYPE, SHA224),
        make!("sha256(string=b'', *, usedforsecurity=True)", SHA256_TYPE, SHA256),
        make!("sha384(string=b'', *, usedforsecurity=True)", SHA384_TYPE, SHA384),
        make!("sha512(string=b'', *, usedforsecurity=True)", SHA512_TYPE, SHA512),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "SHA224Type", vm.type_of(&SHA224_TYPE));
        module.set(vm, "SHA256Type", vm.type_of(&SHA256_TYPE));
        module.set(vm, "SHA384Type", vm.type_of(&SHA384_TYPE));
        module.set(vm, "SHA512Type", vm.type_of(&SHA512_TYPE));
        Ok(())
    },
};

/// `_sha3`.
pub(super) static SHA3: ModuleDef = ModuleDef {
    name: "_sha3",
    doc: "",
    functions: &[
        make!("sha3_224(data=b'', /, *, usedforsecurity=True)", SHA3_224_TYPE, SHA3_224),
        make!("sha3_256(data=b'', /, *, usedforsecurity=True)", SHA3_256_TYPE, SHA3_256),
        make!("sha3_384(data=b'', /, *, usedforsecurity=True)", SHA3_384_TYPE, SHA3_384),
        make!("sha3_512(data=b'', /, *, usedforsecurity=True)", SHA3_512_TYPE, SHA3_512),
        make!("shake_128(data=b'', /, *, usedforsecurity=True)", SHAKE_128_TYPE, SHAKE_128),
        make!("shake_256(data=b'', /, *, usedforsecurity=True)", SHAKE_256_TYPE, SHAKE_256),
    ],
    fill: |vm, module| {
        module.expect::<Module>().set(vm, "implementation", vm.str("HACL"));
        Ok(())
    },
};

pub(super) use blake2_::DEF as BLAKE2;
