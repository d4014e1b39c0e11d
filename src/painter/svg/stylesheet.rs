//! The style sheet of a picture that stands alone. The page has its own, `style/stage.css`, for the same classes.

use super::marks;
use crate::painter::Palette;
use crate::view::Ink;

/// What every system has, and a Korean font on each.
const FONTS: &str =
    "system-ui,-apple-system,Apple SD Gothic Neo,Malgun Gothic,Noto Sans KR,Noto Sans CJK KR,sans-serif";

/// The rules for every class, with the colours of `palette`.
pub(super) fn of(palette: &Palette) -> String {
    let Palette { accent, line, text, soft, card, dead, rail, edge, ground, .. } = palette;
    let mut rules = format!(
        "\
.qp-ground{{fill:{ground}}}
.qp-text{{font-family:{FONTS};font-variant-numeric:tabular-nums;fill:{text}}}
.qp-size-14{{font-size:14px}}.qp-size-13{{font-size:13px}}.qp-size-12{{font-size:12px}}
.qp-size-11{{font-size:11px}}.qp-size-10{{font-size:10px}}
.qp-strong{{font-weight:600}}.qp-soft{{fill:{soft}}}.qp-warning{{fill:{dead}}}.qp-accent{{fill:{accent}}}
.qp-halo{{paint-order:stroke;stroke:{ground};stroke-width:5px;stroke-linejoin:round}}
.qp-text.qp-off{{fill:{soft}}}
.qp-link{{fill:none;stroke:{line};stroke-width:3px;stroke-linecap:round}}
.qp-back{{stroke-width:1.5px}}
.qp-tie{{stroke:{edge};stroke-width:8px}}.qp-trouble{{stroke:{dead}}}
.qp-within{{stroke:{accent};stroke-width:1.5px}}
.qp-taken{{stroke:{accent};stroke-opacity:.55}}
.qp-link.qp-off{{stroke-dasharray:1 9}}
.qp-rail{{fill:{rail};stroke:{line};stroke-width:1.5px}}
.qp-lane{{fill:{card};stroke:{accent};stroke-width:1.5px}}
.qp-stream{{stroke-width:3px}}
.qp-unheard{{stroke:{dead};stroke-dasharray:4 4}}
.qp-frame{{fill:none;stroke:{accent};stroke-width:1.2px;stroke-dasharray:6 6;stroke-opacity:.7}}
.qp-card{{fill:{card};stroke:{line};stroke-width:1.5px}}
.qp-paused{{fill:{rail};stroke:{edge}}}
.qp-draining{{stroke:{edge};stroke-dasharray:2 4}}
.qp-crashed{{fill:{ground};stroke:{dead};stroke-dasharray:5 4}}
.qp-selected{{stroke:{accent};stroke-width:2.5px}}
.qp-ring{{fill:none;stroke:{line};stroke-width:4px}}
.qp-socket{{fill:{rail};stroke:{edge};stroke-width:1.2px}}
.qp-socket.qp-off{{fill:none;stroke:{line};stroke-dasharray:3 3}}
.qp-icon{{fill:none;stroke:{soft};stroke-width:1.5px;stroke-linecap:round;stroke-linejoin:round}}
.qp-icon.qp-warning{{stroke:{dead}}}
"
    );
    for ink in Ink::ALL {
        let (class, colour) = (marks::ink(ink), palette.ink(ink));
        rules.push_str(&format!(".{class}{{fill:{colour}}}.{class}.qp-lines{{fill:none;stroke:{colour}}}\n"));
    }
    rules.push_str(".qp-lines{stroke-linecap:round}.qp-lines:not([stroke-width]){stroke-width:2px}\n");
    rules
}
