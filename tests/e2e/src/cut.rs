//! Texts that are cut off: a look at every element of the page that shows one.

/// Answers with what is wrong, element by element. Left out is what is for the ear only, what is drawn (the picture has
/// tests of its own), what a person scrolls by themselves, and fields, whose text scrolls as it is typed.
pub(crate) const CUT_TEXTS: &str = r"
    const found = [];
    const scrolls = (element) => {
        for (let one = element; one && one !== document.body; one = one.parentElement) {
            if (['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth) {
                return one.matches('pre, code, [data-scrolls]');
            }
        }
        return false;
    };
    for (const element of document.body.querySelectorAll('*')) {
        const shows = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
        if (!shows || element.closest('svg, .unseen, script, style, noscript, select, option')) continue;
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        if (box.width < 2 || box.height < 2 || style.visibility === 'hidden' || scrolls(element)) continue;
        const say = (what) => found.push(`${what}: ${element.className || element.tagName}: ${element.innerText}`);
        if (style.display !== 'inline') {
            if (element.scrollWidth > element.clientWidth + 1) say('too wide');
            if (element.scrollHeight > element.clientHeight + 1 && style.overflowY !== 'visible') say('too high');
        }
        if (box.left < -1 || box.right > document.documentElement.clientWidth + 1) say('out of the window');
    }
    return found;";
