//! The exact results: `theory_cases.csv`, row by row.

/// One exact value.
pub struct Row {
    /// The case it belongs to.
    pub case: String,
    /// The queueing model.
    pub model: String,
    /// Its parameters, such as `lambda=0.5;mu=1`.
    pub parameters: String,
    /// What is known.
    pub quantity: String,
    /// How much it is.
    pub value: f64,
}

/// The whole table.
pub fn rows() -> Vec<Row> {
    include_str!("theory_cases.csv").lines().skip(1).map(row).collect()
}

/// The exact value of a quantity.
pub fn exact(rows: &[&Row], quantity: &str) -> f64 {
    rows.iter().find(|row| row.quantity == quantity).map(|row| row.value).expect("a quantity of this case")
}

/// A parameter of the case, if it is a number.
pub fn parameter(rows: &[&Row], name: &str) -> Option<f64> {
    let parameters = rows.first()?.parameters.split(';');
    parameters.filter_map(|one| one.split_once('=')).find(|(known, _)| *known == name)?.1.parse().ok()
}

fn row(line: &str) -> Row {
    let fields = fields(line);
    let [case, model, parameters, quantity, value, _formula] = fields.try_into().expect("six columns");
    Row { case, model, parameters, quantity, value: value.parse().expect("a number") }
}

/// The columns of a line; those in quotation marks may contain commas.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("one is begun").push(letter),
        }
    }
    fields
}
