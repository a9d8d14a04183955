//! The requests: each file answers one of them from a snapshot and the request's parameters.

mod diagnostic;
mod hover;

use crate::event_loop::Request;
use crate::state::ServerState;

/// Lets the pool answer `request`.
pub(crate) fn answer(state: &mut ServerState, request: Request) {
    match request {
        Request::Diagnostic(params, reply) => {
            state.answer(reply, move |snapshot| diagnostic::diagnostic(snapshot, &params));
        }
        Request::Hover(params, reply) => {
            state.answer(reply, move |snapshot| hover::hover(snapshot, &params));
        }
    }
}
