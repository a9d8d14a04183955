//! What the tests share: a Python to ask, and a way to compare its code objects with ours.
#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod masked;
pub(crate) mod oracle;
pub(crate) mod pycs;
pub(crate) mod python;
pub(crate) mod report;
