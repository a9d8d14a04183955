//! What the user chose in the editor: which of our answers it shows.
//!
//! They come as `initializationOptions` (themselves, or under `settings` or `refwise`) and as the
//! section `refwise` of the editor's configuration. Whatever has another shape is left as it is.
//!
//! By default stands what no type checker does; what it does as well is off until it is switched on.

use serde_json::Value;

/// What is switched on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// The answers that are given.
    pub(crate) features: Features,
    /// Nothing that belongs to the workspace is run, and its environments are not looked into.
    pub(crate) is_untrusted: bool,
    /// Clients that can are told of the findings in all files, not just in open ones.
    pub(crate) whole_workspace: bool,
}

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident: $path:literal = $default:literal,)*) => {
        /// Which answers are given.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct Features {
            $($(#[$doc])* pub(crate) $name: bool,)*
        }

        impl Default for Features {
            fn default() -> Features {
                Features { $($name: $default,)* }
            }
        }

        impl Features {
            /// Takes the choices of `chosen`.
            fn update(&mut self, chosen: &Value) {
                $(if let Some(it) = at(chosen, $path).and_then(Value::as_bool) {
                    self.$name = it;
                })*
            }
        }
    };
}

features! {
    /// Findings.
    diagnostics: "diagnostics.enable" = true,
    /// What an expression refers to.
    hover: "hover.enable" = true,
    /// Fixes, and comments that silence.
    code_actions: "codeActions.enable" = true,
    /// Lenses that run a program.
    run: "run.enable" = true,
    /// What functions and lambdas capture.
    inlay_captures: "inlayHints.captures" = true,
    /// Captures that change before they are used.
    inlay_late_binding: "inlayHints.lateBinding" = true,
    /// Captured, free and global names, shared defaults.
    semantic_tokens: "semanticTokens.enable" = true,
    /// All names of one object in a function.
    document_highlight: "documentHighlight.enable" = true,
    /// The values of variables while a debugger stands.
    inline_values: "inlineValues.enable" = true,
    /// All names of one object in a file.
    references: "references.enable" = false,
    /// What can be folded.
    folding: "folding.enable" = false,
    /// What stands around what.
    selection_range: "selectionRange.enable" = false,
    /// Functions and classes of a file.
    document_symbol: "documentSymbol.enable" = false,
    /// Functions and classes of all files.
    workspace_symbol: "workspaceSymbol.enable" = false,
    /// Where a name is bound.
    definition: "definition.enable" = false,
    /// Other names for variables.
    rename: "rename.enable" = false,
}

impl Options {
    /// The choices that a client introduces itself with.
    pub(crate) fn new(initialization: Option<&Value>) -> Options {
        let mut options = Options::default();
        let Some(chosen) = initialization else { return options };
        options.update(chosen);
        for name in ["settings", "refwise"] {
            chosen.get(name).into_iter().for_each(|it| options.update(it));
        }
        options
    }

    /// Takes the choices of `chosen`, and leaves what it does not speak of.
    pub(crate) fn update(&mut self, chosen: &Value) {
        self.features.update(chosen);
        if let Some(it) = at(chosen, "untrustedWorkspace").and_then(Value::as_bool) {
            self.is_untrusted = it;
        }
        if let Some(mode) = at(chosen, "diagnosticMode").and_then(Value::as_str) {
            self.whole_workspace = mode == "workspace";
        }
    }
}

/// What stands at a dotted path: as objects in each other, or with dots in a key.
fn at<'a>(chosen: &'a Value, path: &str) -> Option<&'a Value> {
    if let Some(found) = chosen.get(path) {
        return Some(found);
    }
    let (first, rest) = path.split_once('.')?;
    at(chosen.get(first)?, rest)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn choices_come_in_several_shapes() {
        for chosen in [
            json!({"hover": {"enable": false}, "rename": {"enable": true}}),
            json!({"settings": {"hover": {"enable": false}, "rename.enable": true}}),
            json!({"refwise": {"hover.enable": false, "rename": {"enable": true}}}),
        ] {
            let options = Options::new(Some(&chosen));
            assert!(!options.features.hover && options.features.rename, "{chosen}");
            assert!(options.features.code_actions && !options.features.definition);
        }
    }

    #[test]
    fn choices_of_no_shape_change_nothing() {
        for chosen in [json!(7), json!({"hover": 7}), json!({"hover": {"enable": "no"}})] {
            assert_eq!(Options::new(Some(&chosen)), Options::default());
        }
        assert_eq!(Options::new(None), Options::default());
    }

    #[test]
    fn a_workspace_may_be_untrusted() {
        let chosen = json!({"untrustedWorkspace": true, "diagnosticMode": "workspace"});
        let options = Options::new(Some(&chosen));
        assert!(options.is_untrusted && options.whole_workspace);
    }
}
