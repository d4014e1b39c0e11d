//! One connection against scripted bytes.

mod script;
