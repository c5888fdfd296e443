"""The colours of the page, and its style sheet.

Colours of speakers are the *light* scheme of Paul Tol (Introduction to colour
schemes, SRON/EPS/TN/09-002, version 3.2), made for fields behind black letters
and for readers with any kind of colour vision; without its light cyan and
olive, which are too near their neighbours when mixed with the page. Blue for and orange against are
the ends of his *sunset* scheme. Where there are more speakers than colours, a
pattern tells the rounds apart; and a number always says what the colour says.
"""

__all__ = ["COLOURS", "PATTERNS", "THEMES", "Theme", "mix", "sheet"]

from typing import NamedTuple

COLOURS = ["#77aadd", "#ee8866", "#eedd88", "#44bb99", "#ffaabb", "#bbcc33"]
"""One after another for the speakers, the most quoted first."""

NOBODY = "#dddddd"
"""For quotes whose speaker is not known."""

PATTERNS = 3
"""Plain, hatched, dotted: what tells speakers of one colour apart."""


class Theme(NamedTuple):
    """The colours of a light or a dark page, as `#rrggbb`."""

    page: str
    """Behind everything."""
    text: str
    """Letters."""
    faint: str
    """Letters of what is said besides."""
    line: str
    """Rules between things; carries no meaning."""
    box: str
    """Behind the record that hovers."""
    positive: str
    """For."""
    negative: str
    """Against."""
    neutral: str
    """Neither."""
    strength: float
    """How much of a speaker's colour is behind the words of a quote; the rest is `page`."""
    hatch: float
    """How much more of it is in a pattern on those words."""
    lines: float
    """How much of it is in the line below source and cue; the rest is `text`."""


THEMES = {
    "light": Theme(
        "#ffffff", "#1b1d21", "#595e66", "#d9dce1", "#f6f7f9", "#2a5a94", "#a8330f", "#595e66", 0.48, 0.25, 0.8
    ),
    "dark": Theme(
        "#17191d", "#e9e7e2", "#a8adb5", "#3a3e45", "#23262c", "#98cae1", "#fdb366", "#a8adb5", 0.36, -0.16, 0.9
    ),
}


def mix(colour: str, share: float, other: str) -> str:
    """Mix two colours, `share` of the first.

    Parameters
    ----------
    colour, other : str
        `#rrggbb`.
    share : float
        From 0 to 1.

    Returns
    -------
    str
        `#rrggbb`.
    """
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def field(colour: str, theme: Theme) -> str:
    """Give the colour behind the words of a quote."""
    return mix(colour, theme.strength, theme.page)


def hatch(colour: str, theme: Theme) -> str:
    """Give the colour of the pattern on that field."""
    return mix(colour, theme.strength + theme.hatch, theme.page)


def _variables(theme: Theme) -> str:
    """Declare the colours of a theme."""
    named = {name: getattr(theme, name) for name in ("page", "text", "faint", "line", "box", *_SIDES)}
    for n, colour in enumerate([NOBODY, *COLOURS]):
        named[f"f{n}"] = field(colour, theme)
        named[f"h{n}"] = hatch(colour, theme)
        named[f"l{n}"] = mix(colour, theme.lines, theme.text)
    return "".join(f"--onr-{name}:{value};" for name, value in named.items())


_SIDES = ("positive", "negative", "neutral")

# Notebooks with a theme of their own say so: JupyterLab, VS Code and Colab, in this order.
_IN_LIGHT = ("[data-jp-theme-light=true]", ".vscode-light", "html[theme=light]")
_IN_DARK = ("[data-jp-theme-light=false]", ".vscode-dark", "html[theme=dark]")

# The word joiner U+2060 keeps a number on the line of the word behind it, and a chip on that of the word before.
_RULES = r"""
.onr{color:var(--onr-text);background:var(--onr-page);line-height:1.5;text-align:left;padding:1em 1.25em 5em;
 display:flex;flex-wrap:wrap;gap:1em 2.5em;align-items:flex-start}
.onr *{box-sizing:border-box}
.onr .onr-top{flex:1 1 100%;min-width:0;font-size:.85em;color:var(--onr-faint)}
.onr .onr-top p{margin:0 0 .3em}
.onr .onr-top .onr-key{display:flex;flex-wrap:wrap;align-items:baseline;gap:.3em 1.1em}
.onr .onr-key>*{white-space:nowrap}
.onr .onr-text{flex:2 1 24em;min-width:0;max-width:44em;line-height:1.9;overflow-wrap:anywhere;white-space:pre-wrap}
.onr .onr-text>div{position:relative;margin:0 0 .25em}
.onr .onr-text>.onr-head{font-size:1.35em;font-weight:600;line-height:1.7}
.onr .onr-side{flex:1 1 17em;min-width:0;max-width:30em;font-size:.9em;position:sticky;top:0;max-height:100vh;
 overflow:auto;overscroll-behavior:contain;padding:.2em}
.onr mark,.onr i,.onr b,.onr u,.onr s{color:inherit;background:none;font:inherit;text-decoration:none}
.onr .onr-q{background-color:var(--onr-f);padding:.22em 0 .3em;border-radius:.2em;-webkit-box-decoration-break:clone;
 box-decoration-break:clone}
.onr .onr-q .onr-q{padding:.08em 0 .1em;box-shadow:0 0 0 1px var(--onr-page)}
.onr .onr-p1{background-image:repeating-linear-gradient(135deg,var(--onr-h) 0 3px,transparent 3px 8px)}
.onr .onr-p2{background-image:radial-gradient(var(--onr-h) 2px,transparent 2.4px);background-size:8px 8px}
.onr .onr-text>.onr-gap{line-height:.75}
.onr .onr-source{font-weight:600;box-shadow:inset 0 -.14em var(--onr-l)}
.onr .onr-cue{font-style:italic;box-shadow:inset 0 -.14em var(--onr-l)}
.onr .onr-source .onr-e,.onr .onr-cue .onr-e{text-decoration:none}
.onr .onr-e{text-decoration:underline dotted 1px var(--onr-faint);text-underline-offset:.22em}
.onr .onr-t{border-bottom:.12em solid var(--onr-c)}
.onr .onr-n{padding:.06em .45em;margin:0 .25em 0 0;white-space:nowrap;border-radius:.8em;
 background-color:var(--onr-k);color:#000;font:600 .72em/1.5 system-ui,sans-serif;text-align:center;
 text-decoration:none;vertical-align:.12em;border:1px solid var(--onr-l)}
.onr .onr-n::before{content:attr(data-n) "\2060"}
.onr .onr-chip::before{content:"\2060" attr(data-n)}
.onr .onr-chip{padding:.06em .5em;margin:0 .2em 0 .35em;border-radius:.8em;border:1px solid currentColor;
 background:var(--onr-page);color:var(--onr-c);font:600 .72em/1.5 system-ui,sans-serif;white-space:nowrap;
 text-decoration:none;vertical-align:.12em}
.onr .onr-positive{--onr-c:var(--onr-positive)}
.onr .onr-negative{--onr-c:var(--onr-negative)}
.onr .onr-neutral{--onr-c:var(--onr-neutral)}
.onr [data-r]:hover:not(:has([data-r]:hover))::after,.onr [data-r]:has(>a:focus-visible)::after,
.onr [data-r]:focus-visible::after{content:attr(data-r);
 display:block;position:absolute;left:0;right:0;z-index:2;width:fit-content;max-width:34em;margin:.15em 0 0;
 padding:.6em .85em;white-space:pre-wrap;font:400 .82rem/1.45 system-ui,sans-serif;letter-spacing:0;text-indent:0;
 color:var(--onr-text);background:var(--onr-box);border:1px solid var(--onr-faint);border-radius:.4em;
 box-shadow:0 .3em 1em rgba(0,0,0,.22);pointer-events:none}
.onr [data-r]:hover:not(:has([data-r]:hover)){outline:1px solid var(--onr-faint);outline-offset:1px}
.onr-off .onr [data-r]::after{display:none!important}
.onr a:focus-visible,.onr summary:focus-visible,.onr :target{outline:2px solid var(--onr-text);outline-offset:2px}
.onr :target{scroll-margin:5em}
.onr h3{font-size:1em;font-weight:600;margin:0 0 .4em}
.onr details{margin:0;border-top:1px solid var(--onr-line)}
.onr summary{cursor:pointer;padding:.3em 0}
.onr .onr-faint{color:var(--onr-faint);font-size:.92em}
.onr ol,.onr ul{list-style:none;margin:0 0 .6em;padding:0}
.onr li{margin:0;padding:.35em 0 .35em .7em}
.onr .onr-card{border-left:.25em solid var(--onr-l);margin:0 0 .5em}
.onr blockquote{margin:0 0 .15em;padding:0;border:0;color:inherit;font-size:inherit}
.onr li a:not(.onr-chip){color:inherit}
.onr .onr-card>.onr-chip{margin:0 0 0 .5em}
@media print,(max-width:47em){.onr .onr-side{position:static;max-height:none}}
"""

_PAGE = """html{scroll-padding-top:1em}
body{margin:0 auto;max-width:78em;font:1.0625rem/1.5 Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif;
 background:#fff}
.onr-side,.onr-top{font-family:system-ui,sans-serif}
h2{font:600 1rem system-ui,sans-serif;margin:0;padding:1.5em 1.25em 0}
"""


def sheet(*, page: bool) -> str:
    """Write the style sheet.

    Parameters
    ----------
    page : bool
        Whether for a page of its own. Without, every rule is about what stands
        inside the class `onr`, so that nothing else in a notebook changes.

    Returns
    -------
    str
        CSS that loads nothing.
    """
    light, dark = (_variables(theme) for theme in THEMES.values())
    rules = [
        f".onr{{color-scheme:light;{light}}}",
        f"@media(prefers-color-scheme:dark){{.onr{{color-scheme:dark;{dark}}}}}",
    ]
    for n, colour in enumerate([NOBODY, *COLOURS]):
        uses = "".join(f"--onr-{name}:var(--onr-{name}{n});" for name in "fhl")
        rules.append(f".onr .onr-s{n}{{--onr-k:{colour};{uses}}}")
    if page:
        body = (
            f"@media(prefers-color-scheme:dark){{body{{background:{THEMES['dark'].page};color:{THEMES['dark'].text}}}}}"
        )
        return "\n".join([*rules, _RULES + _PAGE + body])
    for places, scheme, variables in ((_IN_LIGHT, "light", light), (_IN_DARK, "dark", dark)):
        rules.append(f"{','.join(f'{place} .onr' for place in places)}{{color-scheme:{scheme};{variables}}}")
    # Said three times it outweighs what notebooks say of links and lists.
    return "\n".join([*rules, _RULES.replace(".onr ", ".onr.onr.onr ")])
