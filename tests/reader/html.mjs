// Reads pages without a browser: a small tree over an HTML parser.
import { parse, parseFragment, serialize } from "parse5";

export const read = (html) => parse(html);

/** Every element of a tree, in order, with its parents. */
export function* elements(node, parents = []) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) yield Object.assign(child, { parents });
    yield* elements(child, [...parents, child]);
  }
}

export const attribute = (element, name) => element.attrs.find((attr) => attr.name === name)?.value;
export const is = (element, name, value) => (attribute(element, name) ?? "").split(/\s+/).includes(value);

/** The text of an element as it is read. */
export function text(node) {
  if (node.nodeName === "#text") return node.value;
  if (["script", "style", "template"].includes(node.tagName)) return "";
  return (node.childNodes ?? []).map(text).join("");
}

export { parseFragment, serialize };
