//! From replications to a verdict: mean, standard error, and how far from the exact value that is.

use std::fmt;

/// One value from each of several independent replications.
pub struct Sample(Vec<f64>);

impl Sample {
    /// A sample of one.
    pub fn of(value: f64) -> Sample {
        Sample(vec![value])
    }

    /// Takes in the value of the next replication.
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    fn size(&self) -> f64 {
        self.0.len() as f64
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.size()
    }

    fn standard_error(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self.0.iter().map(|value| (value - mean) * (value - mean)).sum();
        (squares / (self.size() - 1.0) / self.size()).sqrt()
    }

    /// How many standard errors the mean is from `exact`, as the z of the same probability.
    ///
    /// The standard error is estimated from few replications, so the quotient is Student's t, whose tails are heavier
    /// than those of z. Wallace (1959) gives the z of equal probability to three digits. Without any spread the mean
    /// must be exact.
    pub fn z(&self, exact: f64) -> f64 {
        let (distance, error) = (self.mean() - exact, self.standard_error());
        if error == 0.0 {
            return if distance.abs() <= exact.abs() * 1e-9 { 0.0 } else { f64::INFINITY };
        }
        let (t, freedom) = (distance / error, self.size() - 1.0);
        let wallace = (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0) * (freedom * libm::log1p(t * t / freedom)).sqrt();
        wallace.copysign(t)
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6} ± {:.6}", self.mean(), self.standard_error())
    }
}

#[test]
fn z_is_the_normal_twin_of_students_t() {
    // Twenty values of mean 1 and standard error t / 1: t = 2.861 has a tail of 0.5 % with 19 degrees of freedom, and
    // so has z = 2.576.
    let t = 2.861;
    let values: Vec<f64> = (0..20).map(|number| if number % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let sample = Sample(values);
    let z = sample.z(-t * sample.standard_error());
    assert!((z - 2.576).abs() < 0.002, "{z}");
}

#[test]
fn without_spread_only_the_exact_value_will_do() {
    let sample = Sample(vec![350.0; 3]);
    assert!(sample.z(350.0) < 4.0 && sample.z(350.1) > 4.0);
}
