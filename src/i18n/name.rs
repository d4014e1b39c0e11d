//! What things are called in a sentence: `save-handler 2`, `NATS`, `todo-web #12`, `your item 1`.

use super::Lang;
use crate::message::{ComponentId, ConsumerId, DeliveryId, MessageId, StreamId};
use crate::scenario::{Profile, Roster, RosterPart};

/// The name of a component: the part's own name and the member's number, or the name of the broker's product.
///
/// With several brokers of one product, the broker's own name follows: `NATS east`.
pub fn component(lang: Lang, component: ComponentId, roster: &Roster) -> String {
    let Some(part) = roster.part(component) else {
        return match lang {
            Lang::En if component == ComponentId::OUTSIDE => "another program".to_owned(),
            Lang::Ko if component == ComponentId::OUTSIDE => "다른 프로그램".to_owned(),
            Lang::En => "you".to_owned(),
            Lang::Ko => "사용자".to_owned(),
        };
    };
    match &part.profile {
        Some(profile) if is_only_one(profile, roster) => product(profile).to_owned(),
        Some(profile) => format!("{} {}", product(profile), part.name),
        None if part.numbered && component.member > 0 => format!("{} {}", part.name, component.member),
        None => part.name.clone(),
    }
}

/// The name of a message: its publisher and its number, or that it is the one that the person typed.
pub fn message(lang: Lang, message: MessageId, roster: &Roster) -> String {
    if message.origin() == ComponentId::OUTSIDE {
        // They come from several programs, and are counted together.
        return match lang {
            Lang::En => format!("message {}", message.number()),
            Lang::Ko => format!("메시지 {}", message.number()),
        };
    }
    let publisher = || component(lang, message.origin(), roster);
    if !message.is_typed() {
        let is_broker = roster.part(message.origin()).is_some_and(|part| part.profile.is_some());
        // What a broker publishes by itself is an advisory: word of what became of a message.
        let what = match (is_broker, lang) {
            (false, _) => "",
            (true, Lang::En) => "advisory ",
            (true, Lang::Ko) => "어드바이저리 ",
        };
        return format!("{} {what}#{}", publisher(), message.number());
    }
    let item = match lang {
        Lang::En => format!("your item {}", message.number()),
        Lang::Ko => format!("입력 항목 {}", message.number()),
    };
    // Typed items are counted by publisher, so with several of them the number alone would be ambiguous.
    if publishers(roster) > 1 { format!("{item} ({})", publisher()) } else { item }
}

/// The name of one copy of a message: as the message, and which attempt it is if it is not the first. A copy that was
/// overheard is no attempt.
pub fn delivery(lang: Lang, delivery: DeliveryId, roster: &Roster) -> String {
    let name = message(lang, delivery.message, roster);
    match (delivery.attempt, lang) {
        (..=1 | 0x1_0000.., _) => name,
        (attempt, Lang::En) => format!("{name} (attempt {attempt})"),
        (attempt, Lang::Ko) => format!("{name}({attempt}차 시도)"),
    }
}

/// The name of a stream: as the scenario calls it, or by its number if it was made in the course of the run.
pub fn stream(lang: Lang, broker: ComponentId, stream: StreamId, roster: &Roster) -> String {
    let called = roster.stream(broker, stream).map_or_else(|| stream.0.to_string(), ToOwned::to_owned);
    match lang {
        Lang::En => format!("stream {called}"),
        Lang::Ko => format!("스트림 {called}"),
    }
}

/// The name of a consumer: as the scenario calls it, or by its number if it was made in the course of the run.
pub fn consumer(lang: Lang, broker: ComponentId, consumer: ConsumerId, roster: &Roster) -> String {
    let called = roster.consumer(broker, consumer).map_or_else(|| consumer.0.to_string(), ToOwned::to_owned);
    match lang {
        Lang::En => format!("consumer {called}"),
        Lang::Ko => format!("컨슈머 {called}"),
    }
}

const fn product(profile: &Profile) -> &'static str {
    match profile {
        Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Watched => "NATS",
        Profile::Redis(_) => "Redis",
        Profile::Direct(_) => "direct",
    }
}

fn is_only_one(profile: &Profile, roster: &Roster) -> bool {
    let same = |part: &RosterPart| part.profile.as_ref().is_some_and(|other| product(other) == product(profile));
    roster.parts().filter(|(_, part)| same(part)).count() == 1
}

fn publishers(roster: &Roster) -> usize {
    let publishes = |part: &RosterPart| part.role.as_ref().is_some_and(|role| role.publishes().is_some());
    roster.parts().filter(|(_, part)| publishes(part)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns;

    fn roster() -> Roster {
        Roster::new(&patterns::find("scaling-handlers").unwrap().scenario().unwrap())
    }

    #[test]
    fn components_are_called_by_what_they_are_to_people() {
        let roster = roster();
        let name = |text| component(Lang::En, roster.find(text).unwrap(), &roster);
        assert_eq!(name("nats"), "NATS");
        assert_eq!(name("todo-web"), "todo-web");
        assert_eq!(name("save-handler.2"), "save-handler 2");
        assert_eq!(component(Lang::En, ComponentId::PERSON, &roster), "you");
        assert_eq!(component(Lang::Ko, ComponentId::PERSON, &roster), "사용자");
    }

    #[test]
    fn two_brokers_of_one_product_are_told_apart() {
        let mut scenario = patterns::find("scaling-handlers").unwrap().scenario().unwrap();
        let mut west = scenario.brokers[0].clone();
        west.id = "west".to_owned();
        scenario.brokers.push(west);
        let roster = Roster::new(&scenario);
        assert_eq!(component(Lang::En, ComponentId { part: 1, member: 0 }, &roster), "NATS west");
    }

    #[test]
    fn a_typed_message_is_the_persons_own() {
        let roster = roster();
        let web = roster.find("todo-web").unwrap();
        assert_eq!(message(Lang::En, MessageId::generated(web, 12), &roster), "todo-web #12");
        assert_eq!(message(Lang::En, MessageId::typed(web, 1), &roster), "your item 1");
        assert_eq!(message(Lang::Ko, MessageId::typed(web, 1), &roster), "입력 항목 1");
    }
}
