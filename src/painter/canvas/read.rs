//! The page's own palette, read from its style sheet.

use crate::painter::{Colour, Palette};
use web_sys::Element;

impl Palette {
    /// The colours that hold at this element: its custom properties as they are here and now. What is missing keeps the
    /// colour of [`Palette::LIGHT`].
    pub fn read(element: &Element) -> Palette {
        let mut palette = Palette::LIGHT;
        let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok().flatten());
        let Some(style) = style else { return palette };
        for (name, colour) in palette.properties() {
            let value = style.get_property_value(name).unwrap_or_default();
            if !value.trim().is_empty() {
                *colour = Colour::Owned(value.trim().to_owned());
            }
        }
        palette
    }
}
