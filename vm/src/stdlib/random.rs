//! `_random`: the generator that `random.Random` derives from.

use std::cell::RefCell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::numbers::{Int, MersenneTwister};
use crate::objects::module::Module;
use crate::objects::tuple::Tuple;
use crate::objects::type_;
use crate::typedef::{BASE, ModuleDef, TypeDef, method};
use crate::vm::Vm;

/// How many words the state has.
const N: usize = 624;

/// A Mersenne Twister as an object.
pub(crate) struct Random {
    generator: RefCell<MersenneTwister>,
}

impl Payload for Random {
    const LEAF: bool = true;
}

/// `_random`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_random",
    doc: "Module implements the Mersenne Twister random number generator.",
    functions: &[],
    fill: |vm, module| {
        module.expect::<Module>().set(vm, "Random", vm.type_of(&RANDOM));
        Ok(())
    },
};

/// `_random.Random`.
static RANDOM: TypeDef = TypeDef {
    name: "_random.Random",
    doc: "Random() -> create a random number generator with its own internal state.",
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(init));
    },
    methods: &[
        method("random(self, /)", |vm, it, _| {
            let number = generator(it).borrow_mut().random();
            Ok(vm.float(number))
        }),
        method("seed(self, n=None, /)", |vm, it, args| seed(vm, it, args.get_not_none(vm, 0))),
        method("getstate(self, /)", getstate),
        method("setstate(self, state, /)", setstate),
        method("getrandbits(self, k, /)", getrandbits),
    ],
    size: (2520, 0),
    ..BASE
};

fn generator(object: &Ref) -> &RefCell<MersenneTwister> {
    &object.expect::<Random>().generator
}

fn new(vm: &Vm, class: &Ref, _: Args) -> Res {
    let generator = RefCell::new(MersenneTwister::from_key(&entropy(vm)));
    Ok(type_::instantiate(class, Random { generator }))
}

fn init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    args.check(vm, "Random", 0, 1)?;
    seed(vm, object, args.get_not_none(vm, 0)).map(drop)
}

/// Words that nobody could know: as good as the host allows, which is not at all by default.
fn entropy(vm: &Vm) -> [u32; 2] {
    let steps = vm.limits.steps.get();
    [steps as u32, (steps >> 32) as u32 ^ 0x9E37_79B9]
}

/// `seed`: an int's value, else the hash of the object.
fn seed(vm: &Vm, object: &Ref, seed: Option<&Ref>) -> Res {
    let seeded = match seed {
        None => MersenneTwister::from_key(&entropy(vm)),
        Some(it) => match it.get::<Int>() {
            Some(number) => MersenneTwister::from_seed(number),
            None => MersenneTwister::from_seed(&unsigned(vm.hash(it)?)),
        },
    };
    *generator(object).borrow_mut() = seeded;
    Ok(vm.none.clone())
}

fn unsigned(hash: i64) -> Int {
    Int::from(num_bigint::BigInt::from(hash as u64))
}

fn getstate(vm: &Vm, object: &Ref, _: Args) -> Res {
    let generator = generator(object).borrow();
    let (words, index) = generator.state();
    let mut items: Vec<Ref> = words.iter().map(|it| vm.int((*it).into())).collect();
    items.push(vm.int(index as i64));
    Ok(vm.tuple(items))
}

fn setstate(vm: &Vm, object: &Ref, args: Args) -> Res {
    let Some(state) = args[0].get::<Tuple>() else {
        return Err(vm.type_error("state vector must be a tuple".to_owned()));
    };
    let [words @ .., index] = state.items() else {
        return Err(vm.value_error("state vector is the wrong size".to_owned()));
    };
    if words.len() != N {
        return Err(vm.value_error("state vector is the wrong size".to_owned()));
    }
    let mut numbers = [0; N];
    for (number, word) in numbers.iter_mut().zip(words) {
        *number = vm.index(word)?.expect::<Int>().to_u64().unwrap_or(0) as u32;
    }
    let index = vm.index_or_overflow(index)?;
    let index = usize::try_from(index).ok().filter(|it| *it <= N);
    let index = index.ok_or_else(|| vm.value_error("invalid state".to_owned()))?;
    *generator(object).borrow_mut() = MersenneTwister::from_state(numbers, index);
    Ok(vm.none.clone())
}

fn getrandbits(vm: &Vm, object: &Ref, args: Args) -> Res {
    let bits = vm.index_or_overflow(&args[0])?;
    let Ok(bits) = usize::try_from(bits) else {
        return Err(vm.value_error("number of bits must be non-negative".to_owned()));
    };
    vm.charge_bits(bits as u64)?;
    let number = generator(object).borrow_mut().getrandbits(bits);
    Ok(vm.new_int(number))
}
