//! Queue Playground.
