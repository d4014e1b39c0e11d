//! Classes: what a still shape is, for whoever chooses colours and type.

/// What a still shape is. A shape may be several things at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The ground of a component's card.
    Card,
    /// It is a publisher's.
    Publisher,
    /// It is a handler's.
    Handler,
    /// It is a database's.
    Database,
    /// Its process died.
    Crashed,
    /// Its process is frozen.
    Paused,
    /// It finishes what it holds.
    Draining,
    /// It is chosen.
    Selected,
    /// The ground of a broker.
    Rail,
    /// A subject on a rail.
    Lane,
    /// It is a stream's: it keeps its messages.
    Stream,
    /// Messages of this subject reach nobody.
    Unheard,
    /// The frame around a queue group.
    Frame,
    /// What messages travel along.
    Link,
    /// A link on which something comes back.
    Back,
    /// A link to a service that somebody waits for.
    Tie,
    /// A tie on which callers wait in vain.
    Trouble,
    /// A way from one lane of a rail to another.
    Within,
    /// A link that the followed message took.
    Taken,
    /// Nothing travels along it now.
    Off,
    /// The empty ring in which work is drawn.
    Ring,
    /// A database connection.
    Socket,
    /// A symbol.
    Icon,
    /// Words.
    Text,
    /// Words that name something.
    Strong,
    /// Quiet words.
    Soft,
    /// Words about something lost or dead.
    Warning,
    /// Words that stand out quietly: the name of a queue group.
    Accent,
    /// Words over lines, which need a ground of their own.
    Halo,
    /// Type of 14 pixels.
    Size14,
    /// Type of 13 pixels.
    Size13,
    /// Type of 12 pixels.
    Size12,
    /// Type of 11 pixels.
    Size11,
    /// Type of 10 pixels.
    Size10,
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 34] = [
        Class::Card,
        Class::Publisher,
        Class::Handler,
        Class::Database,
        Class::Crashed,
        Class::Paused,
        Class::Draining,
        Class::Selected,
        Class::Rail,
        Class::Lane,
        Class::Stream,
        Class::Unheard,
        Class::Frame,
        Class::Link,
        Class::Back,
        Class::Tie,
        Class::Trouble,
        Class::Within,
        Class::Taken,
        Class::Off,
        Class::Ring,
        Class::Socket,
        Class::Icon,
        Class::Text,
        Class::Strong,
        Class::Soft,
        Class::Warning,
        Class::Accent,
        Class::Halo,
        Class::Size14,
        Class::Size13,
        Class::Size12,
        Class::Size11,
        Class::Size10,
    ];

    /// Its name in style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Card => "qp-card",
            Class::Publisher => "qp-publisher",
            Class::Handler => "qp-handler",
            Class::Database => "qp-database",
            Class::Crashed => "qp-crashed",
            Class::Paused => "qp-paused",
            Class::Draining => "qp-draining",
            Class::Selected => "qp-selected",
            Class::Rail => "qp-rail",
            Class::Lane => "qp-lane",
            Class::Stream => "qp-stream",
            Class::Unheard => "qp-unheard",
            Class::Frame => "qp-frame",
            Class::Link => "qp-link",
            Class::Back => "qp-back",
            Class::Tie => "qp-tie",
            Class::Trouble => "qp-trouble",
            Class::Within => "qp-within",
            Class::Taken => "qp-taken",
            Class::Off => "qp-off",
            Class::Ring => "qp-ring",
            Class::Socket => "qp-socket",
            Class::Icon => "qp-icon",
            Class::Text => "qp-text",
            Class::Strong => "qp-strong",
            Class::Soft => "qp-soft",
            Class::Warning => "qp-warning",
            Class::Accent => "qp-accent",
            Class::Halo => "qp-halo",
            Class::Size14 => "qp-size-14",
            Class::Size13 => "qp-size-13",
            Class::Size12 => "qp-size-12",
            Class::Size11 => "qp-size-11",
            Class::Size10 => "qp-size-10",
        }
    }

    /// The class of a size of type in pixels; the nearest there is.
    pub(super) const fn of_size(size: u8) -> Class {
        match size {
            14.. => Class::Size14,
            13 => Class::Size13,
            12 => Class::Size12,
            11 => Class::Size11,
            _ => Class::Size10,
        }
    }
}
