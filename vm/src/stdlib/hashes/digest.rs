//! The algorithms, and the state of one that is fed.

use digest::{DynDigest, ExtendableOutput, Update, XofReader};

/// An algorithm by its name.
pub(super) struct Algorithm {
    pub(super) name: &'static str,
    /// How many bytes it takes at a time.
    pub(super) block: usize,
    pub(super) start: fn() -> State,
}

/// What was fed so far.
#[derive(Clone)]
pub(super) enum State {
    Fixed(Box<dyn DynDigest>),
    Shake128(sha3::Shake128),
    Shake256(sha3::Shake256),
    /// With the length of the digest.
    Blake2b(Box<blake2b_simd::State>, usize),
    Blake2s(Box<blake2s_simd::State>, usize),
}

impl State {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            State::Fixed(it) => it.update(bytes),
            State::Shake128(it) => it.update(bytes),
            State::Shake256(it) => it.update(bytes),
            State::Blake2b(it, _) => drop(it.update(bytes)),
            State::Blake2s(it, _) => drop(it.update(bytes)),
        }
    }

    /// How long the digest is; zero where the caller says it.
    pub(super) fn len(&self) -> usize {
        match self {
            State::Fixed(it) => it.output_size(),
            State::Blake2b(_, len) | State::Blake2s(_, len) => *len,
            State::Shake128(_) | State::Shake256(_) => 0,
        }
    }

    /// The digest of what was fed; `len` counts only where the length is free.
    pub(super) fn digest(&self, len: usize) -> Vec<u8> {
        let mut out = vec![0; len];
        match self.clone() {
            State::Fixed(it) => return it.finalize().into_vec(),
            State::Shake128(it) => it.finalize_xof().read(&mut out),
            State::Shake256(it) => it.finalize_xof().read(&mut out),
            State::Blake2b(it, _) => return it.finalize().as_bytes().to_vec(),
            State::Blake2s(it, _) => return it.finalize().as_bytes().to_vec(),
        }
        out
    }
}

macro_rules! algorithms {
    ($($constant:ident = $name:literal, $block:literal, $start:expr;)*) => {
        $(pub(super) static $constant: Algorithm =
            Algorithm { name: $name, block: $block, start: || $start };)*
    };
}

algorithms! {
    MD5 = "md5", 64, State::Fixed(Box::<md5::Md5>::default());
    SHA1 = "sha1", 64, State::Fixed(Box::<sha1::Sha1>::default());
    SHA224 = "sha224", 64, State::Fixed(Box::<sha2::Sha224>::default());
    SHA256 = "sha256", 64, State::Fixed(Box::<sha2::Sha256>::default());
    SHA384 = "sha384", 128, State::Fixed(Box::<sha2::Sha384>::default());
    SHA512 = "sha512", 128, State::Fixed(Box::<sha2::Sha512>::default());
    SHA3_224 = "sha3_224", 144, State::Fixed(Box::<sha3::Sha3_224>::default());
    SHA3_256 = "sha3_256", 136, State::Fixed(Box::<sha3::Sha3_256>::default());
    SHA3_384 = "sha3_384", 104, State::Fixed(Box::<sha3::Sha3_384>::default());
    SHA3_512 = "sha3_512", 72, State::Fixed(Box::<sha3::Sha3_512>::default());
    SHAKE_128 = "shake_128", 168, State::Shake128(sha3::Shake128::default());
    SHAKE_256 = "shake_256", 136, State::Shake256(sha3::Shake256::default());
    BLAKE2B = "blake2b", 128, State::Blake2b(Box::default(), 64);
    BLAKE2S = "blake2s", 64, State::Blake2s(Box::default(), 32);
}
