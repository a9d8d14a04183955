//! `_blake2`: with keys, salts and the parameters of trees.

use super::digest::{Algorithm, BLAKE2B, BLAKE2S, State};
use super::{FIXED, GETSET, Hash, bytes_of, of};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::module::Module;
use crate::objects::type_::{self};
use crate::signature::Signature;
use crate::typedef::{BASE, ModuleDef, TypeDef, flag};
use crate::vm::Vm;

/// `_blake2`.
pub(in crate::stdlib) static DEF: ModuleDef = ModuleDef {
    name: "_blake2",
    doc: "_blake2b provides BLAKE2b for hashlib\n",
    functions: &[],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        for (name, class, limits) in [("blake2b", &B, &LIMITS_B), ("blake2s", &S, &LIMITS_S)] {
            let class = vm.type_of(class);
            for (key, value) in [
                ("SALT_SIZE", limits.salt),
                ("PERSON_SIZE", limits.salt),
                ("MAX_KEY_SIZE", limits.digest),
                ("MAX_DIGEST_SIZE", limits.digest),
            ] {
                type_::set_attribute(vm, &class, key, vm.int(value as i64));
                module.set(vm, &format!("{}_{key}", name.to_uppercase()), vm.int(value as i64));
            }
            module.set(vm, name, class);
        }
        Ok(())
    },
};

/// What an algorithm takes, in bytes.
struct Limits {
    digest: usize,
    salt: usize,
    offset_bits: u32,
}

const LIMITS_B: Limits = Limits { digest: 64, salt: 16, offset_bits: 64 };
const LIMITS_S: Limits = Limits { digest: 32, salt: 8, offset_bits: 48 };

static B: TypeDef = TypeDef {
    name: "_blake2.blake2b",
    flags: flag::BASETYPE,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| new(vm, class, args, &BLAKE2B, &LIMITS_B)));
        it.tp_init.set(Some(|_, _, _| Ok(())));
    },
    methods: FIXED,
    getset: GETSET,
    size: (400, 0),
    ..BASE
};

static S: TypeDef = TypeDef {
    name: "_blake2.blake2s",
    flags: flag::BASETYPE,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| new(vm, class, args, &BLAKE2S, &LIMITS_S)));
        it.tp_init.set(Some(|_, _, _| Ok(())));
    },
    methods: FIXED,
    getset: GETSET,
    size: (400, 0),
    ..BASE
};

/// The parameters, checked.
struct Params {
    digest: usize,
    key: Vec<u8>,
    salt: Vec<u8>,
    person: Vec<u8>,
    fanout: u8,
    depth: u8,
    leaf: u32,
    offset: u64,
    node_depth: u8,
    inner: usize,
    is_last: bool,
}

fn new(vm: &Vm, class: &Ref, args: Args, algorithm: &'static Algorithm, limits: &Limits) -> Res {
    const B: &str = "blake2b(data=b'', /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)";
    const S: &str = "blake2s(data=b'', /, *, digest_size=32, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)";
    let is_b = limits.digest == LIMITS_B.digest;
    let args = Signature::parse(if is_b { B } else { S }, false).bind(vm, args)?;
    let params = params(vm, &args, limits)?;
    let state = if is_b { start_b(&params) } else { start_s(&params) };
    let made = type_::instantiate(class, Hash { algorithm, state: state.into() });
    if let Some(data) = args.get(0) {
        of(&made).update(vm, data)?;
    }
    Ok(made)
}

fn start_b(it: &Params) -> State {
    let mut params = blake2b_simd::Params::new();
    params.hash_length(it.digest).key(&it.key).salt(&it.salt).personal(&it.person);
    params.fanout(it.fanout).max_depth(it.depth).max_leaf_length(it.leaf);
    params.node_offset(it.offset).node_depth(it.node_depth).inner_hash_length(it.inner);
    State::Blake2b(Box::new(params.last_node(it.is_last).to_state()), it.digest)
}

fn start_s(it: &Params) -> State {
    let mut params = blake2s_simd::Params::new();
    params.hash_length(it.digest).key(&it.key).salt(&it.salt).personal(&it.person);
    params.fanout(it.fanout).max_depth(it.depth).max_leaf_length(it.leaf);
    params.node_offset(it.offset).node_depth(it.node_depth).inner_hash_length(it.inner);
    State::Blake2s(Box::new(params.last_node(it.is_last).to_state()), it.digest)
}

/// `py_blake2_new`: each parameter has its bounds.
fn params(vm: &Vm, args: &Args, limits: &Limits) -> Res<Params> {
    let number = |index: usize, default: i64| -> Res<i64> {
        args.get(index).map_or(Ok(default), |it| Ok(vm.index_or_overflow(it)? as i64))
    };
    let text = |index: usize, name: &str, most: usize| -> Res<Vec<u8>> {
        let bytes = args.get(index).map_or(Ok(Vec::new()), |it| bytes_of(vm, it))?;
        if bytes.len() > most {
            return Err(vm.value_error(format!("maximum {name} length is {most} bytes")));
        }
        Ok(bytes)
    };
    let within = |value: i64, low: i64, high: i64, text: &str| -> Res<i64> {
        if (low..=high).contains(&value) {
            return Ok(value);
        }
        Err(vm.value_error(text.to_owned()))
    };
    let most = limits.digest as i64;
    let digest = number(1, most)?;
    if !(1..=most).contains(&digest) {
        let text = format!("digest_size must be between 1 and {most} bytes");
        return Err(vm.value_error(text));
    }
    let salt = text(3, "salt", limits.salt)?;
    let person = text(4, "person", limits.salt)?;
    let fanout = within(number(5, 1)?, 0, 255, "fanout must be between 0 and 255")?;
    let depth = within(number(6, 1)?, 1, 255, "depth must be between 1 and 255")?;
    let leaf = bits(vm, args.get(7), 32, "leaf_size is too large")?;
    let offset = bits(vm, args.get(8), limits.offset_bits, "node_offset is too large")?;
    let node_depth = within(number(9, 0)?, 0, 255, "node_depth must be between 0 and 255")?;
    let inner = number(10, 0)?;
    let inner = within(inner, 0, most, &format!("inner_size must be between 0 and is {most}"))?;
    let is_last = args.get(11).map_or(Ok(false), |it| vm.is_true(it))?;
    let key = text(2, "key", limits.digest)?;
    Ok(Params {
        digest: digest as usize,
        key,
        salt,
        person,
        fanout: fanout as u8,
        depth: depth as u8,
        leaf: leaf as u32,
        offset,
        node_depth: node_depth as u8,
        inner: inner as usize,
        is_last,
    })
}

fn bits(vm: &Vm, value: Option<&Ref>, bits: u32, too_large: &str) -> Res<u64> {
    let Some(value) = value else { return Ok(0) };
    let number = vm.index(value)?;
    let number = number.expect::<Int>();
    if number.is_negative() {
        return Err(vm.value_error("value must be positive".to_owned()));
    }
    let found = u64::try_from(&*number.to_big()).ok();
    let found = found.filter(|it| bits == 64 || *it >> bits == 0);
    found.ok_or_else(|| vm.overflow_error(too_large.to_owned()))
}
