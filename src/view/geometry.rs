//! Points, sizes and rectangles of the picture, in CSS pixels; y grows downwards.

/// A place in the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left edge.
    pub x: f64,
    /// From the top edge.
    pub y: f64,
}

/// How large the picture is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// Its width, not negative.
    pub width: f64,
    /// Its height, not negative.
    pub height: f64,
}

impl Point {
    /// The point at these coordinates.
    pub const fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    /// The point this share of the way towards `goal`; 0 is here, 1 is there.
    #[must_use]
    pub fn towards(self, goal: Point, share: f64) -> Point {
        Point::new(self.x + (goal.x - self.x) * share, self.y + (goal.y - self.y) * share)
    }

    /// How far away the other point is.
    pub fn distance(self, other: Point) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        (x * x + y * y).sqrt()
    }

    /// The point moved right and down.
    #[must_use]
    pub fn moved(self, right: f64, down: f64) -> Point {
        Point::new(self.x + right, self.y + down)
    }
}

impl Size {
    /// A size of this width and height.
    pub const fn new(width: f64, height: f64) -> Size {
        Size { width, height }
    }

    /// The rectangle of this size at the origin.
    pub const fn area(self) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height)
    }
}

impl Rect {
    /// The rectangle with this corner and size.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect { x, y, width, height }
    }

    /// Its right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its bottom edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Its middle.
    pub fn center(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// The middle of its left edge.
    pub fn left_middle(&self) -> Point {
        Point::new(self.x, self.y + self.height / 2.0)
    }

    /// The middle of its right edge.
    pub fn right_middle(&self) -> Point {
        Point::new(self.right(), self.y + self.height / 2.0)
    }

    /// The middle of its top edge.
    pub fn top_middle(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y)
    }

    /// The middle of its bottom edge.
    pub fn bottom_middle(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.bottom())
    }

    /// Whether the point lies inside or on an edge.
    pub fn contains(&self, point: Point) -> bool {
        (self.x..=self.right()).contains(&point.x) && (self.y..=self.bottom()).contains(&point.y)
    }

    /// Whether the other rectangle lies inside or shares edges.
    pub fn encloses(&self, other: &Rect) -> bool {
        other.x >= self.x && other.y >= self.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn around(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Rect::new(x, y, right - x, bottom - y)
    }

    /// The rectangle with every edge moved inwards, or outwards if negative.
    #[must_use]
    pub fn inset(&self, by: f64) -> Rect {
        Rect::new(self.x + by, self.y + by, (self.width - 2.0 * by).max(0.0), (self.height - 2.0 * by).max(0.0))
    }
}
