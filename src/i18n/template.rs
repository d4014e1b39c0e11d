//! Sentences with gaps: `{0}` is the first word put in; in Korean `{0:을}` is the word with the particle that fits it.
//!
//! A sentence stands as a person would write it, and all of them share one piece of code: the page is the lighter.

use super::korean::{Particle, attach};

/// The sentence with the words in its gaps. A gap for which there is no word stays empty.
pub(super) fn fill(sentence: &str, words: &[&str]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 24);
    let mut rest = sentence;
    while let Some((before, behind)) = rest.split_once('{') {
        let (gap, after) = behind.split_once('}').unwrap_or((behind, ""));
        let (place, particle) = gap.split_once(':').map_or((gap, None), |(place, form)| (place, named(form)));
        let word = place.parse().ok().and_then(|place: usize| words.get(place)).copied().unwrap_or_default();
        filled.push_str(before);
        match particle {
            Some(particle) => filled.push_str(&attach(word, particle)),
            None => filled.push_str(word),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The particle that is written in a gap in the form that follows a consonant.
fn named(form: &str) -> Option<Particle> {
    Some(match form {
        "은" => Particle::Topic,
        "이" => Particle::Subject,
        "을" => Particle::Object,
        "과" => Particle::With,
        "으로" => Particle::To,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn words_fill_the_gaps_wherever_they_stand() {
        assert_eq!(fill("{1} after {0}, and {1} again.", &["one", "two"]), "two after one, and two again.");
        assert_eq!(fill("No gap.", &["one"]), "No gap.");
    }

    #[test]
    fn a_korean_gap_takes_the_particle_that_fits_the_word() {
        let sentence = "{0:이} {1:을} {2:으로} 보냈습니다.";
        assert_eq!(fill(sentence, &["핸들러", "메시지", "채널"]), "핸들러가 메시지를 채널로 보냈습니다.");
        assert_eq!(fill(sentence, &["스트림", "응답", "큐 그룹"]), "스트림이 응답을 큐 그룹으로 보냈습니다.");
    }

    #[test]
    fn what_is_put_in_is_never_read_as_a_gap() {
        assert_eq!(fill("“{0}” and {1}", &["{1} {", "two"]), "“{1} {” and two");
    }
}
