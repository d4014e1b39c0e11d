//! Links: drawn behind everything else, fainter where nothing travels.

use super::Form;
use super::class::Class;
use super::sketch::Sketch;
use crate::message::ComponentId;
use crate::sim::time::Span;
use crate::view::Stage;
use crate::view::board::State;
use crate::view::follow::Family;
use crate::view::layout::{Link, LinkKind, Route};

/// How long a call that came to nothing is seen on the tie to the service.
const TROUBLE: Span = Span::from_secs(2);

pub(super) fn draw(sketch: &mut Sketch<'_>) {
    let layout = sketch.layout;
    let taken = Family::of(sketch.stage).routes(sketch.stage, layout);
    let is_taken =
        |link: &Link| layout.routes().any(|(route, of)| taken.contains_key(&route) && of.route == link.route);
    for link in layout.links.iter().filter(|link| link.kind != LinkKind::Along) {
        let mut classes = vec![Class::Link];
        match link.kind {
            LinkKind::Tie => {
                classes.push(Class::Tie);
                classes.extend(is_in_trouble(sketch.stage, link.route).then_some(Class::Trouble));
            }
            LinkKind::Back => classes.push(Class::Back),
            LinkKind::Forth | LinkKind::Along => {}
        }
        classes.extend((!taken.is_empty() && is_taken(link)).then_some(Class::Taken));
        classes.extend(is_off(sketch.stage, link.route).then_some(Class::Off));
        sketch.add(Form::Path(link.curve.clone()), &classes);
    }
}

/// Whether a caller who is tied here was refused or waited in vain a short while ago.
fn is_in_trouble(stage: &Stage<'_>, route: Route) -> bool {
    let (Route::Publish { publisher: end, .. } | Route::Deliver { handler: end, .. }) = route else { return false };
    let broker_of = |component: ComponentId| stage.roster.part(component).and_then(|part| part.broker);
    let broker = broker_of(end);
    let callers = stage.board.members().filter(|(component, _)| broker_of(*component) == broker);
    callers.filter_map(|(_, member)| member.trouble).any(|at| stage.now.since(at) < TROUBLE)
}

/// Whether nothing new will travel: the member at its end is dead, or takes no more messages, or the link is cut.
fn is_off(stage: &Stage<'_>, route: Route) -> bool {
    let member = |component: ComponentId| stage.board.member(component);
    let state = |component: ComponentId| member(component).map(|member| member.state);
    let broker_of = |component: ComponentId| stage.roster.part(component).and_then(|part| part.broker);
    let is_down = |part| stage.board.broker(ComponentId { part, member: 0 }).is_some_and(|broker| broker.is_down);
    let is_cut = |component: ComponentId| {
        member(component).is_some_and(|member| member.is_cut_off) || broker_of(component).is_some_and(is_down)
    };
    match route {
        Route::Publish { publisher, .. } => {
            matches!(state(publisher), Some(State::Crashed { .. })) || is_cut(publisher)
        }
        Route::Deliver { handler, .. } => !matches!(state(handler), Some(State::Up)) || is_cut(handler),
        Route::Store { handler, .. } => matches!(state(handler), Some(State::Crashed { .. }) | None),
    }
}
