//! The generator behind `random`: the Mersenne Twister (MT19937), by Makoto Matsumoto and Takuji
//! Nishimura.
//!
//! Source: `Modules/_randommodule.c` (CPython 3.13).

use num_bigint::BigUint;

use super::Int;

const N: usize = 624;
const M: usize = 397;

/// A generator and where it is in its sequence.
#[derive(Clone)]
pub struct MersenneTwister {
    state: [u32; N],
    /// The next one to give out; `N` where all are.
    index: usize,
}

impl MersenneTwister {
    /// `random.seed(seed)` for an int: its sign does not count.
    pub fn from_seed(seed: &Int) -> MersenneTwister {
        let mut key = seed.abs().to_big().magnitude().to_u32_digits();
        if key.is_empty() {
            key.push(0);
        }
        MersenneTwister::from_key(&key)
    }

    /// The generator of a key that is not empty. Source: `init_by_array`.
    pub fn from_key(key: &[u32]) -> MersenneTwister {
        let mut state = initial(19_650_218);
        let (mut i, mut j) = (1, 0);
        let mixed = |state: &[u32; N], i: usize, factor: u32| {
            let before = state[i - 1];
            state[i] ^ (before ^ before >> 30).wrapping_mul(factor)
        };
        for _ in 0..N.max(key.len()) {
            let added = key[j].wrapping_add(j as u32);
            state[i] = mixed(&state, i, 1_664_525).wrapping_add(added);
            i = next(&mut state, i);
            j = (j + 1) % key.len();
        }
        for _ in 0..N - 1 {
            state[i] = mixed(&state, i, 1_566_083_941).wrapping_sub(i as u32);
            i = next(&mut state, i);
        }
        state[0] = 0x8000_0000;
        MersenneTwister { state, index: N }
    }

    /// The generator that `random.setstate` asks for: `index` is at most 624.
    pub fn from_state(state: [u32; N], index: usize) -> MersenneTwister {
        MersenneTwister { state, index: index.min(N) }
    }

    /// What `random.getstate` shows: 624 words, and how many of them were given out.
    pub fn state(&self) -> (&[u32; N], usize) {
        (&self.state, self.index)
    }

    /// 32 random bits.
    pub fn next_u32(&mut self) -> u32 {
        if self.index >= N {
            self.twist();
        }
        let mut bits = self.state[self.index];
        self.index += 1;
        bits ^= bits >> 11;
        bits ^= bits << 7 & 0x9d2c_5680;
        bits ^= bits << 15 & 0xefc6_0000;
        bits ^ bits >> 18
    }

    /// `random.random()`: below 1, with 53 random bits.
    pub fn random(&mut self) -> f64 {
        let (high, low) = (self.next_u32() >> 5, self.next_u32() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// `random.getrandbits(bits)`.
    pub fn getrandbits(&mut self, bits: usize) -> Int {
        match bits {
            0 => Int::ZERO,
            1..=32 => Int::from(self.next_u32() >> (32 - bits)),
            _ => {
                let words = bits.div_ceil(32);
                let mut digits: Vec<u32> = (0..words).map(|_| self.next_u32()).collect();
                let extra = words * 32 - bits;
                digits[words - 1] >>= extra;
                num_bigint::BigInt::from(BigUint::new(digits)).into()
            }
        }
    }

    fn twist(&mut self) {
        for i in 0..N {
            let joined = self.state[i] & 0x8000_0000 | self.state[(i + 1) % N] & 0x7fff_ffff;
            let odd = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + M) % N] ^ joined >> 1 ^ odd;
        }
        self.index = 0;
    }
}

/// Source: `init_genrand`.
fn initial(seed: u32) -> [u32; N] {
    let mut state = [seed; N];
    for i in 1..N {
        let before = state[i - 1];
        state[i] = (before ^ before >> 30).wrapping_mul(1_812_433_253).wrapping_add(i as u32);
    }
    state
}

/// The place behind `i`, where the last one is copied to the front.
fn next(state: &mut [u32; N], i: usize) -> usize {
    if i + 1 < N {
        return i + 1;
    }
    state[0] = state[N - 1];
    1
}
