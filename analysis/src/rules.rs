//! The rules: one file each, listed here.

mod append_same_object_in_loop;
mod assert_identity_of_value;
mod async_generator_not_closed;
mod atexit_holds_self;
mod augassign_class_attribute;
mod augassign_on_alias;
mod await_holding_lock;
mod await_race;
mod blocking_in_async;
mod bound_method_identity;
mod cached_generator;
mod cached_method;
mod cached_mutable_result;
mod call_in_default_argument;
mod callback_called_not_passed;
mod captured_then_rebound;
mod captured_variable_deleted;
mod chained_assignment_alias;
mod check_then_act_race;
mod class_in_function;
mod class_scope_not_visible;
mod classcell_dropped;
mod closure_keeps_large;
mod constant_alias_mutated;
mod constant_identity;
mod context_manager_reused;
mod contextmanager_no_finally;
mod contextvar_in_function;
mod contextvar_set_no_reset;
mod dangling_task;
mod dataclass_shared_default;
mod dataclass_slots_super;
mod del_in_cycle;
mod del_resurrects;
mod del_takes_lock;
mod del_uses_unset_attribute;
mod descriptor_shared_state;
mod descriptor_strong_instance_dict;
mod duplicate_class_member;
mod enter_returns_none;
mod enum_value_alias;
mod enum_value_compare;
mod eq_assumes_type;
mod eq_bool;
mod eq_hash_mismatch;
mod eq_none;
mod eq_sentinel;
mod eq_singleton;
mod eq_type;
mod eq_without_hash;
mod equal_dict_keys;
mod except_variable_after_block;
mod except_variable_captured;
mod exception_on_self;
mod exception_stored_cycle;
mod exhausted_iterator;
mod exit_stores_traceback;
mod exit_swallows;
mod finalize_holds_referent;
mod frame_in_local;
mod fromkeys_mutable;
mod frozen_unhashable_field;
mod future_dropped;
mod gc_disabled;
mod generic_alias_identity;
mod getattr_recursion;
mod hash_of_mutable_field;
mod hash_without_eq;
mod id_as_key;
mod id_of_temporary;
mod incompatible_equality;
mod inplace_method_result_used;
mod is_eq_class;
mod is_fresh_object;
mod is_literal;
mod is_not_group;
mod is_value_type;
mod jump_in_finally;
mod large_local_outlives_use;
mod lazy_iterator_capture;
mod list_concat_in_loop;
mod list_membership_in_loop;
mod list_where_generator_suffices;
mod listener_never_removed;
mod lock_not_released;
mod logging_handler_accumulates;
mod loop_rebind_no_effect;
mod loop_variable_capture;
mod lost_default_mutation;
mod metaclass_conflict;
mod missing_nonlocal;
mod mixed_comparison_chain;
mod mutable_class_attribute;
mod mutable_default_argument;
mod mutable_default_mutated;
mod mutate_while_iterating;
mod namespace_changed_too_late;
mod nan_compare;
mod nan_in_container;
mod nonreentrant_relock;
mod notimplemented_in_bool;
mod notimplemented_vs_error;
mod numpy_bool_identity;
mod open_without_with;
mod or_default_loses_alias;
mod parameter_rebind_no_effect;
mod parent_child_cycle;
mod patched_global_not_restored;
mod pop_front_in_loop;
mod prepare_not_classmethod;
mod py2_metaclass_attribute;
mod quadratic_sum;
mod raise_stored_exception;
mod readlines_to_iterate;
mod recursive_closure_cycle;
mod repeated_mutable_element;
mod resource_not_closed;
mod self_callback_cycle;
mod self_compare;
mod self_reference;
mod sentinel_across_processes;
mod set_name_not_called;
mod shallow_copy_nested_mutation;
mod shared_class_attribute_mutated;
mod shared_element_in_comprehension;
mod singleton_reinit;
mod slots_cached_property;
mod slots_without_effect;
mod snapshot_is_alias;
mod string_concat_in_loop;
mod temporary_owner_dropped;
mod thread_args_not_tuple;
mod thread_for_cpu_bound;
mod thread_pins_self;
mod threadlocal_in_async;
mod traceback_in_local;
mod tuple_assign_order;
mod tuple_item_augassign;
mod unbounded_cache;
mod unbounded_instance_registry;
mod unhashable_used_as_key;
mod unlocked_shared_write;
mod unpicklable_to_process;
mod unused_suppression;
mod use_after_close;
mod useless_lock;
mod weak_dict_value_holds_key;
mod weakref_double_deref;
mod weakref_to_temporary;
mod weakref_truthiness;
mod weakref_unsupported_type;

use crate::rule::Rule;

static RULES: &[&Rule] = &[
    &is_literal::RULE,
    &is_fresh_object::RULE,
    &is_value_type::RULE,
    &is_eq_class::RULE,
    &eq_none::RULE,
    &eq_bool::RULE,
    &eq_singleton::RULE,
    &eq_sentinel::RULE,
    &enum_value_compare::RULE,
    &eq_type::RULE,
    &generic_alias_identity::RULE,
    &bound_method_identity::RULE,
    &id_of_temporary::RULE,
    &id_as_key::RULE,
    &nan_compare::RULE,
    &nan_in_container::RULE,
    &self_compare::RULE,
    &constant_identity::RULE,
    &numpy_bool_identity::RULE,
    &is_not_group::RULE,
    &mixed_comparison_chain::RULE,
    &notimplemented_in_bool::RULE,
    &notimplemented_vs_error::RULE,
    &assert_identity_of_value::RULE,
    &equal_dict_keys::RULE,
    &incompatible_equality::RULE,
    &mutable_default_argument::RULE,
    &mutable_default_mutated::RULE,
    &call_in_default_argument::RULE,
    &or_default_loses_alias::RULE,
    &repeated_mutable_element::RULE,
    &shared_element_in_comprehension::RULE,
    &append_same_object_in_loop::RULE,
    &fromkeys_mutable::RULE,
    &chained_assignment_alias::RULE,
    &snapshot_is_alias::RULE,
    &shallow_copy_nested_mutation::RULE,
    &constant_alias_mutated::RULE,
    &augassign_on_alias::RULE,
    &augassign_class_attribute::RULE,
    &tuple_item_augassign::RULE,
    &mutate_while_iterating::RULE,
    &lost_default_mutation::RULE,
    &inplace_method_result_used::RULE,
    &mutable_class_attribute::RULE,
    &shared_class_attribute_mutated::RULE,
    &dataclass_shared_default::RULE,
    &exhausted_iterator::RULE,
    &cached_generator::RULE,
    &cached_mutable_result::RULE,
    &tuple_assign_order::RULE,
    &parameter_rebind_no_effect::RULE,
    &loop_rebind_no_effect::RULE,
    &sentinel_across_processes::RULE,
    &descriptor_shared_state::RULE,
    &exception_stored_cycle::RULE,
    &exception_on_self::RULE,
    &raise_stored_exception::RULE,
    &traceback_in_local::RULE,
    &exit_stores_traceback::RULE,
    &frame_in_local::RULE,
    &self_callback_cycle::RULE,
    &parent_child_cycle::RULE,
    &self_reference::RULE,
    &recursive_closure_cycle::RULE,
    &class_in_function::RULE,
    &del_in_cycle::RULE,
    &del_uses_unset_attribute::RULE,
    &del_resurrects::RULE,
    &del_takes_lock::RULE,
    &cached_method::RULE,
    &atexit_holds_self::RULE,
    &finalize_holds_referent::RULE,
    &weakref_to_temporary::RULE,
    &weakref_truthiness::RULE,
    &weakref_double_deref::RULE,
    &weakref_unsupported_type::RULE,
    &weak_dict_value_holds_key::RULE,
    &unbounded_instance_registry::RULE,
    &descriptor_strong_instance_dict::RULE,
    &unbounded_cache::RULE,
    &logging_handler_accumulates::RULE,
    &listener_never_removed::RULE,
    &thread_pins_self::RULE,
    &dangling_task::RULE,
    &temporary_owner_dropped::RULE,
    &closure_keeps_large::RULE,
    &large_local_outlives_use::RULE,
    &gc_disabled::RULE,
    &async_generator_not_closed::RULE,
    &loop_variable_capture::RULE,
    &lazy_iterator_capture::RULE,
    &captured_then_rebound::RULE,
    &except_variable_captured::RULE,
    &except_variable_after_block::RULE,
    &captured_variable_deleted::RULE,
    &missing_nonlocal::RULE,
    &class_scope_not_visible::RULE,
    &unpicklable_to_process::RULE,
    &open_without_with::RULE,
    &resource_not_closed::RULE,
    &contextmanager_no_finally::RULE,
    &exit_swallows::RULE,
    &enter_returns_none::RULE,
    &patched_global_not_restored::RULE,
    &use_after_close::RULE,
    &context_manager_reused::RULE,
    &lock_not_released::RULE,
    &useless_lock::RULE,
    &jump_in_finally::RULE,
    &contextvar_set_no_reset::RULE,
    &thread_for_cpu_bound::RULE,
    &unlocked_shared_write::RULE,
    &check_then_act_race::RULE,
    &await_race::RULE,
    &await_holding_lock::RULE,
    &blocking_in_async::RULE,
    &callback_called_not_passed::RULE,
    &thread_args_not_tuple::RULE,
    &future_dropped::RULE,
    &threadlocal_in_async::RULE,
    &contextvar_in_function::RULE,
    &nonreentrant_relock::RULE,
    &eq_without_hash::RULE,
    &unhashable_used_as_key::RULE,
    &hash_of_mutable_field::RULE,
    &eq_hash_mismatch::RULE,
    &hash_without_eq::RULE,
    &eq_assumes_type::RULE,
    &frozen_unhashable_field::RULE,
    &enum_value_alias::RULE,
    &duplicate_class_member::RULE,
    &slots_without_effect::RULE,
    &slots_cached_property::RULE,
    &dataclass_slots_super::RULE,
    &singleton_reinit::RULE,
    &getattr_recursion::RULE,
    &prepare_not_classmethod::RULE,
    &classcell_dropped::RULE,
    &namespace_changed_too_late::RULE,
    &py2_metaclass_attribute::RULE,
    &metaclass_conflict::RULE,
    &set_name_not_called::RULE,
    &list_where_generator_suffices::RULE,
    &quadratic_sum::RULE,
    &list_concat_in_loop::RULE,
    &string_concat_in_loop::RULE,
    &pop_front_in_loop::RULE,
    &list_membership_in_loop::RULE,
    &readlines_to_iterate::RULE,
    &unused_suppression::RULE,
];

/// All rules, in the order of their codes.
pub fn all() -> &'static [&'static Rule] {
    RULES
}

/// The rule that is called `name` (or has this code); else the name that it is most like, if any.
pub fn find(name: &str) -> Result<&'static Rule, Option<&'static str>> {
    let known = all().iter().find(|it| it.name == name || it.code.eq_ignore_ascii_case(name));
    known.copied().ok_or_else(|| nearest(name))
}

fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace('_', "-");
    let likeness = |it: &&'static str| strsim::jaro_winkler(it, &name);
    let best = all().iter().map(|it| it.name).max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(&best) > 0.7).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_the_file_of_its_name() {
        for rule in all() {
            let file = format!("rules/{}.rs", rule.name.replace('-', "_"));
            assert!(rule.source.replace('\\', "/").ends_with(&file), "{}", rule.name);
        }
    }

    #[test]
    fn codes_and_names_are_in_order_and_single() {
        let codes: Vec<&str> = all().iter().map(|it| it.code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
        assert!(all().iter().all(|it| find(it.name).is_ok_and(|found| found.code == it.code)));
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        let guess = |name| find(name).map(|it| it.name).unwrap_err();
        assert_eq!(guess("is_literal"), Some("is-literal"));
        assert_eq!(guess("eq-nome"), Some("eq-none"));
        assert_eq!(guess("qqqqq"), None);
    }

    #[test]
    fn pages_have_their_parts() {
        for rule in all() {
            let page = rule.page();
            assert!(page.starts_with(&format!("# {} ({})\n", rule.name, rule.code)));
            assert!(rule.summary().ends_with('.'), "{}", rule.name);
            let has_fix = rule.fix != crate::rule::FixKind::None;
            assert_eq!(has_fix, page.contains("## Fixed"), "{}", rule.name);
        }
    }
}
