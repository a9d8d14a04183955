//! Parts of patterns.

use super::*;

macro_rules! with_pattern {
    ($($name:ident)*) => {$(
        impl $name {
            /// The pattern inside.
            pub fn pattern(&self) -> Option<Pattern> {
                child(&self.0)
            }
        }
    )*};
}

with_pattern! { GroupPattern AsPattern KeywordPattern MappingItem }

macro_rules! with_patterns {
    ($($name:ident)*) => {$(
        impl $name {
            /// The patterns inside, in order.
            pub fn patterns(&self) -> impl Iterator<Item = Pattern> + use<> {
                children(&self.0)
            }
        }
    )*};
}

with_patterns! { SequencePattern OrPattern ClassPattern }

impl MappingPattern {
    /// `key: pattern`, in order.
    pub fn items(&self) -> impl Iterator<Item = MappingItem> + use<> {
        children(&self.0)
    }
    /// `**rest`.
    pub fn rest(&self) -> Option<DoubleStarPattern> {
        child(&self.0)
    }
}

impl MappingItem {
    /// The key: a literal or a dotted name.
    pub fn key(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl ClassPattern {
    /// The class: a name or a dotted name.
    pub fn class(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// `name=pattern`, in order.
    pub fn keywords(&self) -> impl Iterator<Item = KeywordPattern> + use<> {
        children(&self.0)
    }
}
