//! The error function, as C's library computes it.
//!
//! Method: fdlibm's, of Sun Microsystems, with the order of operations of glibc, which decides on the
//! last bit.

#![allow(clippy::excessive_precision, reason = "the constants as they were computed")]

const SMALL: f64 = 0.84375;
const EFX: f64 = 1.28379167095512586316e-01;
const ERX: f64 = 8.45062911510467529297e-01;

/// A quotient of polynomials, lowest powers first.
struct Rational<const N: usize, const M: usize> {
    top: [f64; N],
    bottom: [f64; M],
}

/// `erf` below 0.84375.
const NEAR: Rational<5, 6> = Rational {
    top: [
        1.28379167095512558561e-01,
        -3.25042107247001499370e-01,
        -2.84817495755985104766e-02,
        -5.77027029648944159157e-03,
        -2.37630166566501626084e-05,
    ],
    bottom: [
        1.0,
        3.97917223959155352819e-01,
        6.50222499887672944485e-02,
        5.08130628187576562776e-03,
        1.32494738004321644526e-04,
        -3.96022827877536812320e-06,
    ],
};

/// `erf` from 0.84375 to 1.25.
const MIDDLE: Rational<7, 7> = Rational {
    top: [
        -2.36211856075265944077e-03,
        4.14856118683748331666e-01,
        -3.72207876035701323847e-01,
        3.18346619901161753674e-01,
        -1.10894694282396677476e-01,
        3.54783043256182359371e-02,
        -2.16637559486879084300e-03,
    ],
    bottom: [
        1.0,
        1.06420880400844228286e-01,
        5.40397917702171048937e-01,
        7.18286544141962662868e-02,
        1.26171219808761642112e-01,
        1.36370839120290507362e-02,
        1.19844998467991074170e-02,
    ],
};

/// `erfc` from 1.25 to 1 / 0.35.
const FAR: Rational<8, 9> = Rational {
    top: [
        -9.86494403484714822705e-03,
        -6.93858572707181764372e-01,
        -1.05586262253232909814e+01,
        -6.23753324503260060396e+01,
        -1.62396669462573470355e+02,
        -1.84605092906711035994e+02,
        -8.12874355063065934246e+01,
        -9.81432934416914548592e+00,
    ],
    bottom: [
        1.0,
        1.96512716674392571292e+01,
        1.37657754143519042600e+02,
        4.34565877475229228821e+02,
        6.45387271733267880336e+02,
        4.29008140027567833386e+02,
        1.08635005541779435134e+02,
        6.57024977031928170135e+00,
        -6.04244152148580987438e-02,
    ],
};

/// `erfc` from 1 / 0.35 to 28.
const FARTHEST: Rational<7, 8> = Rational {
    top: [
        -9.86494292470009928597e-03,
        -7.99283237680523006574e-01,
        -1.77579549177547519889e+01,
        -1.60636384855821916062e+02,
        -6.37566443368389627722e+02,
        -1.02509513161107724954e+03,
        -4.83519191608651397019e+02,
    ],
    bottom: [
        1.0,
        3.03380607434824582924e+01,
        3.25792512996573918826e+02,
        1.53672958608443695994e+03,
        3.19985821950859553908e+03,
        2.55305040643316442583e+03,
        4.74528541206955367215e+02,
        -2.24409524465858183362e+01,
    ],
};

impl<const N: usize, const M: usize> Rational<N, M> {
    fn at(&self, x: f64) -> f64 {
        in_pairs(&self.top, x) / in_pairs(&self.bottom, x)
    }
}

/// A polynomial, two powers at a time.
fn in_pairs(coefficients: &[f64], x: f64) -> f64 {
    let square = x * x;
    let fourth = square * square;
    let powers = [1.0, square, fourth, fourth * square, fourth * fourth];
    let pair = |(pair, power): (&[f64], f64)| match pair {
        [a, b] => power * (a + x * b),
        _ => power * pair[0],
    };
    coefficients.chunks(2).zip(powers).map(pair).reduce(|sum, it| sum + it).unwrap_or(0.0)
}

pub(super) fn erf(x: f64) -> f64 {
    let size = x.abs();
    if x.is_nan() {
        return x;
    }
    if size < SMALL {
        let is_tiny = size < 1.0 / (1u64 << 28) as f64;
        return x + x * if is_tiny { EFX } else { NEAR.at(x * x) };
    }
    let result = if size < 1.25 {
        ERX + MIDDLE.at(size - 1.0)
    } else if size < 6.0 {
        1.0 - tail(size)
    } else {
        1.0
    };
    result.copysign(x)
}

pub(super) fn erfc(x: f64) -> f64 {
    let size = x.abs();
    if x.is_nan() {
        return x;
    }
    if size < SMALL {
        if size < 2f64.powi(-56) {
            return 1.0 - x;
        }
        let y = NEAR.at(x * x);
        return if x < 0.25 { 1.0 - (x + x * y) } else { 0.5 - (x - 0.5 + x * y) };
    }
    if size < 1.25 {
        let y = MIDDLE.at(size - 1.0);
        return if x > 0.0 { 1.0 - ERX - y } else { 1.0 + (ERX + y) };
    }
    match x {
        28.0.. => 0.0,
        0.0.. => tail(size),
        _ if x > -6.0 => 2.0 - tail(size),
        _ => 2.0,
    }
}

/// `erfc` above 1.25.
fn tail(x: f64) -> f64 {
    let inverse = 1.0 / (x * x);
    let y = if x < 1.0 / 0.35 { FAR.at(inverse) } else { FARTHEST.at(inverse) };
    // The upper half of the bits, whose square is exact.
    let high = f64::from_bits(x.to_bits() & !0xffff_ffff);
    (-high * high - 0.5625).exp() * ((high - x) * (high + x) + y).exp() / x
}
