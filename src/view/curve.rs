//! Curves: how a link runs, and where on it a share of the way has been covered.

use super::Point;

/// A smooth line of cubic bends.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Where it starts.
    pub start: Point,
    /// Its bends, each from where the one before ended.
    pub bends: Vec<Bend>,
}

/// A cubic Bézier bend: two points that pull at it, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bend {
    /// Pulls at its beginning.
    pub leaving: Point,
    /// Pulls at its end.
    pub arriving: Point,
    /// Where it ends.
    pub end: Point,
}

/// How many straight pieces stand for one bend when lengths are measured.
const PIECES: u32 = 16;

impl Curve {
    /// An S that leaves and arrives horizontally.
    pub(super) fn sideways(from: Point, to: Point) -> Curve {
        let middle = f64::midpoint(from.x, to.x);
        let bend = Bend { leaving: Point::new(middle, from.y), arriving: Point::new(middle, to.y), end: to };
        Curve { start: from, bends: vec![bend] }
    }

    /// A line that has only begun.
    pub(super) const fn at(start: Point) -> Curve {
        Curve { start, bends: Vec::new() }
    }

    /// A bracket that bulges out by as much as this.
    pub(super) fn around(from: Point, to: Point, right: f64, down: f64) -> Curve {
        // A cubic bend reaches three quarters of the way to the points that pull at it.
        let pull = |point: Point| point.moved(right / 0.75, down / 0.75);
        Curve { start: from, bends: vec![Bend { leaving: pull(from), arriving: pull(to), end: to }] }
    }

    /// Goes on in an S that leaves and arrives vertically.
    #[must_use]
    pub(super) fn then_downwards(mut self, to: Point) -> Curve {
        let from = self.end();
        let middle = f64::midpoint(from.y, to.y);
        self.bends.push(Bend { leaving: Point::new(from.x, middle), arriving: Point::new(to.x, middle), end: to });
        self
    }

    /// Goes on in a straight line.
    #[must_use]
    pub(super) fn then_straight(mut self, to: Point) -> Curve {
        let from = self.end();
        self.bends.push(Bend { leaving: from.towards(to, 0.34), arriving: from.towards(to, 0.66), end: to });
        self
    }

    /// Goes on in a quarter turn around `corner`.
    #[must_use]
    pub(super) fn then_around(mut self, corner: Point, to: Point) -> Curve {
        let from = self.end();
        self.bends.push(Bend { leaving: from.towards(corner, 0.55), arriving: to.towards(corner, 0.55), end: to });
        self
    }

    /// The same line from its end to its start.
    #[must_use]
    pub(super) fn reversed(&self) -> Curve {
        let starts: Vec<Point> = std::iter::once(self.start).chain(self.bends.iter().map(|bend| bend.end)).collect();
        let bends = self.bends.iter().zip(&starts).rev();
        let back = bends.map(|(bend, &start)| Bend { leaving: bend.arriving, arriving: bend.leaving, end: start });
        Curve { start: self.end(), bends: back.collect() }
    }

    /// Where it ends.
    pub fn end(&self) -> Point {
        self.bends.last().map_or(self.start, |bend| bend.end)
    }

    /// Points along it, close enough to each other to stand for it.
    pub fn points(&self) -> Vec<Point> {
        let mut points = vec![self.start];
        let mut from = self.start;
        for bend in &self.bends {
            points.extend((1..=PIECES).map(|piece| bend.at(from, f64::from(piece) / f64::from(PIECES))));
            from = bend.end;
        }
        points
    }
}

impl Bend {
    /// The point at parameter `t` from 0 to 1, by de Casteljau's construction.
    fn at(&self, start: Point, t: f64) -> Point {
        let (a, b, c) = (
            start.towards(self.leaving, t),
            self.leaving.towards(self.arriving, t),
            self.arriving.towards(self.end, t),
        );
        a.towards(b, t).towards(b.towards(c, t), t)
    }
}

/// A curve measured, so that a share of its length can be found quickly.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Points and how much of the way has been covered there, growing.
    stations: Vec<(f64, Point)>,
    length: f64,
}

impl Track {
    /// Measures a curve.
    pub(super) fn new(curve: &Curve) -> Track {
        let mut stations = Vec::new();
        let (mut length, mut last) = (0.0, curve.start);
        for point in curve.points() {
            length += last.distance(point);
            stations.push((length, point));
            last = point;
        }
        Track { stations, length }
    }

    /// Its whole length in pixels.
    pub const fn length(&self) -> f64 {
        self.length
    }

    /// Where this share of the whole length has been covered; shares beyond 0 and 1 stay at the ends.
    pub fn at(&self, share: f64) -> Point {
        let wanted = share.clamp(0.0, 1.0) * self.length;
        let next = self.stations.partition_point(|&(covered, _)| covered < wanted);
        let Some(&(covered, point)) = self.stations.get(next).or(self.stations.last()) else {
            return Point::default();
        };
        let Some(&(before, from)) = next.checked_sub(1).and_then(|before| self.stations.get(before)) else {
            return point;
        };
        if covered > before { from.towards(point, ((wanted - before) / (covered - before)).min(1.0)) } else { point }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_shares_of_a_curve_are_equally_long() {
        let track = Track::new(&Curve::sideways(Point::new(0.0, 0.0), Point::new(60.0, 200.0)));
        let steps: Vec<f64> = (0..10_u32)
            .map(|step| track.at(f64::from(step) / 10.0).distance(track.at(f64::from(step + 1) / 10.0)))
            .collect();
        let longest = steps.iter().copied().fold(0.0, f64::max);
        let shortest = steps.iter().copied().fold(f64::MAX, f64::min);
        assert!(longest / shortest < 1.15, "{steps:?}");
    }

    #[test]
    fn a_curve_begins_and_ends_where_it_says() {
        let (from, to) = (Point::new(3.0, 4.0), Point::new(50.0, 9.0));
        let track = Track::new(&Curve::sideways(from, to));
        assert_eq!((track.at(-1.0), track.at(0.0)), (from, from));
        assert!(track.at(1.0).distance(to) < 1e-9 && track.at(2.0).distance(to) < 1e-9);
    }
}
