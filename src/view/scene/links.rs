//! Links: drawn behind everything else, fainter where nothing travels.

use super::Form;
use super::class::Class;
use super::sketch::Sketch;
use crate::message::ComponentId;
use crate::view::board::State;
use crate::view::layout::Route;

pub(super) fn draw(sketch: &mut Sketch<'_>) {
    let layout = sketch.layout;
    for link in &layout.links {
        let classes: &[Class] = if is_off(sketch, link.route) { &[Class::Link, Class::Off] } else { &[Class::Link] };
        sketch.add(Form::Path(link.curve.clone()), classes);
    }
}

/// Whether nothing new will travel: the member at its end is dead, or takes no more messages, or the link is cut.
fn is_off(sketch: &Sketch<'_>, route: Route) -> bool {
    let member = |component: ComponentId| sketch.stage.board.member(component);
    let state = |component: ComponentId| member(component).map(|member| member.state);
    let is_cut = |component: ComponentId| member(component).is_some_and(|member| member.is_cut_off);
    match route {
        Route::Publish { publisher, .. } => {
            matches!(state(publisher), Some(State::Crashed { .. })) || is_cut(publisher)
        }
        Route::Deliver { handler, .. } => !matches!(state(handler), Some(State::Up)) || is_cut(handler),
        Route::Store { handler, .. } => matches!(state(handler), Some(State::Crashed { .. }) | None),
    }
}
