//! Counts, shares and rates for people: the same everywhere, and in every language we speak.

use crate::sim::time::Rate;

/// A count with its thousands set apart: `1,204`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share given in thousandths: `0%`, `0.4%`, `97%`. One decimal below ten per cent, where it matters.
pub fn percent(thousandths: u64) -> String {
    match (thousandths, thousandths % 10) {
        (1..100, tenths @ 1..) => format!("{}.{tenths}%", thousandths / 10),
        _ => format!("{}%", count(rounded(thousandths, 10))),
    }
}

/// How often: `6/s`, `2.5/s`, `0.25/s`, `1,200/s`. Three digits at most before it is rounded to a whole number.
pub fn rate(rate: Rate) -> String {
    let thousandths = rate.as_thousandths();
    // Nothing rounds to zero but zero itself: a publisher that publishes rarely is not a silent one.
    let decimals: u32 = match thousandths {
        0..1_000 => 3,
        1_000..10_000 => 2,
        10_000..100_000 => 1,
        _ => 0,
    };
    format!("{}/s", decimal(thousandths, 1_000, decimals))
}

/// `amount / unit` with so many decimals at most, rounded half up, without idle zeros.
pub(super) fn decimal(amount: u64, unit: u64, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals);
    let parts = rounded_product(amount, scale, unit);
    let (whole, rest) = (parts / scale, parts % scale);
    if rest == 0 {
        return count(whole);
    }
    let width = decimals as usize;
    format!("{}.{}", count(whole), format!("{rest:0width$}").trim_end_matches('0'))
}

/// `amount / unit`, rounded half up.
pub(super) fn rounded(amount: u64, unit: u64) -> u64 {
    rounded_product(amount, 1, unit)
}

fn rounded_product(amount: u64, scale: u64, unit: u64) -> u64 {
    let half = u128::from(unit / 2);
    let parts = (u128::from(amount) * u128::from(scale) + half) / u128::from(unit);
    u64::try_from(parts).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")];
        assert_eq!(cases.map(|(number, _)| count(number)), cases.map(|(_, text)| text.to_owned()));
    }

    #[test]
    fn a_share_keeps_a_decimal_only_where_it_is_small() {
        let cases = [(0, "0%"), (4, "0.4%"), (50, "5%"), (55, "5.5%"), (974, "97%"), (996, "100%"), (1_000, "100%")];
        assert_eq!(cases.map(|(share, _)| percent(share)), cases.map(|(_, text)| text.to_owned()));
    }

    #[test]
    fn a_rate_never_rounds_to_zero_and_carries_no_idle_digits() {
        let cases = [
            (0, "0/s"),
            (1, "0.001/s"),
            (250, "0.25/s"),
            (6_000, "6/s"),
            (2_500, "2.5/s"),
            (9_999, "10/s"),
            (1_234_567, "1,235/s"),
        ];
        let worded = cases.map(|(thousandths, _)| rate(Rate::from_thousandths(thousandths)));
        assert_eq!(worded, cases.map(|(_, text)| text.to_owned()));
    }
}
