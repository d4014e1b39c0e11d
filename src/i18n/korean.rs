//! Korean particles: which of two forms follows a word depends on how the word ends when it is spoken.
//!
//! A Hangul syllable shows its end in its code point. For other characters we state a rule, and it is this:
//!
//! - A digit ends as it is read: 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구 (a number that ends in 0 is read 십, 백, 천, …, all closed).
//! - Letters are judged by their last run, so `todo-web` is judged by `web`. One without a vowel (`db`, `ms`) or all in
//!   capitals (`DLQ`, `API`) is spelled out letter by letter; only L, M, N and R have closed names (엘, 엠, 엔, 알).
//! - Any other run is read as a word: closed after `l`, `le`, `m`, `n`, `ng`, and behind a vowel also after `me`, `ne`
//!   (`name` 네임), `ck` (`ack` 액), `b`, `c`, `k`, `p`, `t` (`web` 웹, but `list` 리스트); open after everything else
//!   (`handler` 핸들러).
//! - `%` is read 퍼센트. Quotes, brackets and stops are passed over. What is left, such as an emoji, gets both: 을(를).

/// A particle that has two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Particle {
    /// 은 or 는: what is spoken of.
    Topic,
    /// 이 or 가: who does it.
    Subject,
    /// 을 or 를: what it is done to.
    Object,
    /// 과 or 와: together with.
    With,
    /// 으로 or 로: to, as, by way of; ㄹ counts as open here.
    To,
}

/// How a word ends when it is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// With a vowel.
    Open,
    /// With the consonant ㄹ.
    Rieul,
    /// With any other consonant.
    Closed,
}

/// The word with its particle attached.
pub fn attach(word: &str, particle: Particle) -> String {
    format!("{word}{}", form(ending(word), particle))
}

const fn form(ending: Option<Ending>, particle: Particle) -> &'static str {
    let (after_consonant, after_vowel, unknown) = match particle {
        Particle::Topic => ("은", "는", "은(는)"),
        Particle::Subject => ("이", "가", "이(가)"),
        Particle::Object => ("을", "를", "을(를)"),
        Particle::With => ("과", "와", "과(와)"),
        Particle::To => ("으로", "로", "(으)로"),
    };
    match (ending, particle) {
        (None, _) => unknown,
        (Some(Ending::Open), _) | (Some(Ending::Rieul), Particle::To) => after_vowel,
        (Some(Ending::Closed | Ending::Rieul), _) => after_consonant,
    }
}

/// How the word ends; none if the rule does not say.
fn ending(word: &str) -> Option<Ending> {
    const PASSED_OVER: &str = "”’\"'`)]}〉》」』.,:;!?…";
    let word = word.trim_end_matches(|letter: char| letter.is_whitespace() || PASSED_OVER.contains(letter));
    match word.chars().next_back()? {
        syllable @ '가'..='힣' => Some(syllable_ending(syllable)),
        digit if digit.is_ascii_digit() => Some(match digit {
            '2' | '4' | '5' | '9' => Ending::Open,
            '1' | '7' | '8' => Ending::Rieul,
            _ => Ending::Closed,
        }),
        letter if letter.is_ascii_alphabetic() => {
            let start = word.rfind(|other: char| !other.is_ascii_alphabetic());
            let run = start.map_or(word, |start| word[start..].trim_start_matches(|c: char| !c.is_ascii_alphabetic()));
            Some(latin_ending(run))
        }
        '%' => Some(Ending::Open),
        _ => None,
    }
}

const fn syllable_ending(syllable: char) -> Ending {
    // A block of 28 syllables differs in the final consonant only; the first has none, the ninth has ㄹ.
    match (syllable as u32 - '가' as u32) % 28 {
        0 => Ending::Open,
        8 => Ending::Rieul,
        _ => Ending::Closed,
    }
}

fn latin_ending(run: &str) -> Ending {
    let is_vowel = |letter: char| "aeiouy".contains(letter.to_ascii_lowercase());
    let lower = run.to_ascii_lowercase();
    if !run.contains(is_vowel) || run.chars().all(|letter| letter.is_ascii_uppercase()) {
        return match lower.as_bytes().last() {
            Some(b'l' | b'r') => Ending::Rieul,
            Some(b'm' | b'n') => Ending::Closed,
            _ => Ending::Open,
        };
    }
    let ends_in = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    let vowel_at = |from_the_end| lower.chars().rev().nth(from_the_end).is_some_and(is_vowel);
    if ends_in(&["l", "le"]) {
        Ending::Rieul
    } else if ends_in(&["m", "n", "ng"])
        || vowel_at(1) && ends_in(&["b", "c", "k", "p", "t"])
        || vowel_at(2) && ends_in(&["ck", "me", "ne"])
    {
        Ending::Closed
    } else {
        Ending::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The word with each of its five particles.
    fn check(word: &str, expected: &str) {
        let particles = [Particle::Topic, Particle::Subject, Particle::Object, Particle::With, Particle::To];
        let attached = particles.map(|particle| attach(word, particle)).join(" ");
        assert_eq!(attached, expected);
    }

    #[test]
    fn a_hangul_word_is_judged_by_its_final_consonant() {
        check("핸들러", "핸들러는 핸들러가 핸들러를 핸들러와 핸들러로");
        check("항목", "항목은 항목이 항목을 항목과 항목으로");
    }

    #[test]
    fn rieul_takes_the_short_form_of_to_and_the_consonant_form_of_the_rest() {
        check("채널", "채널은 채널이 채널을 채널과 채널로");
    }

    #[test]
    fn a_number_is_judged_by_how_it_is_read() {
        check("save-handler 2", "save-handler 2는 save-handler 2가 save-handler 2를 save-handler 2와 save-handler 2로");
        check("#13", "#13은 #13이 #13을 #13과 #13으로");
        check("7", "7은 7이 7을 7과 7로");
        check("10", "10은 10이 10을 10과 10으로");
    }

    #[test]
    fn a_latin_word_is_judged_by_its_last_part() {
        let to = |word| attach(word, Particle::To);
        let subject = |word| attach(word, Particle::Subject);
        for open in ["save-handler", "todo-db", "todo-api", "todo-list", "nats", "NATS", "DLQ", "5%", "6/s", "420ms"] {
            assert_eq!(subject(open), format!("{open}가"));
        }
        for closed in ["todo-web", "todo-sub", "events.todo.newitem", "queue group", "JSON", "ping", "ack", "nak"] {
            assert_eq!(to(closed), format!("{closed}으로"));
        }
        for rieul in ["mail", "handle", "URL"] {
            assert_eq!((subject(rieul), to(rieul)), (format!("{rieul}이"), format!("{rieul}로")));
        }
    }

    #[test]
    fn what_cannot_be_read_gets_both_forms_and_quotes_are_passed_over() {
        check("🎉", "🎉은(는) 🎉이(가) 🎉을(를) 🎉과(와) 🎉(으)로");
        assert_eq!(attach("", Particle::Object), "을(를)");
        assert_eq!(attach("“우유”", Particle::Object), "“우유”를");
        assert_eq!(attach("“핸들”", Particle::To), "“핸들”로");
    }
}
